"""The record of a walk: every argument the core was given and every answer it gave, and how to fold it again."""
