"""Tests of the screens, by keys, on real records."""
