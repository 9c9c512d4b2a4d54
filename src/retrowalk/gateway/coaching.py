"""What the coach says before a walk: locked, not screened, not rested, and which dose was agreed on."""

from collections.abc import Callable
from dataclasses import dataclass

from retrowalk.coach.progression import HOUR, Dose, Past
from retrowalk.coach.red_flags import RedFlag, locked_until
from retrowalk.coach.schedule import next_slot
from retrowalk.gateway.dosing import dosed, usual
from retrowalk.gateway.ledger import ask
from retrowalk.gateway.proposals import Proposals
from retrowalk.gateway.screening import Screenings, Standing
from retrowalk.history import questions as q
from retrowalk.history.records import Answer, Flag, Person
from retrowalk.history.store import History
from retrowalk.protocol.plan import Plan


@dataclass(frozen=True, slots=True)
class Coached:
    """What stands against a walk of this person now, and the next walk that was agreed on.

    locked: until when (s UTC), None = not; past: what was walked, oldest first.
    """

    locked: int | None = None
    screening: Standing = Standing()  # noqa: RUF009 - frozen
    past: tuple[Past, ...] = ()
    protocol: str = ""
    dose: Dose | None = None

    def too_soon(self, plan: Plan, at: int, *, insists: bool) -> str:
        """Why a walk of this protocol is too soon at `at` (s UTC); empty when it is not.

        How often in a week is advice, and whoever insists may; rest is not.
        """
        dose = usual(plan)
        slot = next_slot(plan.level, self.past, at, seconds=dose.seconds, inclined=dose.incline > 0)
        wait = (slot.least if insists else slot.at) - at
        return f"{slot.why}: {-(-wait // HOUR)} h to go" if wait > 0 else ""

    def dosed(self, plan: Plan) -> Plan:
        """The protocol with the dose that was agreed on, if it was for this one."""
        return dosed(plan, self.dose) if plan.id == self.protocol else plan


def red_flag(flag: Flag) -> RedFlag:
    """As the coach's rules have it."""
    return RedFlag(flag.reason, flag.at, flag.released_by, flag.because)


class Coaching:
    """Asks the memory, and then the rules."""

    def __init__(self, history: History, proposals: Proposals, screenings: Screenings, at: Callable[[], int]) -> None:
        self._history, self._proposals, self._screenings, self._at = history, proposals, screenings, at

    async def standing(self, person: Person | None) -> Coached:
        """How it stands with this person. Raises Refusal."""
        if person is None:
            return Coached()
        flags = await ask(self._history, q.flags(person.id))
        given = await self._proposals.next(person)
        agreed = given.answer in (Answer.ACCEPTED, Answer.CHANGED)
        return Coached(
            locked_until(map(red_flag, flags), self._at()),
            await self._screenings.standing(person),
            await self._proposals.past(person),
            given.protocol if agreed else "",
            given.chosen if agreed else None,
        )
