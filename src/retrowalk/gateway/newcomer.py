"""Somebody is made known at the site's own computer, while no service runs: by the same rules as over the API."""

from retrowalk.gateway.access import WALKERS, Access
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.particulars import Told, newcomer
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.safety.roles import Act


def welcomed(access: Access, who: Principal, told: Told) -> Person:
    """Make somebody known; a role of the staff is the owner's to give. Raises Refusal naming every field."""
    require(who, Act.PERSON, Context(now=access.now()))
    added = newcomer(told, access.at())
    if not set(added.roles) <= WALKERS:
        require(who, Act.ROLES, Context(now=access.now()))
    access.storable()
    access.tell(PersonSet(added, access.at(), who.person or who.client))
    said = ", ".join(added.roles)
    access.tell(audited(who, "add a person", access.at(), about=added.id, new=said, person=added.id))
    return added
