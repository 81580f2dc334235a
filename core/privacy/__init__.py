"""Who may see, hear or carry out what, and what a family may ask for: rights as code."""
