"""Every cap in force, who set it, and changing it: lower at once, higher at the next start (SR-41, SR-42).

Caps of the site reach a treadmill's core as rules when a walk begins; during a walk only what lowers is told.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from retrowalk.controller.events import Limit
from retrowalk.gateway import layers as of
from retrowalk.gateway.audit import audited
from retrowalk.gateway.changes import Before, Change, admit, rises
from retrowalk.gateway.conditions import NOTHING
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.ledger import Record, keep
from retrowalk.gateway.places import Site, find, refused
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import CapSet
from retrowalk.history.records import CapRule, Flag, Limited, Person
from retrowalk.runtime import clock
from retrowalk.runtime.service import AT_REST
from retrowalk.safety.caps import CEILINGS, DEFAULTS, Caps, Layer, Source, derated, effective
from retrowalk.safety.roles import Act
from retrowalk.safety.supervisor import Belt
from retrowalk.session.age import age_group
from retrowalk.units import Facing, Speed


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.under_way import UnderWay
    from retrowalk.gateway.words import Words


# What raises a cap for everybody is confirmed by asking for it once more within this long (ms).
TWICE_WITHIN = 60_000
# Belts that are measured at standstill, or are not ours to raise anything on.
_STANDS = AT_REST | {Belt.ARMED}


@dataclass(frozen=True, slots=True)
class InForce:
    """What limits a person on a treadmill for one facing, and every layer that has a say in it.

    `derated`: nobody has measured this treadmill, so that every cap is taken at 62 %.
    """

    facing: Facing
    caps: Caps
    layers: tuple[Layer, ...]
    derated: bool


@dataclass(slots=True)
class Known:
    """What limits are made of, as it is remembered."""

    rules: dict[of.Slot, CapRule] = field(default_factory=dict)
    flagged: dict[str, int] = field(default_factory=dict)

    def add(self, rule: CapRule) -> None:
        """The newest of a slot takes the place of the one before."""
        self.rules[of.slot(rule)] = rule

    def raised(self, flag: Flag) -> None:
        """A red flag makes its person slower for a while."""
        self.flagged[flag.person] = max(flag.at, self.flagged.get(flag.person, 0))


def said_of(what: Limited, value: int | None) -> str:
    """A cap as people read it, with its unit; "" = nothing was set."""
    if value is None:
        return ""
    words: dict[Limited, str] = {
        Limited.SPEED: f"{value / 100:.2f} km/h",
        Limited.INCLINATION: f"{value / 10:.1f} %",
        Limited.BELT_TIME: f"{value / 1000:g} s",
    }
    return words.get(what, f"{value / 100:.2f} km/h per second")


class Limits:
    """All caps of the site. `settings`: the layers of site and facing as its settings have them; `at`: s UTC."""

    def __init__(
        self,
        settings: Sequence[Layer],
        site: Site,
        record: Record,
        events: EventLog,
        under_way: "UnderWay",
        words: "Words",
        at: Callable[[], int],
    ) -> None:
        self._settings = tuple(settings)
        self._site, self._record, self._events, self._words = site, record, events, words
        self._under_way, self._at = under_way, at
        self.known = Known()
        self._now = clock.now
        self._asked: dict[tuple[str, Change], int] = {}

    def load(self, rules: Iterable[CapRule], flags: Iterable[Flag] = ()) -> None:
        """Take in what is remembered, oldest first."""
        for rule in rules:
            self.known.add(rule)
        for flag in flags:
            self.known.raised(flag)

    # ── what is in force ────────────────────────────────────────────────────────────────────────────

    def of_site(self, treadmill: str) -> tuple[Layer, ...]:
        """The caps of site and facing on one treadmill, now."""
        return of.of_site(self._settings, self.known.rules.values(), treadmill, self._at())

    def of_person(
        self, person: Person, treadmill: str | None = None, more: tuple[Layer, ...] = ()
    ) -> tuple[Layer, ...]:
        """A person's own caps, now; `more`: what else is known of them."""
        flagged = self.known.flagged.get(person.id)
        return of.of_person(person, self.known.rules.values(), treadmill, self._at(), flagged, more)

    def effective(self, person: Person | None, treadmill: str, facing: Facing, age: int | None = None) -> InForce:
        """The caps for a person on a treadmill, whatever they walk. Raises Refusal."""
        state = find(self._site, treadmill).state
        grid = state.machine.grid if state.machine else None
        belt = (Layer(Source.BELT, Speed(grid.maximum)),) if grid else ()
        own = self.of_person(person, treadmill) if person else ()
        every = (CEILINGS[facing], *belt, *self.of_site(treadmill), *age_group(age), *own)
        caps, unproven = effective(every, facing), not self.proven(treadmill)
        shown = tuple(each for each in every if each.facing in (None, facing))
        return InForce(facing, derated(caps) if unproven else caps, shown, unproven)

    def proven(self, treadmill: str) -> bool:
        """Whether somebody has measured this treadmill, and its record still holds."""
        return find(self._site, treadmill).service.rules.profile.commissioned

    # ── changing ────────────────────────────────────────────────────────────────────────────────────

    async def change(self, who: "Principal", change: Change, word: str = "") -> CapRule:
        """Set a cap: recorded and audited first, then felt by whoever it slows. Raises Refusal."""
        before = self._before(change)
        admit(who, change, before)
        if rises(change, before.held):
            self._confirmed_twice(who, change)
            self._words.spend(who, change.act, word, self._now())
        rule = CapRule(
            uuid4().hex, change.source, change.what, before.least, change.new, before.at, change.person,
            change.treadmill, change.facing, who.role, who.person or who.client, change.reason, change.expires,
        )  # fmt: skip
        said = audited(
            who, "limit", before.at, about=f"{change.source} {change.what}", old=said_of(change.what, before.held),
            new=said_of(change.what, change.new), reason=change.reason, person=change.person,
        )  # fmt: skip
        await keep(self._record, CapSet(rule, before.at, rule.by), said)
        self.known.add(rule)
        self._tell(rule, before.held)
        return rule

    def _before(self, change: Change) -> Before:
        at, former = self._at(), self.known.rules.get(change.slot)
        usual, where = self._usual(change), self._where(change)
        held = None if former is None else of.value(former, at)
        least = of.beneath(former, at)
        known = replace(self._under_way.context(where) if where else NOTHING, now=self._now())
        return Before(
            usual if held is None else held, usual if least is None else least, self._sites(change), at=at,
            standing=where is None or not self._moves(where), known=known,
        )  # fmt: skip

    def _usual(self, change: Change) -> int | None:
        """What a slot says while nobody has set it: the settings, or the layer's default."""
        same = [each for each in (*self._settings, *DEFAULTS) if each.source is change.source]
        mine = [each for each in same if each.facing in (None, change.facing)]
        said = [getattr(each, change.what.value) for each in mine]
        return next((each if isinstance(each, int) else each.wire for each in said if each is not None), None)

    def _sites(self, change: Change) -> int:
        """The site's cap, within which a person's stays."""
        caps = effective(self.of_site(change.treadmill or ""), change.facing or Facing.FORWARD)
        value = getattr(caps, change.what.value).value
        number: int = value if isinstance(value, int) else value.wire
        return number

    def _where(self, change: Change) -> str | None:
        """The treadmill whose belt a change is about. One of the whole site is heard by each when it next starts."""
        return self._under_way.walking(change.person) if change.person else change.treadmill

    def _moves(self, treadmill: str) -> bool:
        return find(self._site, treadmill).snapshot.belt not in _STANDS

    def _confirmed_twice(self, who: "Principal", change: Change) -> None:
        """What raises a cap for everybody is asked for twice. Raises Refusal the first time."""
        if change.act is not Act.RAISE_SITE:
            return
        now, key = self._now(), (who.client, change)
        asked = self._asked.pop(key, None)
        if asked is None or now - asked > TWICE_WITHIN:
            self._asked = {each: when for each, when in self._asked.items() if now - when <= TWICE_WITHIN}
            self._asked[key] = now
            raise Refusal(
                Code.CONFLICT,
                "this raises a cap for everybody: ask for the same again within a minute to confirm it",
                fields={"confirm": "ask again"},
            )

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, rule: CapRule, held: int | None) -> None:
        """Slow every walk it is about, at once, and say so to everybody. A walk that it would let go faster waits."""
        for treadmill, party in self._under_way.all.items():
            about = party.person.id == rule.person if rule.person else rule.treadmill in (None, treadmill)
            if about:
                self._lower(treadmill, rule)
        data = {"source": rule.source.value, "what": rule.what.value, "person": rule.person, "old": held,
                "new": rule.new, "by": rule.by, "expires": rule.expires}  # fmt: skip
        self._events.publish(Kind.LIMIT_CHANGED, data, rule.treadmill or "")

    def _lower(self, treadmill: str, rule: CapRule) -> None:
        """What would raise anything is refused by the core, and comes with the next start."""
        layer, party = of.layer(rule, self._at()), self._under_way.of(treadmill)
        if layer is None or party is None:
            return
        same = (layer.source, layer.facing)
        lower = of.merged([layer, *(each for each in party.own if (each.source, each.facing) == same)])
        place = find(self._site, treadmill)
        if refused(place, place.tell(Limit(lower))) is None:
            others = tuple(each for each in party.own if (each.source, each.facing) != same)
            self._under_way.own(treadmill, (*others, lower))
