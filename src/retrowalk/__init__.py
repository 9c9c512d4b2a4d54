"""Retrowalk: walk backward on a Bluetooth treadmill without being hurt by the software."""

__version__ = "0.1.0"
