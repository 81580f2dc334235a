"""Pages about one pupil, for a meeting."""
