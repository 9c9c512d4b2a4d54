"""How old somebody is who told the year of their birth and no more: taken so that the stricter rule holds (SR-36)."""

from datetime import UTC, datetime


# Below 18 the younger of two possible ages is the stricter, from 65 on the older (session/age.py).
ADULT, OLDER = 18, 65
# Nobody has lived longer; an earlier year is a slip of the finger.
OLDEST = 130


def year(at: int) -> int:
    """The year of a time in s UTC."""
    return datetime.fromtimestamp(at, UTC).year


def age(born: int | None, at: int) -> int | None:
    """The age in whole years that the rules go by; None when no year was told."""
    if born is None:
        return None
    older = year(at) - born
    return older - 1 if older - 1 < ADULT else older
