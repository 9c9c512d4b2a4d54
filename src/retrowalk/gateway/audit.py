"""Who did what, as a fact to be kept: for every start, every cap, every person and device that is let in."""

from retrowalk.gateway.principal import Principal
from retrowalk.history.facts import Audited
from retrowalk.history.records import Audit


# What people write as a reason, in characters: a sentence or three.
LONGEST = 500


def audited(
    who: Principal,
    act: str,
    at: int,
    *,
    about: str = "",
    old: str = "",
    new: str = "",
    reason: str = "",
    person: str | None = None,
) -> Audited:
    """Say who did it, in which role. `about`: the thing; `person`: whom it concerns; `at` in s UTC.

    People are told by their ids, so that nobody's name outlives them here. No secrets.
    """
    by = who.person or who.client
    record = Audit(at, by, who.role, act, about, old[:LONGEST], new[:LONGEST], reason[:LONGEST], person)
    return Audited(record, at, by)
