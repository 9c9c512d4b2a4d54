"""A person the site did not know: at level first, with a role of the staff only from the owner."""

from secrets import token_hex

from retrowalk.gateway.access import WALKERS, Access
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.safety.roles import Act, Role


# What a person's name may be, in characters: in any script, and no book.
NAME_LENGTH = 80
# Nobody who walks was born before; an earlier year is a slip of the finger.
EARLIEST = 1900
# Seconds of a year, near enough to tell this one.
_YEAR = 31_556_952


def welcomed(access: Access, who: Principal, name: str, born: int | None, roles: tuple[Role, ...]) -> Person:
    """Make somebody known, `born` in that year (None = not told). Raises Refusal naming every field."""
    require(who, Act.PERSON, Context(now=access.now()))
    if not set(roles) <= WALKERS:
        require(who, Act.ROLES, Context(now=access.now()))
    access.storable()
    name = " ".join(name.split())
    if wrong := _wrong(name, born, roles, 1970 + access.at() // _YEAR):
        raise Refusal(Code.INVALID, "; ".join(wrong.values()), fields=wrong)
    person = Person(f"p{token_hex(6)}", name, born, roles=roles)
    access.tell(PersonSet(person, access.at(), who.person or who.client))
    said = ", ".join(roles)
    access.tell(audited(who, "add a person", access.at(), about=person.id, new=said, person=person.id))
    return person


def _wrong(name: str, born: int | None, roles: tuple[Role, ...], year: int) -> dict[str, str]:
    found = {
        "name": f"a name has 1 to {NAME_LENGTH} printable characters"
        * (not (0 < len(name) <= NAME_LENGTH and name.isprintable())),
        "born": f"a year of birth is from {EARLIEST} to {year}" * (born is not None and not EARLIEST <= born <= year),
        "roles": "somebody has a role, and not that of a bystander, which everybody has"
        * (not roles or Role.BYSTANDER in roles),
    }
    return {field: why for field, why in found.items() if why}
