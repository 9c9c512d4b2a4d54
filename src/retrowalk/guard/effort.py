"""The stop of one belt by the guard: what to write when, until zero is measured. Pure; times in ms.

No answer of the treadmill ends it: neither Success nor "Operation Failed" says what the belt does, only its own
measured speed does.
"""

from enum import Enum

from retrowalk.ftms.stop_bytes import PAUSE, REQUEST_CONTROL, STOP


# ATT errors: a procedure is in progress (0xFE; 0x80 and 0x81 as seen in the field), indications are off (0xFD).
BUSY = frozenset({0xFE, 0x80, 0x81})
NOT_SUBSCRIBED = 0xFD
BUSY_ERROR = 0xFE
# Anything that is no ATT error: the link may be gone.
NO_CODE = -1
# A busy treadmill has confirmed its last indication one connection event (7.5 to 50 ms) later.
BUSY_RETRY = 20
# After any other failure: sooner than the next write is due, too late to spin.
RETRY = 100
# A stop that works is repeated all the same: the treadmill may have lost it, or be about to start. One a second leaves
# the link free for what is measured.
REPEAT = 1_000
# Writes that fail to slow the belt follow each other as the service's own do.
ESCALATE = 500
# A stop that works shows: 0.3 km/h less in 2.0 s.
FALLING = 30
FALLING_WITHIN = 2_000
# The link is ended after three rounds of the ladder, where that stops the belt: 3 s.
RUNGS_BEFORE_RELEASE = 6
# Asking for control more often than a treadmill can answer would fill the link.
ASK_APART = 250
# Treadmills show up to 0.1 km/h of noise at rest; at zero this often and this long is a standstill.
ZERO = 20
ZERO_SAMPLES = 3
ZERO_FOR = 2_000
# Zeros further apart say nothing of what the belt did between them: as long as the service waits for a frame (SR-19).
SILENCE = 3_000
# The longest start countdown of a treadmill, twice: a stop that fell into it was answered "Operation Failed", and the
# belt would move after it.
HOLD = 10_000
# Nobody has run faster than 44.7 km/h: what is above is no speed.
BOUND = 4_500

# Control is asked for anew with every Stop: it costs nothing, and a treadmill that took it back obeys nothing else.
_LADDER = ((REQUEST_CONTROL, STOP), (PAUSE,))
# The answer to any procedure, "Control Not Permitted" (FTMS 1.0.1 §4.16.2.22).
_ANSWER, _NOT_PERMITTED = 0x80, 0x05
_ANSWER_SIZE = 3
# Treadmill Data (FTMS 1.0.1 §4.9): two bytes of flags, of which bit 0 says that no speed follows, then the speed.
_SPEED_END = 4


class Deed(Enum):
    """What to do besides writing."""

    SUBSCRIBE = "enable the indications again"
    RELEASE = "end the link"


def speed(data: bytes) -> int | None:
    """The speed in a Treadmill Data notification (0.01 km/h); None when it holds none that can be believed."""
    if len(data) < _SPEED_END or data[0] & 1:
        return None
    told = int.from_bytes(data[2:_SPEED_END], "little")
    return told if told <= BOUND else None


