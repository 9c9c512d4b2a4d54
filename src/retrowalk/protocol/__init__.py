"""What the walker is prescribed: files in, plans out, and what a plan wants at every moment."""
