"""What may be asked of a whole site, and by whom: people, access, starts, caps, stops, events."""
