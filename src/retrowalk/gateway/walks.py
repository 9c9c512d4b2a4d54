"""Walks before and at their beginning: what may be walked by whom, what would become of it, and beginning it.

Order: what stands against it, then what has to be written down, then the core. A walk that the core refuses, or that no
journal can be begun for, is ended in the memory at once, as one that was never walked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from retrowalk.controller.events import Prepare
from retrowalk.gateway import straps, years
from retrowalk.gateway.audit import audited
from retrowalk.gateway.checks import Case, against
from retrowalk.gateway.coaching import Coached, Coaching
from retrowalk.gateway.layers import by_pace
from retrowalk.gateway.leases import Leases
from retrowalk.gateway.ledger import ask, keep, keep_or_log
from retrowalk.gateway.library import Shelf
from retrowalk.gateway.limits import Limits
from retrowalk.gateway.permits import require
from retrowalk.gateway.places import Place, Site, find, refused
from retrowalk.gateway.recording import Recorder
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.screening import today
from retrowalk.gateway.temporary import Temporary, temporary
from retrowalk.gateway.under_way import Party, UnderWay
from retrowalk.gateway.words import Words
from retrowalk.history import questions as q
from retrowalk.history.facts import WalkBegun, WalkEnded
from retrowalk.history.records import Person
from retrowalk.history.store import History
from retrowalk.history.walks import Before, State, Summary, Walk
from retrowalk.protocol.plan import Plan
from retrowalk.protocol.timeline import belt_time
from retrowalk.safety.caps import Layer
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Act
from retrowalk.session.age import age_group
from retrowalk.session.preview import Preview, preview


if TYPE_CHECKING:
    from retrowalk.controller.effects import Effect
    from retrowalk.gateway.principal import Principal

# Where the journals of walks are, within the state folder.
WALKS = "walks"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be walked, by whom and where. `digest`: of the protocol as it was looked at, "" = not looked at.

    `lease`: its number; `word`: a fresh one; `label`: the code read from the treadmill; `supervisor`: a person's id.
    `insists`: on one walk more in a week than is advised. `strap`: the address of the walker's heart-rate strap, or
    "remembered": the one that was worn there last; "" = none.
    """

    person: str
    treadmill: str
    protocol: str
    before: Before = field(default_factory=Before)
    said: frozenset[Temporary] = frozenset()
    supervisor: str = ""
    label: str = ""
    digest: str = ""
    insists: bool = False
    strap: str = ""
    lease: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One protocol for one person on one treadmill: as it would be walked, or every reason why not.

    `preview` is None while the treadmill has not told what it can do.
    """

    plan: Plan
    preview: Preview | None
    against: tuple[tuple[str, Refusal], ...] = ()


@dataclass(frozen=True, slots=True)
class Desk:
    """What walks are made with. `at`: s UTC; `now`: ms of the monotonic clock; `state`: the state folder."""

    site: Site
    history: History
    limits: Limits
    leases: Leases
    words: Words
    under_way: UnderWay
    shelf: Shelf
    coaching: Coaching
    recorder: Recorder
    state: Path
    at: Callable[[], int]
    now: Callable[[], int]
    home: bool = False
    simulated: bool = False


class Walks:
    """What may be walked, and beginning it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def offers(self, who: "Principal", person: str, treadmill: str) -> tuple[Offer, ...]:
        """Every protocol for this person on this treadmill, and all that stands against each. Raises Refusal."""
        walker = await self._person(person)
        coached = await self._desk.coaching.standing(walker)
        plans = [coached.dosed(plan) for plan in self._desk.shelf.plans]
        return tuple(
            self._offer(who, Wish(person, treadmill, plan.id), plan, (walker, None), coached) for plan in plans
        )

    async def preview(self, who: "Principal", wish: Wish) -> Offer:
        """What would become of one walk: clipped where, by whom, and all that stands against it. Raises Refusal."""
        people = await self._person(wish.person), await self._person(wish.supervisor)
        coached = await self._desk.coaching.standing(people[0])
        return self._offer(who, wish, coached.dosed(self._desk.shelf.find(wish.protocol)), people, coached)

    def wear(self, who: "Principal", treadmill: str, strap: str) -> Place:
        """Hear a strap in the walk under way there, in place of the one that was named. Raises Refusal."""
        place = find(self._desk.site, treadmill)
        require(who, Act.TELL, self._desk.under_way.context(treadmill))
        no = straps.refusal(strap, place, self._desk.site)
        if no is not None:
            raise no
        place.wear(straps.address(strap, place))
        return place

    def planned(self, treadmill: str) -> Preview | None:
        """The walk under way there as it is planned, under the caps of now; None without one, or without its belt."""
        party, place = self._desk.under_way.of(treadmill), self._desk.site.bays.get(treadmill)
        if party is None or party.over or place is None:
            return None
        return self._clipped(
            party.plan, place, years.age(party.person.born, party.walk.began), (*party.own, party.temporary)
        )

    async def begin(self, who: "Principal", wish: Wish) -> Walk:
        """Begin a walk: the checklist is next. Nothing moves before READY. Raises Refusal."""
        people = await self._person(wish.person), await self._person(wish.supervisor)
        coached = await self._desk.coaching.standing(people[0])
        plan = coached.dosed(self._desk.shelf.find(wish.protocol))
        number = 1 + await ask(self._desk.history, q.walks_of(wish.person))
        case = self._case(who, wish, plan, people, coached)
        stands = against(replace(case, leases=self._desk.leases, words=self._desk.words))
        if stands:
            raise stands[0][1]
        person, place = people[0], case.place
        if person is None or place is None:  # the table has refused both
            raise Refusal(Code.NOT_FOUND, "nobody, or no treadmill")
        before = replace(wish.before, screened=coached.screening.screened_at)
        walk = self._walk(replace(wish, before=before), plan, place, number, case.preview)
        layers = (*self._own(person, place, plan, coached), temporary(wish.said, plan))
        self._desk.under_way.begin(place.id, Party(walk, person, plan, who.client, layers[:-1], layers[-1]))
        try:
            await self._begin(who, walk, place, Prepare(plan, layers, case.age, who.client, person.hr_limit), wish)
        except BaseException:
            self._desk.under_way.drop(place.id)
            raise
        return walk

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────

    async def _person(self, id_: str) -> Person | None:
        return await ask(self._desk.history, q.person(id_)) if id_ else None

    def _offer(
        self, who: "Principal", wish: Wish, plan: Plan, people: tuple[Person | None, Person | None], coached: Coached
    ) -> Offer:
        case = self._case(who, wish, plan, people, coached)
        return Offer(plan, case.preview, against(case, dry=True))

    def _case(
        self, who: "Principal", wish: Wish, plan: Plan, people: tuple[Person | None, Person | None], coached: Coached
    ) -> Case:
        place = self._desk.site.bays.get(wish.treadmill)
        case = Case(
            who, plan, self._desk.at(), self._desk.now(), self._desk.home, *people, place,
            locked=coached.locked, unscreened=coached.screening.against(beside=bool(wish.supervisor)),
            today=today(wish.before),
            unrested=coached.too_soon(plan, self._desk.at(), insists=wish.insists),
            walking=self._desk.under_way.walking(wish.person), taken=wish.treadmill in self._desk.under_way.all,
            lease=wish.lease, word=wish.word, digest=wish.digest, label=wish.label,
            unheard=straps.refusal(wish.strap, place, self._desk.site),
        )  # fmt: skip
        own = self._own(people[0], place, plan, coached) if people[0] and place else ()
        return replace(case, preview=self._previewed(case, place, (*own, temporary(wish.said, plan))))

    def _own(self, person: Person, place: Place, plan: Plan, coached: Coached) -> tuple[Layer, ...]:
        """The person's caps for this protocol: what was set, and what their own pace backward says."""
        return self._desk.limits.of_person(person, place.id, by_pace(plan.level, coached.screening.backward))

    def _previewed(self, case: Case, place: Place | None, own: tuple[Layer, ...]) -> Preview | None:
        """As the core would clip it; None while the treadmill has not told what it can do."""
        return self._clipped(case.plan, place, case.age, own) if place else None

    def _clipped(self, plan: Plan, place: Place, age: int | None, own: tuple[Layer, ...]) -> Preview | None:
        machine = place.state.machine
        if machine is None or machine.grid is None:
            return None
        layers = (*self._desk.limits.of_site(place.id), *age_group(age), *own)
        return preview(plan, layers, machine.grid, place.service.rules.profile)

    # ── beginning ───────────────────────────────────────────────────────────────────────────────────

    def _walk(self, wish: Wish, plan: Plan, place: Place, number: int, seen: Preview | None) -> Walk:
        id_, profile = uuid4().hex, place.service.rules.profile
        return Walk(
            id_, wish.person, place.id, plan.id, plan.digest, plan.level, self._desk.at(),
            f"{WALKS}/{id_}/journal.jsonl", number, self._desk.shelf.author(plan.id), wish.supervisor, place.label,
            profile.id, place.found.firmware if place.found else "", profile.commissioned, self._desk.simulated,
            belt_time(seen.walked) if seen else None, round(seen.metres[1] * 1000) if seen else None, wish.before,
        )  # fmt: skip

    async def _begin(self, who: "Principal", walk: Walk, place: Place, prepare: Prepare, wish: Wish) -> None:
        """Written down, then begun; what does not begin is ended."""
        said = audited(who, "begin", walk.began, about=walk.treadmill, new=walk.protocol, person=walk.person)
        by = who.person or who.client
        await keep(self._desk.history.record, WalkBegun(walk, walk.began, by), said)
        self._desk.recorder.begin(walk)
        try:
            effects = await self._prepared(walk, place, prepare, wish)
            no = refused(place, effects, Code.PREFLIGHT_FAILED)
        except OSError as error:
            no = Refusal(Code.STORAGE, f"no journal can be begun: {error.strerror or error}")
        except BaseException:
            await self._never(walk)
            raise
        if no is not None:
            await self._never(walk)
            raise no

    async def _prepared(self, walk: Walk, place: Place, prepare: Prepare, wish: Wish) -> "tuple[Effect, ...]":
        folder, strap = (self._desk.state / walk.journal).parent, straps.address(wish.strap, place)
        return await place.begin(prepare, walk.id, folder, wish.label, strap)

    async def _never(self, walk: Walk) -> None:
        """It was written down and did not begin: the memory is told, too."""
        self._desk.recorder.drop(walk)
        ended = WalkEnded(walk.id, State.ENDED, StopReason.OPERATOR, Summary(), self._desk.at())
        await keep_or_log(self._desk.history.record, ended)
