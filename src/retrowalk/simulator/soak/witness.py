"""A witness of one belt: what was delivered to its core, what that asked for, and what it owes for it.

Knows the frames that came, the requests, stops and alarms that were decided, and the time; asks nothing of the code
that it judges. What is owed in a step is found before its effects are looked at, and demanded after.
"""

from typing import TYPE_CHECKING

from retrowalk.controller.effects import AlarmKind
from retrowalk.ftms.codes import OpCode, Result
from retrowalk.ftms.control_point import REQUEST_CONTROL, STOP
from retrowalk.safety import thresholds as t
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.measured import Measured
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.signs import LASTING, SIGNS, foreign


if TYPE_CHECKING:
    from retrowalk.controller.state import State


NEVER = 1 << 62
# No cap is below what these belts run at the least (0.01 km/h).
LEAST_CAP = 100
# Of a belt that stands: ours, and nobody's as far as we know.
_OURS, _NOBODYS = frozenset({Belt.ARMED, Belt.LATCHED}), frozenset({Belt.IDLE, Belt.UNKNOWN})
_STANDS_BY = frozenset({Stage.AWAITING_READY, Stage.COUNTDOWN, Stage.STANDING})


class Witness(Measured):
    """What is known of one belt. Times ms, speeds 0.01 km/h, inclinations 0.1 %; immutable values, cheap to copy.

    active: a start was asked for and no stop since; level: the last speed asked for; asked: the same, while the core
    can have no other in mind, since asked_at; slower: than before; tilt: the last inclination; since: which signs show,
    from when; frozen: why only a person may raise anything; due: when time alone may bring more.
    """

    __slots__ = (
        "_adrift", "_away", "_ceiling", "_deadline", "_mark", "_mark_at", "_moved", "_stopped_at", "active", "asked",
        "asked_at", "cap", "due", "followed", "frozen", "last", "level", "returns", "since", "slower", "stalled",
        "stopping", "tilt",
    )  # fmt: skip
    cap: int
    followed: bool
    slower: bool

    def __init__(self) -> None:
        self.last = 0
        self.forget()

    def forget(self) -> None:
        """A new program: nothing is known."""
        super().__init__()
        self.active = self.stopping = self.returns = False
        self.cap = LEAST_CAP
        self._stopped_at: int | None = None  # when the last stop began
        self._mark = self._mark_at = self._deadline = 0
        self._anew()

    def _anew(self) -> None:
        """Nothing is asked for, and nothing shows."""
        self.since: dict[str, int] = {}
        self.frozen: tuple[Rule, str] | None = None
        self.level: int | None = None
        self.asked: int | None = None
        self.stalled: int | None = None  # when the program was found to have stood still, and no later frame has come
        self._away: int | None = None  # since when the link is gone, or has brought no frame
        self._ceiling: tuple[int, int] | None = None  # of which segment, and what
        self._moved = self._adrift = self.followed = self.slower = False
        self.asked_at = 0
        self.tilt = self.tilted
        self.due = NEVER

    # ── time, and the link ──────────────────────────────────────────────────────────────────────────

    def gap(self, gap: int, now: int) -> None:
        """A step came late: a belt on the move is frozen, or stopped (SR-27)."""
        if self.active and self.linked and not self._adrift:
            self.stalled = now
            if gap > t.GAP_STOP:
                self.owe_stop(Rule.GAP, f"{gap} ms")

    def lost(self, now: int) -> None:
        """The link is gone (SR-20)."""
        if not self.linked:
            return
        self.linked = self.returns = False
        if self.active or self.stopping:
            self.owe_alarm(Rule.LOST, AlarmKind.LINK_LOST)
        if self.active:
            self.since, self.asked, self.followed = {}, None, False
            self._away = self._away if self._adrift else now
            self._adrift = True
            self._look_again()

    def up(self, now: int) -> None:
        """A link: what is to be stopped is stopped first of all (SR-21)."""
        self.lost(now)
        self.linked, self.linked_at, self.heard, self.returns = True, now, now, self.stopping
        self.unmeasured()
        if self.stopping:
            self._marked(0, now, now + t.STOP_WITHIN)
        elif self.active:
            self._look_again()

    def writes(self, data: bytes) -> None:
        """The first that is written once the link is back, if the belt is to be stopped. Raises Broken."""
        if data == REQUEST_CONTROL:
            return
        self.returns = False
        if data != STOP:
            raise Broken(Rule.LOST, f"first of all {data.hex()}")

    # ── what was measured, and said ─────────────────────────────────────────────────────────────────

    def frame(self, data: bytes, speed: int, before: "State", now: int) -> None:
        """A frame that tells a speed."""
        if not self.linked:
            return
        self.measured(data, speed, now)
        if self.stalled is not None and self.stalled != now:
            self.stalled = None
        if self.active:
            self._runs(speed, now)
        elif self.stopping:
            self._falls(speed, now)
        elif self.moving >= t.MOVING_SAMPLES:
            self._unasked(before, now)

    def _runs(self, speed: int, now: int) -> None:
        self._moved = self._moved or self.moving >= t.MOVING_SAMPLES
        if self._adrift:  # it is back: nobody goes on but by a press (SR-21)
            self._adrift, self._away = False, None
            self.frozen = (Rule.DOUBTED, "the link is back")
        elif self._moved and self.rests:
            self.owe_stop(Rule.ITSELF, "at zero")
        else:
            self._hold(speed, now)
        self._look_again()

    def _hold(self, speed: int, now: int) -> None:
        """Hold it against what was asked, and against the cap."""
        if speed > self.cap + t.OVER_HARD:
            self.owe_stop(Rule.OVERSPEED, f"{speed} > {self.cap}, once")
        if self.asked is not None and abs(speed - self.asked) <= t.FOLLOWING:
            self.followed = True
        before = self.since.get
        self.since = {name: before(name, now) for name, sign in SIGNS.items() if sign.shows(self, speed, now)}

    def _unasked(self, before: "State", now: int) -> None:
        """A belt that stood moves (SR-13); one that nobody has stopped or stands at may be a stranger's."""
        belt, walk, stopped = before.supervision.belt, before.walk, self._stopped_at
        ours = (stopped is not None and now - stopped <= t.GUARD_FOR) or (walk and walk.stage in _STANDS_BY)
        if belt in _OURS or (belt in _NOBODYS and ours):
            self.owe_stop(Rule.UNASKED, belt.value)
            self.owe_alarm(Rule.UNASKED, AlarmKind.MOVING_UNASKED)

    def proceeded(self) -> None:
        """A person says go on: nothing speaks against it any more but what goes on showing."""
        self.frozen = self.asked = None
        self._forget_signs()

    def _forget_signs(self) -> None:
        self.followed = False
        self.since = {name: self.since[name] for name in LASTING if name in self.since}

    def status(self, data: bytes, now: int) -> None:
        """Control is taken back, or somebody else asks for more: only a person goes on (SR-30). Not an old one."""
        if now - self.linked_at > t.REPLAYED_STATUS and foreign(self, data):
            self._doubt(data)

    def answered(self, request: bytes, response: bytes) -> None:
        """An answer; it may be that we are not in control."""
        if request and response == bytes((OpCode.RESPONSE, request[0], Result.CONTROL_NOT_PERMITTED)):
            self._doubt(response)

    def _doubt(self, told: bytes) -> None:
        if self.active and self.linked and not self._adrift:
            self.frozen = (Rule.DOUBTED, told.hex())

    # ── what was asked for ──────────────────────────────────────────────────────────────────────────

    def starts(self, now: int) -> None:
        """A start is asked for."""
        self._anew()
        self.active, self.asked_at = True, now
        self._look_again()

    def asks_speed(self, speed: int, segment: int, now: int) -> None:
        """A speed is asked for. Raises Broken."""
        if self.level is not None and speed > self.level:
            self._raises(speed)
        if self._ceiling is not None and self._ceiling[0] == segment and speed > self._ceiling[1]:
            raise Broken(Rule.LOWERED, f"{speed} > {self._ceiling[1]}")
        if speed != self.level:
            self.slower = self.level is not None and speed < self.level
            self.level = self.asked = speed
            self._commanded(now)

    def asks_inclination(self, inclination: int, now: int) -> None:
        """An inclination is asked for: raised where it is above what was asked, and above the belt. Raises Broken."""
        if self.tilt is not None and inclination > max(self.tilt, self.tilted or 0):
            self._raises(inclination)
        if inclination != self.tilt:
            self.tilt, self.slower = inclination, False
            self._commanded(now)

    def _raises(self, what: int) -> None:
        if self.stalled is not None:
            raise Broken(Rule.GAP, f"raised to {what}")
        if self.frozen is not None:
            raise Broken(self.frozen[0], f"raised to {what}: {self.frozen[1]}")

    def _commanded(self, now: int) -> None:
        self.asked_at = now
        self._forget_signs()
        self._look_again()

    # ── stopping ────────────────────────────────────────────────────────────────────────────────────

    def stop_written(self, now: int) -> None:
        """A stop is decided."""
        due, self.active, self._stop_at = self.due if self.stopping else NEVER, False, now
        self._anew()
        self.due = due

    def stop_begins(self, now: int) -> None:
        """From here on the speed must be seen to fall (SR-15); one that takes over another has no more time than it."""
        first = (self._mark, self._mark_at, self._deadline) if self.stopping else (self.speed, now, NEVER)
        self.stopping, self._stopped_at, self.moving = True, now, 0
        self._marked(*first[:2], min(first[2], now + t.STOP_WITHIN + t.STOP_WITHIN_PER_KMH * self.speed // 100))

    def _falls(self, speed: int, now: int) -> None:
        if speed <= self._mark - t.FALLING or now == self._mark_at == self._stopped_at:  # or heard as it begins
            self._marked(speed, now, self._deadline)

    def _marked(self, speed: int, now: int, deadline: int) -> None:
        self._mark, self._mark_at, self._deadline = speed, now, deadline
        self.due = min(now + t.FALLING_WITHIN, deadline)

    def stop_ends(self) -> None:
        """It stands; nothing is loud for want of that any more. Raises Broken."""
        self.stopping, self.due = False, NEVER
        if AlarmKind.PULL_THE_KEY in self.alarms:
            raise Broken(Rule.LOUD, "at zero, and still loud")

    # ── when time is up ─────────────────────────────────────────────────────────────────────────────

    def _look_again(self) -> None:
        """When time alone may bring a stop or a freeze: of a belt of ours."""
        due = self.heard + t.STALE_STOP + 1 if self.linked else NEVER
        if self._away is not None:
            due = min(due, self._away + t.REJOIN_WITHIN + 1)
        for name, begun in self.since.items():
            due = min(due, begun + SIGNS[name].lasts)
        self.due = due

    def judge(self, state: "State", now: int) -> None:
        """Time is up for something."""
        if self.active:
            self._silence(now)
            for name, begun in self.since.items():
                if now - begun >= SIGNS[name].lasts:
                    self._shown(name, begun, state)
        elif self.stopping:
            self._fails(now)

    def _silence(self, now: int) -> None:
        if self._away is not None and now - self._away > t.REJOIN_WITHIN:
            self.owe_stop(Rule.LOST, f"{now - self._away} ms")
        elif self.linked and now - self.heard > t.STALE_STOP:
            self.owe_stop(Rule.STALE, f"no frame for {now - self.heard} ms")

    def _shown(self, name: str, begun: int, state: "State") -> None:
        """It showed for long enough: in two frames at the least."""
        sign = SIGNS[name]
        if sign.stops:
            if self.heard > begun:
                self.owe_stop(sign.rule, name)
        elif sign.rule is Rule.LOWERED:
            self._lowered(state)
        else:
            self.frozen = (sign.rule, name)

    def _lowered(self, state: "State") -> None:
        """No faster in this segment."""
        if state.walk is not None and self.level is not None:
            self.level = min(self.level, max(LEAST_CAP, self.speed))
            self._ceiling = (state.walk.index, self.level)
        self.asked = None
        self._forget_signs()
        self._look_again()

    def _fails(self, now: int) -> None:
        """A stop that does not work is loud, but for a belt at zero that has yet to be proven to stand (SR-15)."""
        self.due = now
        if self.speed >= t.ZERO or now - self.heard > t.STALE_FREEZE:
            self.owe_alarm(Rule.LOUD, AlarmKind.PULL_THE_KEY)
