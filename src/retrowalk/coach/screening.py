"""Who should not start, or not alone: the questions before a walk, as data (clinical review §6.3, §1 facts 22 and 23).

Rule 1: what nobody answered, or answered too long ago, is asked; nobody walks on a guess.
Rule 2: answers decide, Retrowalk only repeats what they mean. It is not a diagnosis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from retrowalk.safety.roles import Role


HOUR, DAY = 3_600, 86_400
# How long an answer holds (s): of today, one that is asked before each walk; a stored one for 90 days (§1, fact 22).
TODAY, STORED = 12 * HOUR, 90 * DAY
# A clinician's word on an answer holds as long as a stored answer does (s).
CLEARED_FOR = STORED
# A backward walk over 3 m that takes longer is for a clinician to look at (s, §6.3).
SLOWEST_3M = 9.0


class Verdict(IntEnum):
    """What the answers mean, the mildest first; the severest of all counts."""

    MAY_WALK = 0
    WITH_SOMEBODY = 1  # supervised only
    ASK = 2  # something was not answered
    REFER = 3  # a professional first
    NOT_TODAY = 4


@dataclass(frozen=True, slots=True)
class Question:
    """`asks` in plain words; the answer `against` means `then`, in the words `says`; an answer holds for `lasts` s."""

    asks: str
    then: Verdict
    says: str
    lasts: int = STORED
    against: bool = True


_V = Verdict
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "chest": Question(
            "Do you have pain or pressure in the chest, or a heart disease that is not under control?",
            _V.NOT_TODAY, "Chest pain or an unstable heart: no walk. If it is there now, call the emergency number.",
            TODAY,
        ),
        "pressure": Question(
            "Is your blood pressure above 200 over 110, or known to be out of control?",
            _V.REFER, "Blood pressure out of control: see your doctor first.",
        ),
        "fainted": Question(
            "Have you fainted, or had spinning dizziness, in the last weeks?",
            _V.REFER, "Fainting or vertigo: see your doctor first.",
        ),
        "fever": Question(
            "Do you have a fever, or feel ill today?", _V.NOT_TODAY, "Ill today: walk when it is over.", TODAY
        ),
        "knee": Question(
            "Is a knee newly swollen, does it lock, or give way?",
            _V.REFER, "A knee that swells, locks or gives way: have it looked at first.", TODAY,
        ),
        "surgery": Question(
            "Did you have an operation in the last 12 weeks?",
            _V.REFER, "An operation within 12 weeks: surgeon or physiotherapist first.",
        ),
        "weight": Question(
            "Have you been told not to put your whole weight on a leg?",
            _V.REFER, "A leg that must not be loaded: ask who told you so first.",
        ),
        "fell": Question(
            "Did you fall in the last 3 months?", _V.WITH_SOMEBODY, "A fall within 3 months: only with somebody beside."
        ),
        "pregnant": Question(
            "Are you pregnant, and has nobody advised you on this exercise?",
            _V.REFER, "Pregnant: ask your midwife or doctor first.",
        ),
        "drugs": Question(
            "Have you had alcohol, or a medicine that makes you sleepy?",
            _V.NOT_TODAY, "Alcohol or sedatives: not today.", TODAY,
        ),
        "balance": Question(
            "Do you have a disorder of balance, a severe injury, or strong pain that came suddenly?",
            _V.REFER, "Balance disorder, severe injury or acute pain: a professional first.",
        ),
        "joints": Question(
            "Do you have arthritis of the knee, or an injury that walking could make worse?",
            _V.REFER, "Knee arthritis or an injury: ask a physiotherapist or doctor first.",
        ),
        "chair": Question(
            "Can you stand up from a chair without using your hands?",
            _V.REFER, "Standing up needs hands: a professional first.", against=False,
        ),
        "forward": Question(
            "Can you walk 10 m forward without help?",
            _V.REFER, "10 m forward needs help: a professional first.", against=False,
        ),
    }
)  # fmt: skip
# Whose word clears an answer that refers: nobody clears one of today.
CLEARS = frozenset({Role.CLINICIAN})


@dataclass(frozen=True, slots=True)
class Told:
    """An answer and when it was given (s, wall clock)."""

    answer: bool
    at: int


@dataclass(frozen=True, slots=True)
class Screened:
    """The severest verdict, why, what is still to be asked (by id), and until when it holds (s; None: not at all)."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()
    until: int | None = None


class NotCleared(Exception):
    """The answer stands; nothing has changed."""


def clear(question: str, role: Role, by: str, because: str) -> str:
    """Who cleared an answer that refers, for the record. Raises NotCleared."""
    asked = QUESTIONS.get(question)
    if asked is None:
        raise NotCleared(f"question {question!r} does not exist; there are {', '.join(QUESTIONS)}")
    if asked.then is not Verdict.REFER:
        raise NotCleared(f"question {question!r}: nobody clears this answer")
    if role not in CLEARS:
        raise NotCleared(f"{role} does not clear what a clinician is to look at")
    if not (by.strip() and because.strip()):
        raise NotCleared("clearing needs a name and a reason")
    return f"{by} ({role}): {because}"


def screen(
    told: Mapping[str, Told], now: int, *, cleared: Mapping[str, int] | None = None, backward_3m: float | None = None
) -> Screened:
    """What the answers mean at `now` (s).

    `cleared`: when a clinician cleared which answer; `backward_3m`: seconds of the last 3 m backward walk test.
    """
    held, cleared = _held(told, now), cleared or {}
    ask = tuple(name for name in QUESTIONS if name not in held)
    found = [*_answered(held, cleared, now), *_measured(backward_3m, cleared, now)]
    reasons = tuple(says for _, says in sorted(found, key=lambda each: -each[0]))
    verdicts = [verdict for verdict, _ in found] + [Verdict.ASK] * bool(ask)
    return Screened(max(verdicts, default=Verdict.MAY_WALK), reasons, ask, None if ask else _until(held))


def _held(told: Mapping[str, Told], now: int) -> dict[str, Told]:
    """The answers that are of questions, and count."""
    return {name: answer for name, answer in told.items() if name in QUESTIONS and _holds(name, answer, now)}


def _until(held: Mapping[str, Told]) -> int:
    return min(answer.at + QUESTIONS[name].lasts for name, answer in held.items())


Finding = tuple[Verdict, str]


def _answered(held: Mapping[str, Told], cleared: Mapping[str, int], now: int) -> list[Finding]:
    against = (QUESTIONS[name] for name, answer in held.items() if _against(name, answer, cleared, now))
    return [(question.then, question.says) for question in against]


def _measured(seconds: float | None, cleared: Mapping[str, int], now: int) -> list[Finding]:
    if seconds is None or seconds <= SLOWEST_3M or _fresh(cleared, "backward_3m", now):
        return []
    return [(Verdict.REFER, f"3 m backward in more than {SLOWEST_3M:g} s: a clinician first.")]


def _holds(name: str, answer: Told, now: int) -> bool:
    """Whether it is recent enough; one from the future (a clock that was put back) is not."""
    return 0 <= now - answer.at < QUESTIONS[name].lasts


def _against(name: str, answer: Told, cleared: Mapping[str, int], now: int) -> bool:
    """Whether it stands against a walk: a clinician's word after the answer takes one that refers away."""
    question = QUESTIONS[name]
    if answer.answer is not question.against:
        return False
    since = cleared.get(name, -1) >= answer.at and _fresh(cleared, name, now)
    return not (since and question.then is Verdict.REFER)


def _fresh(cleared: Mapping[str, int], name: str, now: int) -> bool:
    return name in cleared and 0 <= now - cleared[name] < CLEARED_FOR
