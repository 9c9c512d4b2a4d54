"""Which profile describes a treadmill, by what the treadmill says of itself."""

from collections.abc import Iterable

from retrowalk.firmware.profile import Match, Profile


# What holds for a treadmill nobody has described: every answer unknown, started at its console.
GENERIC = Profile("generic_ftms")


class AmbiguousProfile(ValueError):
    """Two profiles claim the same treadmill."""


def matches(match: Match, name: str, manufacturer: str, model: str) -> bool:
    """Whether a treadmill that says this is one of those; a match that asks for nothing matches nothing."""
    asked = (
        (match.name, match.name is not None and name.startswith(match.name)),
        (match.manufacturer, manufacturer == match.manufacturer),
        (match.model, model == match.model),
    )
    answers = [answer for wanted, answer in asked if wanted is not None]
    return bool(answers) and all(answers)


def find(profiles: Iterable[Profile], name: str, manufacturer: str = "", model: str = "") -> Profile:
    """Find the profile of a treadmill by what it says; GENERIC when none is its own. Raises AmbiguousProfile."""
    found = [profile for profile in profiles if matches(profile.match, name, manufacturer, model)]
    if len(found) > 1:
        files = " and ".join(profile.file or profile.id for profile in found)
        raise AmbiguousProfile(f"treadmill {name!r} ({manufacturer!r}, {model!r}) is described by {files}")
    return found[0] if found else GENERIC
