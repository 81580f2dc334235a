"""The installed program in a real terminal, driven by keys."""
