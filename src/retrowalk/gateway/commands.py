"""What can be asked of a walk under way: one table. Every command is answered with what came of it, and whose limit.

Rule 1: what slows a belt or ends a walk needs no lease and no fresh word; what may set it in motion or let it go faster
needs both.
Rule 2: a symptom is a stop first; everything else about it comes after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from retrowalk.controller import events as e
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.permits import require
from retrowalk.gateway.places import Place, Site, find, told
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source, loosens
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.roles import Act
from retrowalk.session.checklist import Item, required
from retrowalk.units import Inclination, Speed


if TYPE_CHECKING:
    from retrowalk.controller.snapshot import Snapshot
    from retrowalk.gateway.leases import Leases
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.under_way import UnderWay
    from retrowalk.gateway.words import Words


@dataclass(frozen=True, slots=True)
class Asked:
    """What comes with a command: who, the number of their lease, a fresh word, and its argument where it has one.

    ticks: what was looked at again after a stop, for a reset.
    """

    who: "Principal"
    lease: int | None = None
    word: str = ""
    item: Item | None = None
    speed: Speed | None = None
    ticks: frozenset[Item] = frozenset()


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of a command. `speed`, `inclination`: what the belt is asked for, None = nothing now.

    `limited_by`: the layer that keeps it below what was wanted and who set it, empty when nothing does.
    """

    command: str
    stage: str | None
    speed: Speed | None
    inclination: Inclination | None
    cap: Speed | None
    limited_by: tuple[str, ...] = ()


Build = Callable[[Asked], e.Event]


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the table: the act it is, whether it is its holder's and takes a fresh word, and what it tells."""

    act: Act
    tells: Build
    lease: bool = False
    word: bool = False
    needs: tuple[str, ...] = field(default=())


def _client(kind: Callable[..., e.Event]) -> Build:
    """An event that carries its client."""
    return lambda asked: kind(client=asked.who.client)


COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        "confirm": Command(Act.START, lambda a: e.Confirm(_item(a), a.who.client), lease=True, needs=("item",)),
        "ready": Command(Act.START, lambda a: e.Ready(a.who.name, a.who.client), lease=True, word=True),
        "steady": Command(Act.START, _client(e.Steady), lease=True, word=True),
        "hold": Command(Act.SLOWER, lambda _: e.Hold()),
        "proceed": Command(Act.START, _client(e.Proceed), lease=True, word=True),
        "slower": Command(Act.SLOWER, lambda a: e.Nudge(up=False, client=a.who.client)),
        "faster": Command(Act.NUDGE, lambda a: e.Nudge(up=True, client=a.who.client), lease=True, word=True),
        "skip": Command(Act.START, _client(e.Skip), lease=True),
        "snooze": Command(Act.START, _client(e.Snooze), lease=True),
        "end": Command(Act.SLOWER, lambda _: e.End()),
        "tap": Command(Act.NUDGE, lambda a: e.Tap(a.who.name)),  # what had been slowed goes on: no program may
        "set_speed": Command(Act.SLOWER, lambda _: e.Hold(), needs=("speed",)),  # see Commands.set_speed
    }
)

# What the buttons of a symptom stop for (SR-38): the belt first, the lock and the advice after.
SYMPTOMS: Mapping[str, StopReason] = MappingProxyType(
    {
        "pain": StopReason.PAIN,
        "dizzy": StopReason.DIZZY,
        "breath": StopReason.CHEST_BREATH,
        "fall": StopReason.FALL_STUMBLE,
    }
)


def _item(asked: Asked) -> Item:
    if asked.item is None:
        raise Refusal(Code.INVALID, "say which item of the checklist is confirmed", fields={"item": "missing"})
    return asked.item


def applied(command: str, seen: "Snapshot", wanted: Speed | None = None) -> Applied:
    """How it stands after a command; `wanted`: the speed that was asked for, else the plan's."""
    now = seen.allowed
    return Applied(
        command,
        seen.stage.value if seen.stage else None,
        now.speed if now else None,
        now.inclination if now else None,
        seen.cap,
        _limited_by(seen, wanted or (seen.planned.speed if seen.planned else None)),
    )


def _limited_by(seen: "Snapshot", wanted: Speed | None) -> tuple[str, ...]:
    if wanted is None or seen.cap is None or seen.cap_source is None or seen.cap >= wanted:
        return ()
    return (seen.cap_source.value,)


