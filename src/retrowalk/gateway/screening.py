"""The shell around screening and outcome tests: answers and results kept, and asked again when they are old.

The questions, how long an answer holds, and what it means are `coach/screening.py`'s; this only remembers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from retrowalk.coach import outcomes, screening
from retrowalk.coach.screening import QUESTIONS, Screened, Told, Verdict
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import ask, keep
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.records import Outcome, Person, Screening
from retrowalk.history.store import History
from retrowalk.history.walks import Before
from retrowalk.safety.roles import Act, Role


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal

# The test that a person's cap and a refusal go by (clinical review §2.2).
BACKWARD = "backward_3m"
# A clinician's word on an answer is kept among the answers, under the question's name after this.
CLEARED = "cleared:"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the answers mean now, and the seconds of the last three metres backward (None = not measured).

    `told`: the newest answer to each question, whether it still counts or not.
    """

    screened: Screened = Screened(Verdict.ASK)  # noqa: RUF009 - frozen
    backward: float | None = None
    told: Mapping[str, Told] = field(default_factory=dict)

    @property
    def screened_at(self) -> int | None:
        """When the last question was answered (s UTC); None = never."""
        return max((each.at for each in self.told.values()), default=None)

    def against(self, *, beside: bool) -> str:
        """Why no walk begins, with somebody `beside` or not; empty when one may."""
        verdict = self.screened.verdict
        if verdict is Verdict.MAY_WALK or (verdict is Verdict.WITH_SOMEBODY and beside):
            return ""
        asked = f"not answered, or too long ago: {', '.join(self.screened.ask)}"
        return asked if verdict is Verdict.ASK else self.screened.reasons[0]


def standing(given: Iterable[Screening], results: Iterable[Outcome], at: int) -> Standing:
    """What all answers and results of a person mean at `at` (s UTC); of each question the newest counts."""
    told: dict[str, Told] = {}
    cleared: dict[str, int] = {}
    for each in given:
        for name, answer in each.answers.items():
            if name.startswith(CLEARED):
                cleared[name.removeprefix(CLEARED)] = each.at
            else:
                told[name] = Told(answer is True, each.at)
    backward = next((each.value for each in reversed(tuple(results)) if each.test == BACKWARD), None)
    return Standing(screening.screen(told, at, cleared=cleared, backward_3m=backward), backward, told)


# Pain before a walk is never above this (§6.3).
WORST_PAIN = 5


def today(before: Before) -> str:
    """What was told just before the walk that forbids it today; empty for nothing (§6.3: never above 5)."""
    if "dizziness" in before.flags:
        return "dizzy today: do not start"
    if before.pain is not None and before.pain > WORST_PAIN:
        return f"pain of {before.pain} before the walk: not above {WORST_PAIN}"
    return ""


class Screenings:
    """The shell: asks, keeps, and looks up."""

    def __init__(self, history: History, at: Callable[[], int]) -> None:
        self._history, self._at = history, at

    async def standing(self, person: Person) -> Standing:
        """What stands against a walk of this person. Raises Refusal."""
        given = await ask(self._history, q.screenings(person.id))
        results = await ask(self._history, q.outcomes(person.id))
        return standing(given, results, self._at())

    async def answer(self, who: "Principal", person: Person, answers: Mapping[str, Any]) -> Standing:
        """Keep answers, some or all. Raises Refusal naming every one that is none."""
        require(who, Act.TELL, Context(walker=person.id))
        wrong = dict.fromkeys(set(answers) - set(QUESTIONS), "not asked")
        wrong |= {name: "yes or no" for name in set(answers) - set(wrong) if not isinstance(answers[name], bool)}
        if wrong or not answers:
            raise Refusal(Code.INVALID, "questions are answered with yes or no", fields=wrong)
        await self._keep(who, person, dict(answers))
        return await self.standing(person)

    async def clear(self, who: "Principal", person: Person, question: str, because: str) -> Standing:
        """A clinician's word that an answer does not stand in the way. Raises Refusal."""
        require(who, Act.CLEAR_FLAG, Context(walker=person.id))
        try:
            words = screening.clear(question, who.role, who.name, because)
        except screening.NotCleared as no:
            raise Refusal(Code.ROLE if who.role is not Role.CLINICIAN else Code.INVALID, str(no)) from None
        await self._keep(who, person, {CLEARED + question: words})
        return await self.standing(person)

    async def _keep(self, who: "Principal", person: Person, answers: dict[str, Any]) -> None:
        at, by = self._at(), who.person or who.client
        await keep(self._history.record, f.Screened(Screening(person.id, at, answers, by), at, by))

    async def measure(self, who: "Principal", person: Person, test: str, value: float, note: str = "") -> Outcome:
        """Keep the result of an outcome test. Raises Refusal."""
        require(who, Act.TELL, Context(walker=person.id))
        try:
            value = outcomes.checked(test, value)
        except outcomes.OutOfRange as no:
            raise Refusal(
                Code.INVALID, str(no), fields={"value" if test in outcomes.TESTS else "test": str(no)}
            ) from None
        known = outcomes.TESTS[test]
        if known.locked and who.role is not Role.CLINICIAN:
            raise Refusal(Code.ROLE, f"{known.name} is for clinicians only")
        at, by = self._at(), who.person or who.client
        outcome = Outcome(person.id, at, test, float(value), known.unit, by, note)
        await keep(self._history.record, f.Measured(outcome, at, by))
        return outcome

    async def release(self, who: "Principal", flag: str, because: str, person: str) -> None:
        """Let a walker walk before a red flag has run out. Raises Refusal."""
        flags = await ask(self._history, q.flags(person))
        found = next((each for each in flags if each.id == flag), None)
        if found is None:
            raise Refusal(Code.NOT_FOUND, f"no red flag {flag!r} is known", fields={"flag": "unknown"})
        require(who, Act.CLEAR_FLAG, Context(walker=person, flag=found.reason, because=because))
        if not because.strip():
            raise Refusal(Code.INVALID, "a release needs a reason", fields={"because": "missing"})
        if found.released_at is not None:
            raise Refusal(Code.CONFLICT, "it was released before")
        at = self._at()
        said = audited(who, "release a red flag", at, about=person, old=found.reason, reason=because, person=person)
        await keep(self._history.record, f.FlagReleased(flag, because, at, who.person or who.client), said)
