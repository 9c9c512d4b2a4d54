"""How a real treadmill departs from the standard, and which treadmill this is."""
