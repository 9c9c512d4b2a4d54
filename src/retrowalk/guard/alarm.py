"""The guard's alarm: loud until zero is measured."""

import shlex
import subprocess
import threading
from collections.abc import Mapping

from retrowalk.guard.voice import say


# Said again this often (ms): a person who looks up sees it.
AGAIN = 1_000
_BELL = "\a"


class Alarm:
    """Line and bell on stderr, and once for each belt a command of the site's own, such as one that rings a siren.

    The command gets the belt and the cause as its last two arguments.
    """

    def __init__(self, command: str = "") -> None:
        self._command = shlex.split(command)
        self._said_at: int | None = None
        self._called: set[str] = set()

    def sound(self, moving: Mapping[str, str], now: int) -> None:
        """Hear which belts have not been measured at zero, and why each is being stopped; time in ms."""
        for address in moving.keys() - self._called:
            self._call(address, moving[address])
        self._called = set(moving)
        if self._said_at is None or now - self._said_at >= AGAIN:
            self._said_at = now if moving else None
            for address, cause in moving.items():
                say(f"PULL THE SAFETY KEY of {address}{_BELL} - {cause}; stopping it, standstill is not measured yet")

    def _call(self, address: str, cause: str) -> None:
        """On a thread of its own: no command may delay a stop, however long it takes."""
        if self._command:
            threading.Thread(target=_run, args=([*self._command, address, cause],), daemon=True).start()


def _run(command: list[str]) -> None:
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - the site's own
    except OSError as error:
        say(f"the alarm command failed: {error}")
