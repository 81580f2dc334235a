"""Screens and keys. Reads through core, changes only through core.acts."""
