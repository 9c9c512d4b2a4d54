"""What is told of a person: what makes sense, what becomes of it, and how somebody new begins. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from secrets import token_hex

from retrowalk.gateway import years
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.records import Person
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


# What a name may be, in characters: a person's name in any script, no book.
NAME_LENGTH = 80
# Persian and Indic names are written with these two, and so are some pictures among letters: they join and part.
_JOINERS = dict.fromkeys((0x200C, 0x200D))
UNITS = ("mph", "km/h")
# A heart's limit that helps: below, a walk could not begin; above, nobody's heart gets (beats a minute).
HEART_LOW, HEART_HIGH = 60, 220


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a person; None = not told, or not to be changed. No PIN: that is for `access` alone."""

    name: str | None = None
    born: int | None = None
    level: Level | None = None
    roles: tuple[Role, ...] | None = None
    units: str | None = None
    language: str | None = None
    hr_limit: int | None = None


def _tidy(name: str) -> str:
    """A name with one blank between its parts, and none around it."""
    return " ".join(name.split())


def legible(name: str) -> bool:
    """Whether all of it is seen: nothing that turns or hides what stands around it."""
    seen = name.translate(_JOINERS).strip()
    return seen != "" and seen.isprintable()


_WRONG: tuple[tuple[Callable[[Told, int], bool], str, str], ...] = (
    (
        lambda t, _: t.name is not None and not 0 < len(_tidy(t.name)) <= NAME_LENGTH,
        "name",
        f"a name has 1 to {NAME_LENGTH} characters",
    ),
    (lambda t, _: t.name is not None and not legible(t.name), "name", "a name has no control characters"),
    (
        lambda t, year: t.born is not None and not year - years.OLDEST < t.born <= year,
        "born",
        "the year of birth, in four digits",
    ),
    (lambda t, _: t.units not in (None, *UNITS), "units", "mph or km/h"),
    (
        lambda t, _: t.language is not None and not (len(t.language) == 2 and t.language.isalpha()),  # noqa: PLR2004
        "language",
        "two letters, such as en",
    ),
    (
        lambda t, _: t.hr_limit is not None and not HEART_LOW <= t.hr_limit <= HEART_HIGH,
        "hr_limit",
        f"{HEART_LOW} to {HEART_HIGH} beats a minute",
    ),
    (
        lambda t, _: t.roles is not None and (not t.roles or Role.BYSTANDER in t.roles),
        "roles",
        "at least one role, and no bystander's: that is everybody's",
    ),
)


def sensible(told: Told, at: int) -> None:
    """Refuse what no person is. Raises Refusal naming every field."""
    wrong = {name: says for holds, name, says in _WRONG if holds(told, years.year(at))}
    if wrong:
        raise Refusal(Code.INVALID, "; ".join(f"{name}: {says}" for name, says in wrong.items()), fields=wrong)


def newcomer(told: Told, at: int) -> Person:
    """Somebody new: at level first, as a walker where nothing else is told. Raises Refusal naming every field."""
    sensible(told, at)
    if told.name is None:
        raise Refusal(Code.INVALID, "a person has a name", fields={"name": "missing"})
    if told.level not in (None, Level.FIRST):
        why = "everybody begins at level first; a level is set after"
        raise Refusal(Code.CONFLICT, why, fields={"level": "first"})
    return changed(Person(f"p{token_hex(6)}", told.name), told)


def changed(person: Person, told: Told) -> Person:
    """A person with what was told of them."""
    said = {each.name: getattr(told, each.name) for each in fields(told) if getattr(told, each.name) is not None}
    if told.name is not None:
        said["name"] = _tidy(told.name)
    return replace(person, **said)
