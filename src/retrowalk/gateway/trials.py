"""The empty belt is run to be measured (SR-25): begun by whoever commissions, started by READY, stopped by anybody.

Rule 1: it goes the way of every walk: lease, checklist, READY, caps, the supervisor. Nothing here writes to a belt.
Rule 2: nobody is said to stand elsewhere by default: each thing is ticked by a person, for each run anew.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from retrowalk.controller import events as e
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import keep
from retrowalk.gateway.permits import require
from retrowalk.gateway.places import Place, Site, find, refused, told
from retrowalk.gateway.readings import Readings, read
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Act
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import UNLOADED, Item
from retrowalk.session.stage import Stage
from retrowalk.session.trial import plan


if TYPE_CHECKING:
    from retrowalk.firmware.commissioning import Trial
    from retrowalk.gateway.leases import Leases
    from retrowalk.gateway.ledger import Record
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.under_way import UnderWay
    from retrowalk.gateway.words import Words
    from retrowalk.journal.record import Step

# Where the journals of these runs are, within the state folder.
TRIALS = "trials"


@dataclass(frozen=True, slots=True)
class Run:
    """One run, by the id of its journal; `over`: its belt was let go of, or is latched.

    ended, ended_by: why, and who or what said so, also after a reset; None, "" = it goes on.
    """

    id: str
    trial: "Trial"
    readings: Readings = field(default_factory=Readings)
    over: bool = False
    ended: StopReason | None = None
    ended_by: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What comes with a command: who, the number of their lease, a fresh word."""

    who: "Principal"
    lease: int | None = None
    word: str = ""


# What is asked of a run under way; each is its commissioner's, with lease and word. Ending it asks for neither.
_TELLS: Mapping[str, Callable[[Order], e.Event]] = MappingProxyType(
    {
        "ready": lambda order: e.Ready(order.who.name, order.who.client),
        "steady": lambda order: e.Steady(order.who.client),
    }
)
PART = "part"
END = "end"
COMMANDS = (*_TELLS, PART, END)


class Trials:
    """Runs of empty belts: the one under way on each treadmill, or the last of this run of the program."""

    def __init__(
        self,
        site: Site,
        leases: "Leases",
        words: "Words",
        under_way: "UnderWay",
        record: "Record",
        state: Path,
        at: "Callable[[], int]",
    ) -> None:
        self._site, self._leases, self._words, self._under_way = site, leases, words, under_way
        self._record, self._state, self._at = record, state, at
        self._runs: dict[str, Run] = {}
        site.subscribe(self._hear)

    def of(self, treadmill: str) -> Run | None:
        """The run under way there, or the last one. Raises Refusal."""
        return self._runs.get(find(self._site, treadmill).id)

    async def begin(self, who: "Principal", treadmill: str, trial: "Trial", ticks: frozenset[Item], word: str) -> Run:
        """Take the lease, and make the belt ready to be started; nothing moves before READY. Raises Refusal."""
        place = find(self._site, treadmill)
        require(who, Act.COMMISSION, Context(treadmill=place.id))
        _all_ticked(ticks)
        if place.id in self._under_way.all:
            raise Refusal(Code.CONFLICT, "somebody walks here: a treadmill is measured with nobody on it")
        self._words.spend(who, Act.START, word, place.snapshot.now)
        self._leave(place)
        self._leases.take(who, place.id, test_mode=True)
        run = Run(uuid4().hex, trial)
        await keep(self._record, audited(who, "measure", self._at(), about=place.id, new=trial.value))
        await self._prepare(who, place, run)
        for item in ticks:
            told(place, e.Confirm(item, who.client))
        return run

    def do(self, command: str, treadmill: str, order: Order) -> Run:
        """Carry out a command. Raises Refusal."""
        place = find(self._site, treadmill)
        require(order.who, Act.COMMISSION, Context(treadmill=place.id))
        run = self._runs.get(place.id)
        if run is None or run.over:
            raise Refusal(Code.GONE, "nothing is being measured here")
        if command == END:
            told(place, e.End())
            return self._runs[place.id]
        self._leases.check(order.who, place.id, order.lease)
        if command == PART:
            _part(place)
        else:
            self._words.spend(order.who, Act.START, order.word, place.snapshot.now)
            told(place, _TELLS[command](order))
        return self._runs[place.id]

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    async def _prepare(self, who: "Principal", place: Place, run: Run) -> None:
        """A journal of its own; the people of the last walk have nothing to do with it."""
        self._under_way.drop(place.id)
        folder = self._state / TRIALS / run.id
        try:
            effects = await place.begin(e.Prepare(plan(run.trial), client=who.client), run.id, folder)
        except OSError as error:
            raise Refusal(Code.STORAGE, f"no journal can be begun: {error.strerror or error}") from None
        no = refused(place, effects, Code.PREFLIGHT_FAILED)
        if no is not None:
            raise no
        self._runs[place.id] = run

    def _leave(self, place: Place) -> None:
        """A run that was left before it was started is over: the next one begins anew. One that moves goes on."""
        run = self._runs.get(place.id)
        if run is not None and not run.over and place.snapshot.stage in _NOT_STARTED:
            told(place, e.End())

    def _hear(self, place: Place, step: "Step") -> None:
        run = self._runs.get(place.id)
        if run is None or run.over:
            return
        state = place.state
        readings = read(run.readings, step.event, state)
        walk = state.walk
        over = walk is None or (walk.stage is Stage.FINISHED and state.supervision.belt in _AT_REST)
        latch = state.supervision.latch
        reason = latch.reason if latch else walk.ending if walk else run.ended
        self._runs[place.id] = replace(
            run, readings=readings, over=over, ended=reason, ended_by=latch.source if latch else run.ended_by
        )


_NOT_STARTED = frozenset({Stage.CHECKLIST, Stage.AWAITING_READY})
_AT_REST = frozenset({Belt.IDLE, Belt.LATCHED, Belt.UNKNOWN})


def _all_ticked(ticks: frozenset[Item]) -> None:
    missing = sorted(item.value for item in UNLOADED - ticks)
    if missing:
        why = f"look first, and say so: {', '.join(missing)}"
        raise Refusal(Code.PREFLIGHT_FAILED, why, fields=dict.fromkeys(missing, "not ticked"))
    if ticks - UNLOADED:
        more = sorted(item.value for item in ticks - UNLOADED)
        raise Refusal(Code.INVALID, "nobody stands on this belt", fields=dict.fromkeys(more, "not asked here"))


def _part(place: Place) -> None:
    """Cut the link of a belt that runs at the speed it was asked for. Raises Refusal."""
    walk = place.state.walk
    if place.state.supervision.belt is not Belt.RUNNING or walk is None or not walk.reached:
        raise Refusal(Code.CONFLICT, "the link is cut while the belt runs steadily, and not before")
    place.part()