class Commands:
    """Commands to walks, by anybody who may."""

    def __init__(
        self, site: Site, leases: "Leases", words: "Words", under_way: "UnderWay", *, home: bool = False
    ) -> None:
        self._site, self._leases, self._words, self._home = site, leases, words, home
        self._under_way = under_way

    def do(self, command: str, treadmill: str, asked: Asked) -> Applied:
        """Carry out a command of the table. Raises Refusal."""
        line = COMMANDS.get(command)
        if line is None:
            raise Refusal(Code.INVALID, f"{command!r} is none of {', '.join(COMMANDS)}", fields={"command": "unknown"})
        if command == "set_speed":
            return self.set_speed(treadmill, asked)
        place = self._admitted(line, treadmill, asked)
        event = line.tells(asked)
        if isinstance(event, e.Tap):
            self._not_the_walker(place, asked)
        if line.word:
            self._words.spend(asked.who, line.act, asked.word, place.snapshot.now)
        self._told(place, event)
        return applied(command, place.snapshot)

    def set_speed(self, treadmill: str, asked: Asked) -> Applied:
        """Cap this walk: lower at once and by anybody who may slow it, higher only while the belt stands."""
        if asked.speed is None:
            raise Refusal(Code.INVALID, "say the speed with its unit", fields={"speed": "missing"})
        party = self._under_way.of(treadmill)
        former = party.temporary if party else Layer(Source.SESSION)
        layer = replace(former, speed=asked.speed, set_by=asked.who.name)
        rises = loosens(former, layer)
        place = self._admitted(_RAISES if rises else _LOWERS, treadmill, asked)
        if rises:
            self._words.spend(asked.who, Act.NUDGE, asked.word, place.snapshot.now)
        told(place, e.Limit(layer, asked.who.client), Code.MOVING if rises else None)
        self._under_way.cap(treadmill, layer)
        return applied("set_speed", place.snapshot, asked.speed)

    def symptom(self, name: str, treadmill: str, source: str) -> StopReason:
        """Stop for a symptom, by anybody at all; the belt is told before anything is looked at. Raises Refusal."""
        reason = SYMPTOMS.get(name)
        find(self._site, treadmill).stop(reason or StopReason.USER_STOP, source)
        if reason is None:
            known = ", ".join(SYMPTOMS)
            raise Refusal(Code.INVALID, f"stopped; but {name!r} is none of {known}", fields={"symptom": "unknown"})
        return reason

    def reset(self, treadmill: str, asked: Asked) -> Applied:
        """Clear the latch of a belt that stands. It moves nothing. Raises Refusal."""
        place = find(self._site, treadmill)
        ticked = required(Level.FIRST) <= asked.ticks
        require(asked.who, Act.RESET, replace(self._context(place), checklist=ticked))
        if place.snapshot.latched is None:
            raise Refusal(Code.CONFLICT, "nothing is latched here")
        self._words.spend(asked.who, Act.RESET, asked.word, place.snapshot.now)
        told(place, Reset(asked.who.name), Code.MOVING)
        return applied("reset", place.snapshot)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    def _admitted(self, line: Command, treadmill: str, asked: Asked) -> Place:
        place = find(self._site, treadmill)
        require(asked.who, line.act, self._context(place))
        if line.lease:
            self._leases.check(asked.who, treadmill, asked.lease)
        return place

    def _context(self, place: Place) -> Context:
        known = self._under_way.context(place.id, place.snapshot.holder)
        return replace(known, now=place.snapshot.now, home=self._home, treadmill=place.id)

    def _not_the_walker(self, place: Place, asked: Asked) -> None:
        party = self._under_way.of(place.id)
        if party is not None and asked.who.person == party.person.id:
            raise Refusal(Code.SPOTTER_NEEDED, "the walker does not answer for the spotter")

    def _told(self, place: Place, event: e.Event) -> None:
        """A nudge beyond a cap is refused with the cap, everything else with the moment."""
        try:
            told(place, event)
        except Refusal as no:
            raise (_of_the_cap(no, place.snapshot) if isinstance(event, e.Nudge) else no) from None


_LOWERS = COMMANDS["set_speed"]
_RAISES = replace(_LOWERS, act=Act.NUDGE, lease=True, word=True)


def _of_the_cap(no: Refusal, seen: "Snapshot") -> Refusal:
    if seen.cap is None or seen.cap_source is None or not no.detail.startswith("the cap is"):
        return no
    return Refusal(Code.CAP_EXCEEDED, no.detail, limit=str(seen.cap), limited_by=(seen.cap_source.value,))