class Effort:
    """One stop. `due` says what to do, one thing at a time; `wrote`, `subscribed` or a new link must follow it.

    `release`: this treadmill stops when its link ends. `wake` is when to ask next, None while there is no link.
    """

    def __init__(self, now: int, *, release: bool = False) -> None:
        self.began = now
        self.wake: int | None = None
        self.speed: int | None = None
        self._release = release
        self._frames: tuple[bytes, ...] = ()
        self._subscribe = False
        self._rung = 0
        self._mark_at = now
        self._mark: int | None = None
        self._asked = now - ASK_APART
        self._zeros = 0
        self._zero_since = self._zero_last = now

    # ── what is seen ────────────────────────────────────────────────────────────────────────────────

    @property
    def standing(self) -> bool:
        """Whether the belt was measured at standstill on the link there is, and never since seen to move."""
        return self._zeros >= ZERO_SAMPLES and self._zero_last - self._zero_since >= ZERO_FOR

    def over(self, now: int) -> bool:
        """Whether it stood for longer than any start countdown takes.

        There are treadmills that fall silent at rest: the link itself is asked then, by whoever holds it.
        """
        return self.standing and now - self._zero_since >= HOLD

    def measured(self, data: bytes, now: int) -> None:
        """Hear a Treadmill Data notification."""
        told = speed(data)
        if told is None:
            return
        self.speed = told
        if told < ZERO:
            self._at_zero(now)
        else:
            self._moving(told, now)

    def _at_zero(self, now: int) -> None:
        if not self.standing and now - self._zero_last > SILENCE:
            self._zeros = 0
        if not self._zeros:
            self._zero_since = now
        self._zeros += 1
        self._zero_last = self._mark_at = now
        self._mark = None

    def _moving(self, told: int, now: int) -> None:
        """A belt that stood and moves is stopped as at the beginning; one whose speed falls is left to fall."""
        if self._zeros:
            self._ask_again(now)
        self._zeros = 0
        if self._mark is None or told <= self._mark - FALLING:
            self._mark, self._mark_at = told, now
        self._mark = max(self._mark, told)

    # ── what is done ────────────────────────────────────────────────────────────────────────────────

    def attached(self, now: int, *, fresh: bool) -> None:
        """There is a link to write on; control belongs to the link, so a `fresh` one has none yet."""
        self._frames = (REQUEST_CONTROL, STOP) if fresh else (STOP,)
        self._subscribe = False
        self.wake = now

    def detached(self) -> None:
        """There is none any more, and nobody knows what the belt does now: a start may still count down."""
        self.wake = None
        self._zeros = 0

    def due(self, now: int) -> bytes | Deed | None:
        """Give what to do now: bytes to write on the control point, a deed, or nothing yet."""
        if self.wake is None or now < self.wake:
            return None
        if self._subscribe:
            return Deed.SUBSCRIBE
        if not self._frames:
            return self._next_round(now)
        return self._frames[0]

    def _next_round(self, now: int) -> bytes | Deed:
        if not self._failing(now):
            self._rung = 0
        else:
            self._rung += 1
            if self._release and self._rung % RUNGS_BEFORE_RELEASE == 0:
                return Deed.RELEASE
        self._frames = _LADDER[self._rung % len(_LADDER)]
        return self._frames[0]

    def _failing(self, now: int) -> bool:
        return now - self._mark_at >= FALLING_WITHIN and not self.standing

    def wrote(self, frame: bytes, now: int, code: int | None = None) -> None:
        """A write was confirmed, or failed with an ATT error or NO_CODE."""
        if code is not None:
            self._subscribe = code == NOT_SUBSCRIBED
            self.wake = now + (0 if self._subscribe else BUSY_RETRY if code in BUSY else RETRY)
            return
        if self._frames[:1] == (frame,):
            self._frames = self._frames[1:]
        self.wake = now if self._frames else now + (ESCALATE if self._failing(now) else REPEAT)

    def subscribed(self, now: int, *, done: bool) -> None:
        """The indications were enabled again, or that failed."""
        self._subscribe = not done
        self.wake = now + (0 if done else RETRY)

    def indicated(self, data: bytes, now: int) -> None:
        """Hear an answer of the control point, to whichever process: only a lack of control changes anything."""
        if len(data) >= _ANSWER_SIZE and data[0] == _ANSWER and data[2] == _NOT_PERMITTED:
            self._ask_again(now)

    def _ask_again(self, now: int) -> None:
        """Request Control and Stop, at once."""
        if self.wake is None or now - self._asked < ASK_APART:
            return
        self._asked = now
        self._frames = _LADDER[0]
        self.wake = now
