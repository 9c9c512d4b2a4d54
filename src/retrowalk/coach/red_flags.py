"""After dizziness or chest symptoms nobody walks for a day, unless somebody entitled has looked into it (SR-38)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role


# s of the wall clock. Symptoms that come back do so within a day (clinical review §4.4, SR-38).
LASTS = 86_400

# Which stops lock, and who may release whom before the day is over (§5, "clear red flag").
RELEASED_BY: Mapping[StopReason, frozenset[Role]] = MappingProxyType(
    {
        StopReason.DIZZY: frozenset({Role.STAFF, Role.CLINICIAN}),
        StopReason.CHEST_BREATH: frozenset({Role.CLINICIAN}),
    }
)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A symptom, when it came (s, wall clock), and who released the walker, with a reason."""

    reason: StopReason
    at: int
    released_by: str = ""
    because: str = ""


class NotReleased(Exception):
    """The flag stays; nothing has changed."""


def flag(reason: StopReason, at: int) -> RedFlag | None:
    """The flag a stop raises; None for a stop that raises none."""
    return RedFlag(reason, at) if reason in RELEASED_BY else None


def release(raised: RedFlag, role: Role, by: str, because: str) -> RedFlag:
    """Let the walker walk again before the day is over. Raises NotReleased."""
    if role not in RELEASED_BY[raised.reason]:
        raise NotReleased(f"{role} does not release a walker after {raised.reason.value.replace('_', ' ')}")
    if not (by.strip() and because.strip()):
        raise NotReleased("a release needs a name and a reason")
    return replace(raised, released_by=f"{by} ({role})", because=because)


def locked_until(flags: Iterable[RedFlag], now: int) -> int | None:
    """When the walker may walk again (s); None when that is now. A clock that was put back unlocks nobody."""
    ends = [raised.at + LASTS for raised in flags if not raised.released_by]
    return max((end for end in ends if now < end), default=None)
