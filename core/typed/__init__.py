"""What an officer types on one line, read as she means it."""
