"""The way to a treadmill: the port every carrier satisfies, the lanes that write, and what keeps the link up."""
