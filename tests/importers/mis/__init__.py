"""Files of particular systems: small faithful ones, and the fictional school written in each shape."""
