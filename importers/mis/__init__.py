"""The formats of particular systems: each file turned into the one or more tables that are in it."""
