"""Tests of reading files: real files in a temporary folder, no stand-ins."""
