"""What the walker's age permits (SR-36). An age that is not told permits what an adult's does."""

from dataclasses import dataclass

from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.units import Inclination, Speed


@dataclass(frozen=True, slots=True)
class Group:
    """Ages from `least` to before the next group's. `refused`: why nobody of them walks; `level`: the only one."""

    least: int
    refused: str = ""
    level: Level | None = None
    speed: Speed | None = None
    inclination: Inclination | None = None


# Clinical review §4.4 (SR-36) and §5, layer "age group": balance while walking backward is still learned at 13 to 17,
# and falls are worst from 65 on. 130: nobody has grown as old; it is a slip of the finger.
GROUPS: tuple[Group, ...] = (
    Group(0, refused="nobody below 13 walks backward on a treadmill"),
    Group(13, level=Level.TEEN, speed=Speed.parse("1.5 mph"), inclination=Inclination.parse("0 %")),
    Group(18),
    Group(65, speed=Speed.parse("1.3 mph"), inclination=Inclination.parse("0 %")),
    Group(130, refused="an age of 130 or more is a mistake"),
)


def _group(age: int) -> Group:
    """The group of an age; one below zero is the first's."""
    return next((group for group in reversed(GROUPS) if age >= group.least), GROUPS[0])


def refusal(age: int | None, level: Level) -> str:
    """Why somebody of this age does not walk at this level; empty when nothing stands against it."""
    if age is None:
        return ""
    group = _group(age)
    if group.level not in (None, level):
        return f"at the age of {age} only level {group.level.value} may be walked, with a supervisor"
    return group.refused


def age_group(age: int | None) -> tuple[Layer, ...]:
    """The caps of the age group."""
    group = GROUPS[2] if age is None else _group(age)
    return (Layer(Source.AGE, group.speed, group.inclination, set_by="years"),) if group.speed else ()
