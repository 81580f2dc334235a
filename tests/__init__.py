"""Tests: one file a feature, on real records in a temporary folder."""
