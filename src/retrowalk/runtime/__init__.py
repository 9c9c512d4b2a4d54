"""What runs: the clock, and one service for each treadmill."""
