"""What to mind on one treadmill: read from its firmware profile, its record, and what it says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.runtime.identity import Identity
from retrowalk.safety.thresholds import DERATE, NOVICE_MINIMUM, STEP_UP


if TYPE_CHECKING:
    from retrowalk.gateway.places import Place
    from retrowalk.safety.governor import Grid


@dataclass(frozen=True, slots=True)
class Advisory:
    """One thing to mind: a stable name, the sentence, and whether nobody walks before it is put right."""

    code: str
    says: str
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """All an advisory may look at."""

    profile: Profile
    grid: "Grid | None"
    refusal: str
    identity: str


Line = tuple[str, Callable[[_Case], bool], Callable[[_Case], str], bool]


def _says(words: str) -> Callable[[_Case], str]:
    return lambda _: words


# In the order of weight: what blocks comes first.
_LINES: tuple[Line, ...] = (
    ("blocked", lambda c: bool(c.profile.blocked), lambda c: f"nobody walks on it: {c.profile.blocked}", True),
    ("cannot_be_driven", lambda c: bool(c.refusal), lambda c: f"it cannot be controlled: {c.refusal}", True),
    ("changed", lambda c: c.identity == Identity.CHANGED,
     _says("it is not as it was when it was bound: look at it, and bind it again"), True),
    ("not_linked", lambda c: c.grid is None and not c.refusal,
     _says("it has not answered yet: what it can do is not known"), True),
    ("backward_forbidden", lambda c: c.profile.backward_allowed is Known.NO,
     _says("its maker forbids walking backward on it"), True),
    ("backward_unknown", lambda c: c.profile.backward_allowed is Known.UNKNOWN,
     _says("whether its maker allows walking backward is not known: read its manual"), False),
    ("not_commissioned", lambda c: not c.profile.commissioned,
     _says(f"nobody has measured this machine: every cap is taken at {DERATE} %, and only the first levels are walked"),
     False),
    ("no_handrails", lambda c: c.profile.handrails is Known.NO,
     _says("it has no handrails: not for the first levels"), False),
    ("handrails_unknown", lambda c: c.profile.handrails is Known.UNKNOWN,
     _says("whether it has handrails is not known: look before somebody new walks"), False),
    ("runs_on_alone", lambda c: c.profile.stops_on_disconnect is Known.NO,
     _says("its belt goes on when the link is lost: only its own stop and the key end it then"), False),
    ("runs_on_unknown", lambda c: c.profile.stops_on_disconnect is Known.UNKNOWN,
     _says("what its belt does when the link is lost is not known: expect that it goes on"), False),
    ("started_at_console", lambda c: c.profile.start_by is StartBy.CONSOLE,
     _says("its belt is started by a person at its console"), False),
    ("fast_minimum", lambda c: c.grid is not None and c.grid.minimum > NOVICE_MINIMUM,
     _says("its slowest speed is above 0.8 mph: not for the first levels"), False),
    ("coarse_steps", lambda c: c.grid is not None and c.grid.step > STEP_UP,
     _says("its smallest step is above 0.1 mph: no walk begins on it"), True),
)  # fmt: skip


def advisories(place: "Place") -> tuple[Advisory, ...]:
    """Everything there is to mind, what blocks first."""
    machine = place.state.machine
    case = _Case(
        place.service.rules.profile, machine.grid if machine else None, machine.refusal if machine else "",
        place.identity,
    )  # fmt: skip
    return tuple(Advisory(code, says(case), blocks) for code, holds, says, blocks in _LINES if holds(case))
