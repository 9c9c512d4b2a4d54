"""One walk: its stages, its checklist and its summary."""
