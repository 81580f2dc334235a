"""Tests of the source itself: who may import whom, how long things may grow, what may be committed."""
