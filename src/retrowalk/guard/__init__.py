"""The second process: it watches the first, and stops its belts when it dies, hangs or asks for help."""
