"""Which run of the gateway this is: a number above that of every run before, and so is what is counted from it.

It is kept in the state folder, safe before the first lease is taken: a program killed later leaves nothing to write. No
clock that is put back leads below it; where it is lost, the time of day is above it. Only one program at a time has the
folder. On a disk that takes nothing it is the time of day again, and no walk is begun there.
"""

import logging
from pathlib import Path

from retrowalk.journal.disk import write_whole


NAME = "run"
# So many leases belong to one run, or to one second of it: nobody takes a million in a second.
LEASES = 1_000_000
# Every program's JSON keeps whole numbers below 2 ** 53: runs above that many are no number of ours, and damage.
MOST = 2**53 // LEASES - 1
# A clock beyond the year 2255 (s UTC) is wrong, and is not believed; seven million runs have room above it.
LATEST = 9_000_000_000

_log = logging.getLogger(__name__)


def begin(state: Path, at: int) -> int:
    """The number of the run that begins at `at` (s UTC), kept from now on; a disk that takes nothing is told of."""
    file = state / NAME
    run = max(_before(file) + 1, at if at <= LATEST else 0)
    try:
        write_whole(file, str(run).encode())
    except OSError as error:
        _log.warning("the number of this run cannot be kept: %s", error.strerror or error)
    return run


def _before(file: Path) -> int:
    """The run before; 0 where nothing tells."""
    try:
        said = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 0
    run = int(said) if said.isdecimal() and len(said) <= len(str(MOST)) else 0
    return run if run < MOST else 0
