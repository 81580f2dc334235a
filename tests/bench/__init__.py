"""Measurements: what the program takes, in one run (make bench)."""
