"""A lock between programs that no death leaves behind: the system lets go of it with the program that held it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrowalk.journal.disk import MODE


class Taken(Exception):
    """Another program holds the lock. The message is for people."""


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold `what` alone meanwhile, by a lock on the file `path`, which stays. Raises Taken, OSError."""
    import fcntl  # noqa: PLC0415 - not on Windows, where only simulated treadmills are walked on

    file = os.open(path, os.O_RDWR | os.O_CREAT, MODE)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Taken(f"another program of Retrowalk has {what}") from None
    finally:
        os.close(file)


def is_locked(path: Path) -> bool:
    """Whether a program holds the lock on the file `path`; makes none. Raises OSError."""
    if not path.is_file():
        return False
    try:
        with locked(path, path.name):
            return False
    except Taken:
        return True
