"""People, treadmills, walks and samples in SQLite or PostgreSQL; the journals stay the truth."""
