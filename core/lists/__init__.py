"""The lists behind `g`, as finished rows."""
