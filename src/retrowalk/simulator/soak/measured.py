"""What was delivered of one belt, what is loud, and what a step of its core owes: the ground a witness stands on."""

from retrowalk.controller.effects import AlarmKind
from retrowalk.safety import thresholds as t
from retrowalk.simulator.soak.rule import Broken, Rule


# Treadmill Data with distance, inclination and elapsed time: its first flags, its length, where the inclination is.
_FLAGS, _FULL, _INCLINATION = 0x0C, 13, slice(7, 9)
# With distance and elapsed time; the last two bytes are the latter.
_COUNTED = 9
# Flags and a speed (bytes), and what no treadmill runs at (0.01 km/h): the fastest do 30 km/h.
_WITH_SPEED, _FASTEST = 4, 4_000
# Two frames further apart than this (ms) do not say what the belt did between them: two records missed.
_UNBROKEN = 3_000


def speed_in(frame: bytes) -> int | None:
    """The speed a Treadmill Data frame tells; None if it tells none (FTMS §4.9.1: bit 0, "more data")."""
    if len(frame) < _WITH_SPEED or frame[0] & 1:
        return None
    speed = int.from_bytes(frame[2:4], "little")
    return speed if speed <= _FASTEST else None


class Measured:
    """The frames of one link, and debts. Times ms, speeds 0.01 km/h, inclinations 0.1 %.

    heard: when the last frame came, or the link; repeats: it is the one before once more, from a belt that counts;
    unheard: stops that were decided and have no outcome yet.
    """

    __slots__ = (
        "_counts", "_data", "_loud", "_owed", "_stop_at", "_zero_since", "alarms", "heard", "linked", "linked_at",
        "moving", "owes", "repeats", "speed", "tilted", "unheard", "zeros",
    )  # fmt: skip

    def __init__(self) -> None:
        self.linked = self.owes = False
        self.heard = self.linked_at = self.unheard = 0
        self.alarms: frozenset[AlarmKind] = frozenset()
        self._stop_at = -1  # when a stop was last decided to be written
        self._owed: tuple[Rule, str] | None = None
        self._loud: tuple[Rule, AlarmKind] | None = None
        self.unmeasured()

    # ── frames ──────────────────────────────────────────────────────────────────────────────────────

    def unmeasured(self) -> None:
        """Nothing measured so far counts: another link."""
        self.speed = self.moving = self.zeros = self._zero_since = 0
        self.tilted: int | None = None
        self.repeats = self._counts = False
        self._data = b""

    def measured(self, data: bytes, speed: int, now: int) -> None:
        """A frame, and the speed it tells."""
        before, self._data = self._data, data
        self._counts = self._counts or _counted(before, data)
        self.repeats = self._counts and data == before
        full = len(data) == _FULL and data[0] == _FLAGS
        self.tilted = int.from_bytes(data[_INCLINATION], "little", signed=True) if full else None
        self.moving = self.moving + 1 if speed > t.MOVING else 0
        self._count_zero(zero=speed < t.ZERO, now=now)
        self.heard, self.speed = now, speed

    def _count_zero(self, *, zero: bool, now: int) -> None:
        if not self.zeros or now - self.heard > _UNBROKEN:
            self.zeros, self._zero_since = 0, now
        self.zeros = self.zeros + 1 if zero else 0

    @property
    def rests(self) -> bool:
        """Zero was read in three frames over two seconds, up to the last."""
        return self.zeros >= t.ZERO_SAMPLES and self.heard - self._zero_since >= t.ZERO_FOR

    def stands(self, now: int) -> bool:
        """Zero was read for 3 s up to just now."""
        return bool(self.zeros) and self.heard - self._zero_since >= t.STAND_FOR and now - self.heard <= t.STALE_FREEZE

    def at_rest(self, what: str) -> None:
        """It must rest, to be called that. Raises Broken."""
        if not self.rests:
            raise Broken(Rule.ZERO, f"{what} after {self.zeros} frames and {self.heard - self._zero_since} ms at zero")

    # ── what is owed ────────────────────────────────────────────────────────────────────────────────

    def owe_stop(self, rule: Rule, says: str) -> None:
        """The step under way must stop the belt."""
        self._owed, self.owes = (rule, says), True

    def owe_alarm(self, rule: Rule, kind: AlarmKind) -> None:
        """It must be loud after the step under way."""
        self._loud, self.owes = (rule, kind), True

    def demand(self, now: int) -> None:
        """What this step owed was done in it. Raises Broken."""
        owed, loud, self._owed, self._loud, self.owes = self._owed, self._loud, None, None, False
        if owed is not None and self._stop_at != now:
            raise Broken(*owed)
        if loud is not None and loud[1] not in self.alarms:
            raise Broken(loud[0], f"not loud: {loud[1].value}")


def _counted(before: bytes, data: bytes) -> bool:
    """Whether elapsed time went on between the two."""
    return len(data) >= _COUNTED and len(data) == len(before) and data[-2:] != before[-2:]
