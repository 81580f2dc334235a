"""Files in, rows and problems out. Knows formats and no screen."""
