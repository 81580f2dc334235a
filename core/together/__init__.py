"""Several people on one record: who is calling whom, what is half typed, what changed meanwhile."""
