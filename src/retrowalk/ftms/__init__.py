"""The Fitness Machine Service on the wire: bytes to values and values to bytes, for the treadmill's part of it."""
