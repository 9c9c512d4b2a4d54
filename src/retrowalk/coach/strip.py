"""Four weeks at a glance: what a physiotherapist looks at first (clinical review §6.1, the one-page view)."""

from collections.abc import Sequence
from dataclasses import dataclass

from retrowalk.coach.progression import WEEK
from retrowalk.coach.traffic_light import Light
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason


WEEKS = 4


@dataclass(frozen=True, slots=True)
class Session:
    """One walk as the strip shows it.

    at and seconds in s, speed in 0.01 km/h (its top), incline in 0.1 % (its top); pain and effort 0…10, None = not
    told; `morning`: pain the next morning less pain before.
    """

    at: int
    level: Level
    seconds: int
    speed: int
    incline: int
    light: Light
    stop: StopReason
    before: int | None = None
    worst: int | None = None
    morning: int | None = None
    effort: int | None = None


@dataclass(frozen=True, slots=True)
class Strip:
    """One week: its sessions in order, their minutes, top speed and incline, and done against planned.

    minutes: by level, of all sessions; kept: per cent of the planned sessions done, 100 at the most; green: per cent of
    those done, None without any.
    """

    begins: int
    sessions: tuple[Session, ...]
    minutes: dict[Level, int]
    speed: int
    incline: int
    planned: int
    kept: int
    green: int | None

    @property
    def done(self) -> int:
        """How many sessions there were."""
        return len(self.sessions)


def strip(sessions: Sequence[Session], planned: int, now: int) -> tuple[Strip, ...]:
    """The last four weeks up to `now`, the oldest first."""
    return tuple(_week(sessions, planned, now - back * WEEK) for back in range(WEEKS, 0, -1))


def _week(sessions: Sequence[Session], planned: int, begins: int) -> Strip:
    these = tuple(sorted((each for each in sessions if begins < each.at <= begins + WEEK), key=lambda each: each.at))
    greens = sum(each.light is Light.GREEN for each in these)
    return Strip(
        begins,
        these,
        _minutes(these),
        max((each.speed for each in these), default=0),
        max((each.incline for each in these), default=0),
        planned,
        min(100, 100 * len(these) // planned) if planned else 100,
        100 * greens // len(these) if these else None,
    )


def _minutes(sessions: Sequence[Session]) -> dict[Level, int]:
    """Whole minutes by level."""
    seconds: dict[Level, int] = {}
    for each in sessions:
        seconds[each.level] = seconds.get(each.level, 0) + each.seconds
    return {level: total // 60 for level, total in seconds.items()}
