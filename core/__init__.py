"""What the record is and what a school day means. Knows no screen and no file format."""
