"""What somebody says before a walk that makes it gentler, this once (clinical review §5, layer "session")."""

from collections.abc import Iterable
from enum import StrEnum

from retrowalk.protocol.plan import Plan
from retrowalk.safety.caps import Layer, Source
from retrowalk.units import Inclination, Speed


class Temporary(StrEnum):
    """How somebody comes to this walk."""

    FATIGUE = "tired"
    AFTER_CARDIO = "after cardio"
    LOAD = "carries a load"
    ALONE = "unsupervised now"


# How much slower than the protocol's own cap: 0.2 mph when tired by other exercise (clinical review, seed fact 31), or
# tired at all, or loaded; 0.3 mph and flat when nobody is near (§5). Rounded up, so that the cap is rounded down
# (0.01 km/h).
SLOWER: dict[Temporary, int] = {
    Temporary.FATIGUE: 33,
    Temporary.AFTER_CARDIO: 33,
    Temporary.LOAD: 33,
    Temporary.ALONE: 49,
}
FLAT = frozenset({Temporary.LOAD, Temporary.ALONE})


def temporary(said: Iterable[Temporary], plan: Plan) -> Layer:
    """The caps of one walk by what was said before it."""
    every = sorted(set(said))
    return Layer(
        Source.SESSION,
        min((Speed(max(0, plan.speed_cap.wire - SLOWER[each])) for each in every), default=None),
        Inclination(0) if FLAT & set(every) else None,
        set_by=", ".join(every),
    )
