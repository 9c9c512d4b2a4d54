"""A treadmill made of bytes: the belt, the peripheral, its faults, and what carries it."""
