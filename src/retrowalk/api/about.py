"""Whom a request is about: found, and only by who may read their records."""

from typing import Annotated

from fastapi import Path

from retrowalk.gateway.conditions import Context
from retrowalk.gateway.gateway import Gateway
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal
from retrowalk.history.records import Person
from retrowalk.safety.roles import Act


# The id of a person; what is none is not found.
Whom = Annotated[str, Path(max_length=64)]


async def readable(desk: Gateway, who: Principal, person: str) -> Person:
    """The person of this id, for who may read their records. Raises Refusal."""
    require(who, Act.READ_PERSON, Context(walker=person, home=desk.home))
    return await desk.people.known(person)
