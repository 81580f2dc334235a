"""Tests of clocks: each rule as a table with its source beside the row."""
