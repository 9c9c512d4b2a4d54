"""The command line."""

from retrowalk.cli.main import main


__all__ = ["main"]
