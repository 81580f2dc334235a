"""Speed, measured rather than asserted: `make bench`."""
