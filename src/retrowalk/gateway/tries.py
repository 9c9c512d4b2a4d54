"""How often somebody was wrong, kept in a file beside the loop: a new start of the service forgives nobody.

Only ages are written, since the monotonic clock begins anew with the computer: no time has passed while nobody counted,
and setting the time of day shortens no delay.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

from retrowalk.gateway import attempts as wrong
from retrowalk.gateway.attempts import Attempts, Wrong
from retrowalk.gateway.newest import Newest


_log = logging.getLogger(__name__)


class Tries:
    """Belongs to the loop. `file` None: in memory only; `now` in ms of the monotonic clock."""

    def __init__(self, now: Callable[[], int], file: Path | None = None) -> None:
        self._now = now
        self._attempts = _read(file, now()) if file else Attempts()
        self._kept = Newest(file, "wrong attempts", self._written) if file else None

    def attempted(self, place: str, account: str) -> None:
        """Count an attempt as wrong before it is looked at. Raises Refusal while it has to wait."""
        self._set(wrong.attempted(self._attempts, place, account, self._now()))

    def proven(self, place: str, account: str) -> None:
        """It was right."""
        self._set(wrong.proven(self._attempts, place, account))

    def forgiven(self, account: str) -> None:
        """Its PIN is a new one."""
        self._set(wrong.forgiven(self._attempts, account))

    async def settled(self) -> None:
        """Wait until the disk has what was counted so far, or has refused it."""
        if self._kept is not None:
            await self._kept.settled()

    def _set(self, attempts: Attempts) -> None:
        self._attempts = attempts
        if self._kept is not None:
            self._kept.changed()

    def _written(self) -> bytes:
        now, all_ = self._now(), self._attempts
        rows = [[place, account, each.count, now - each.last] for (place, account), each in all_.wrong.items()]
        return json.dumps({"wrong": rows, "proven": dict(all_.proven)}).encode()


def _read(file: Path, now: int) -> Attempts:
    """What an earlier run left; of a file that is none, nothing."""
    try:
        kept = json.loads(file.read_bytes())
        rows = {
            (str(where), str(whose)): Wrong(int(count), now - int(age)) for where, whose, count, age in kept["wrong"]
        }
        homes = {str(account): str(place) for account, place in kept["proven"].items()}
    except FileNotFoundError:
        return Attempts()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        _log.warning("wrong attempts of an earlier run cannot be read: %s", error)
        return Attempts()
    return Attempts(MappingProxyType(rows), MappingProxyType(homes))
