"""One line when an input is lost, one when it is back, nothing between: a log that can be read after a bad night."""

import logging
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Lost:
    since: int
    why: str


class Losses:
    """Every input by its name, such as 'link of Left' or 'disk'. `now` in ms."""

    def __init__(self, log: logging.Logger, now: Callable[[], int]) -> None:
        self._log, self._now = log, now
        self._lost: dict[str, _Lost] = {}
        self._known: set[str] = set()

    @property
    def lost(self) -> dict[str, str]:
        """What is lost now, and why."""
        return {name: each.why for name, each in self._lost.items()}

    def look(self, name: str, *, there: bool, why: str = "", treadmill: str = "") -> None:
        """Say how an input stands, as often as one likes. One that has never been there is not lost."""
        if there:
            self._known.add(name)
            self._back(name, treadmill)
        elif name in self._known and name not in self._lost:
            self._lost[name] = _Lost(self._now(), why)
            self._log.warning("%s lost: %s", name, why or "no reason known", extra=_of(treadmill))

    def forget(self, name: str) -> None:
        """It is nobody's any more."""
        self._known.discard(name)
        self._lost.pop(name, None)

    def _back(self, name: str, treadmill: str) -> None:
        lost = self._lost.pop(name, None)
        if lost is not None:
            away = (self._now() - lost.since) / 1000
            self._log.info("%s back after %.1f s", name, away, extra=_of(treadmill))


def _of(treadmill: str) -> dict[str, str]:
    return {"treadmill": treadmill} if treadmill else {}
