"""Which walk is on which treadmill, whose it is and who is with them: what permissions about a walk are judged by."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from retrowalk.gateway.conditions import NOTHING, Context
from retrowalk.history.records import Person
from retrowalk.history.walks import Walk
from retrowalk.protocol.plan import Plan
from retrowalk.safety.caps import Layer, Source


# A walk nobody has said anything about.
NO_CAPS = Layer(Source.SESSION)


@dataclass(frozen=True, slots=True)
class Party:
    """One walk and its people. `client` began it; `over`: it has ended.

    `own`: the caps of the person as they were at its beginning; `temporary`: those of this walk alone.
    """

    walk: Walk
    person: Person
    plan: Plan
    client: str
    own: tuple[Layer, ...] = ()
    temporary: Layer = NO_CAPS
    over: bool = False

    def context(self, holder: str) -> Context:
        """What is known of the walk, for permissions; `holder`: the client that has the lease, "" = none."""
        people = {self.person.id, self.walk.supervisor, self.client, holder} - {""}
        return Context(
            walker=self.person.id,
            own_level=self.person.level,
            level=self.plan.level,
            party=frozenset(people),
            alone=not self.walk.supervisor,
            simulated=self.walk.simulated,
        )


class UnderWay:
    """By treadmill: the walk under way, or the last one of this run."""

    def __init__(self) -> None:
        self._parties: dict[str, Party] = {}

    @property
    def all(self) -> Mapping[str, Party]:
        """Every walk that is not over, by its treadmill."""
        return MappingProxyType({id_: party for id_, party in self._parties.items() if not party.over})

    def of(self, treadmill: str) -> Party | None:
        """The walk under way there, or the one that was there last."""
        return self._parties.get(treadmill)

    def walking(self, person: str) -> str | None:
        """The treadmill this person walks on."""
        return next((id_ for id_, party in self.all.items() if party.person.id == person), None)

    def begin(self, treadmill: str, party: Party) -> None:
        """A walk begins."""
        self._parties[treadmill] = party

    def cap(self, treadmill: str, layer: Layer) -> None:
        """The walk's own caps are these from now on."""
        party = self._parties.get(treadmill)
        if party is not None:
            self._parties[treadmill] = replace(party, temporary=layer)

    def own(self, treadmill: str, layers: tuple[Layer, ...]) -> None:
        """The caps of person and site that this walk has felt are these from now on."""
        party = self._parties.get(treadmill)
        if party is not None:
            self._parties[treadmill] = replace(party, own=layers)

    def end(self, treadmill: str) -> Party | None:
        """The walk is over; its people are remembered until the next begins."""
        party = self._parties.get(treadmill)
        if party is None or party.over:
            return None
        self._parties[treadmill] = replace(party, over=True)
        return party

    def drop(self, treadmill: str) -> None:
        """It never began."""
        self._parties.pop(treadmill, None)

    def forget(self, person: str) -> None:
        """Nothing is remembered of somebody who was erased."""
        self._parties = {id_: party for id_, party in self._parties.items() if party.person.id != person}

    def context(self, treadmill: str, holder: str = "") -> Context:
        """What is known there."""
        party = self._parties.get(treadmill)
        return party.context(holder) if party else NOTHING
