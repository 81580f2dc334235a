"""Patterns against planted cohorts: how many are found, and how many are raised where nothing was planted."""
