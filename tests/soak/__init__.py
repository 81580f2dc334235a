"""`make soak`: many processes on one record, killed and starved, with the figures that must hold."""
