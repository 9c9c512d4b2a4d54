"""Which run of the gateway this is: a number above that of every run before, and so is what is counted from it.

It is kept in the state folder. No clock that is put back leads below it; where it is lost, the time of day is above it.
"""

import logging
from pathlib import Path

from retrowalk.journal.disk import write_whole


NAME = "run"
# So many leases belong to one run, or to one second of it: nobody takes a million in a second. Until the year 2255
# every program's JSON keeps their numbers.
LEASES = 1_000_000
# More digits than that are no number of ours.
_DIGITS = 10

_log = logging.getLogger(__name__)


def begin(state: Path, at: int) -> int:
    """The number of the run that begins at `at` (s UTC), kept from now on; a disk that takes nothing is told of."""
    file = state / NAME
    run = max(_before(file) + 1, at)
    try:
        write_whole(file, str(run).encode())
    except OSError as error:
        _log.warning("the number of this run cannot be kept: %s", error.strerror or error)
    return run


def _before(file: Path) -> int:
    """The run before; 0 where nothing tells."""
    try:
        said = file.read_text(encoding="ascii").strip()
        return int(said) if said.isdecimal() and len(said) <= _DIGITS else 0
    except (OSError, UnicodeDecodeError):
        return 0
