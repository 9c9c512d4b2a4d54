"""What to walk next, with the rule that says so; a person accepts or changes it (SR-45)."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from retrowalk.coach.progression import Dose, Past, Proposal, propose
from retrowalk.coach.traffic_light import Judgement, Light
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.dosing import dose_of, usual
from retrowalk.gateway.judging import light, walked
from retrowalk.gateway.ledger import ask, keep
from retrowalk.gateway.library import Shelf
from retrowalk.gateway.limits import Limits
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions as q
from retrowalk.history.facts import Decided
from retrowalk.history.records import Answer, Decision, Person
from retrowalk.history.store import History
from retrowalk.history.walks import Walk
from retrowalk.protocol.level import LEVELS
from retrowalk.protocol.plan import Plan
from retrowalk.safety.caps import effective
from retrowalk.safety.roles import Act
from retrowalk.units import Facing


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal

# Walks a progression looks back on: four weeks of daily ones and some.
LOOKS_BACK = 40


@dataclass(frozen=True, slots=True)
class Judged:
    """A walk and its light."""

    walk: Walk
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Next:
    """What is to be walked next. `dose` None: begin again with the first protocol. `last`: what was walked.

    `answer`: what a person made of the proposal, None = nobody has looked at it yet; `chosen`: the dose that counts.
    """

    protocol: str
    proposal: Proposal
    last: Dose | None
    answer: Answer | None = None
    chosen: Dose | None = None


class Proposals:
    """The coach's shell: it remembers, asks and keeps; the rules are `coach/`'s."""

    def __init__(self, history: History, shelf: Shelf, limits: Limits, at: Callable[[], int]) -> None:
        self._history, self._shelf, self._limits, self._at = history, shelf, limits, at

    async def judged(self, person: Person) -> tuple[Judged, ...]:
        """Their walks of late with their lights, oldest first. Raises Refusal."""
        walks = await ask(self._history, q.walks(person.id, limit=LOOKS_BACK))
        kept = [walk for walk in reversed(walks) if walked(walk)]
        return tuple([Judged(walk, light(walk, await ask(self._history, q.marks(walk.id)))) for walk in kept])

    async def past(self, person: Person) -> tuple[Past, ...]:
        """What they walked, oldest first, for the rules of schedule and levels. Raises Refusal."""
        return self._past(await self.judged(person))

    async def next(self, person: Person) -> Next:
        """What to walk next and why. Raises Refusal."""
        judged = await self.judged(person)
        past = [each for each in self._past(judged) if each.level is person.level]
        plan = self._protocol(person, judged)
        last = past[-1].dose if past else None
        proposal = propose(past, self._most(person, plan), self._at())
        since = judged[-1].walk.ended or 0 if judged else 0
        for decision in reversed(await ask(self._history, q.decisions(person.id))):
            if decision.at >= since and decision.proposal == _plain(plan.id, proposal):
                return Next(plan.id, proposal, last, decision.answer, _chosen(decision, proposal))
        return Next(plan.id, proposal, last)

    async def decide(self, who: "Principal", person: Person, answer: Answer, instead: Dose | None = None) -> Next:
        """Accept, change or decline what is proposed. Raises Refusal."""
        require(who, Act.TELL, Context(walker=person.id, own_level=person.level))
        given, judged = await self.next(person), await self.judged(person)
        if (answer is Answer.CHANGED) != (instead is not None):
            raise Refusal(
                Code.INVALID, "a change says what is walked instead", fields={"instead": "missing or too much"}
            )
        if instead is not None:
            _admit(given, instead, judged[-1].judgement.light if judged else None)
        at, by = self._at(), who.person or who.client
        decision = Decision(
            person.id, at, _plain(given.protocol, given.proposal), answer, by, asdict(instead) if instead else None
        )
        await keep(self._history.record, Decided(decision, at, by))
        return Next(given.protocol, given.proposal, given.last, answer, _chosen(decision, given.proposal))

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    def _past(self, judged: tuple[Judged, ...]) -> tuple[Past, ...]:
        doses = [(each, dose_of(each.walk.protocol_hash, self._known(each.walk.protocol))) for each in judged]
        return tuple(
            Past(each.walk.began, each.judgement.light, dose, each.walk.level)
            for each, dose in doses
            if dose is not None
        )

    def _known(self, protocol: str) -> Plan | None:
        return next((plan for plan in self._shelf.plans if plan.id == protocol), None)

    def _protocol(self, person: Person, judged: tuple[Judged, ...]) -> Plan:
        """The one walked last at this level, or the first there is for it."""
        walked_last = [self._known(each.walk.protocol) for each in reversed(judged) if each.walk.level is person.level]
        usable = [plan for plan in walked_last if plan] or [p for p in self._shelf.plans if p.level is person.level]
        return (usable or list(self._shelf.plans))[0]

    def _most(self, person: Person, plan: Plan) -> Dose:
        """What level, protocol, site and person permit, backward."""
        level = LEVELS[plan.level]
        caps = effective((*self._limits.of_site(""), *self._limits.of_person(person)), Facing.BACKWARD)
        speed = min(level.speed, plan.speed_cap, caps.speed.value).wire
        incline = min(level.inclination, plan.inclination_cap, caps.inclination.value).wire
        return Dose(max(level.belt_time // 1000, usual(plan).seconds), speed, incline)


def _plain(protocol: str, proposal: Proposal) -> dict[str, object]:
    """A proposal as it is kept."""
    dose = asdict(proposal.dose) if proposal.dose else None
    changes = proposal.changes.value if proposal.changes else None
    return {"protocol": protocol, "dose": dose, "changes": changes, "why": proposal.why}


def _chosen(decision: Decision, proposal: Proposal) -> Dose | None:
    """The dose that counts: the one proposed, or the one put in its place; declined, neither."""
    if decision.answer is Answer.DECLINED:
        return None
    instead: Mapping[str, int] | None = decision.instead
    return Dose(**instead) if instead else proposal.dose


def _admit(given: Next, instead: Dose, last_light: Light | None) -> None:
    """One variable at a time, no more than was proposed, and never more after amber or red (SR-45)."""
    before, proposed = given.last, given.proposal.dose
    if before is None or proposed is None:
        raise Refusal(Code.CONFLICT, "there is nothing yet that could be changed", fields={"instead": "too early"})
    other = _where(instead, before, lambda one, was: one != was)
    more = _where(instead, before, lambda one, was: one > was)
    beyond = set(more) & set(_where(instead, proposed, lambda one, was: one > was))
    nothing = instead.seconds <= 0 or instead.speed <= 0 or instead.incline < 0
    for holds, why in (
        (nothing, "a dose has time and speed, and goes nowhere downhill"),
        (len(other) > 1, "one thing at a time is changed: time, speed or inclination"),
        (more and last_light is not Light.GREEN, "after amber or red nothing is raised"),
        (beyond, "no more than the step that is proposed"),
    ):
        if holds:
            raise Refusal(Code.CONFLICT, why, fields=dict.fromkeys(other, why), limited_by=("progression",))


def _where(one: Dose, other: Dose, differs: Callable[[int, int], bool]) -> list[str]:
    """The variables for which two doses differ so."""
    return [name for name in asdict(one) if differs(getattr(one, name), getattr(other, name))]
