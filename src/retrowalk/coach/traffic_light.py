"""Green, amber or red: what a session and the morning after say (clinical review §6.3).

What nobody answered is not green: a light is as good as what is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from retrowalk.safety.events import StopReason


class Light(StrEnum):
    """May go on, repeat, or step back."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Answers:
    """One session as walker and trace tell it; None = nobody answered.

    pain: worst, 0…10; effort: 0…10; settled: pain back where it was within 60 min; morning: pain the next morning less
    pain before; lasted: worse for more than 24 h; done: per cent of the plan; trouble: swelling, giving way, locking.
    """

    stop: StopReason
    pain: int | None = None
    sharp: bool | None = None
    effort: int | None = None
    settled: bool | None = None
    morning: int | None = None
    lasted: bool = False
    trouble: bool = False
    done: int = 0
    holds: int = 0
    stumbles: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """The light and every reason for it; none for green. `refer`: symptoms, which a professional should see."""

    light: Light
    reasons: tuple[str, ...] = ()
    refer: bool = False


# Stops by which a person said that something was wrong.
_WARNINGS = frozenset(
    {
        StopReason.USER_STOP,
        StopReason.PAIN,
        StopReason.DIZZY,
        StopReason.CHEST_BREATH,
        StopReason.FALL_STUMBLE,
        StopReason.SPOTTER,
        StopReason.SAFETY_KEY,
    }
)

Sign = tuple[Callable[[Answers], bool], str]

# Pain ideally below 2, never above 5, gone within the hour, and no worse in the morning (§6.3 and its basis).
RED: tuple[Sign, ...] = (
    (lambda a: a.pain is not None and a.pain > 5, "pain above 5"),  # noqa: PLR2004 - the table of §6.3 in its own figures
    (lambda a: a.sharp is True, "pain that is new or sharp"),
    (lambda a: a.effort is not None and a.effort >= 8, "effort of 8 or more"),  # noqa: PLR2004
    (lambda a: a.morning is not None and a.morning >= 2, "pain up by 2 or more the next morning"),  # noqa: PLR2004
    (lambda a: a.lasted, "worse for more than 24 hours"),
    (lambda a: a.trouble, "swelling, giving way or locking"),
    (lambda a: a.stumbles > 1, "more than one stumble"),
    (lambda a: a.stop in _WARNINGS, "stopped by a person"),
)
AMBER: tuple[Sign, ...] = (
    (lambda a: a.pain is None or a.pain > 2, "pain above 2, or not told"),  # noqa: PLR2004
    (lambda a: a.sharp is None, "not told whether the pain was sharp"),
    (lambda a: a.effort is None or a.effort > 5, "effort above 5, or not told"),  # noqa: PLR2004
    (lambda a: a.settled is not True, "pain not known to have settled within an hour"),
    (lambda a: a.morning is None or a.morning > 0, "pain up the next morning, or not told"),
    (lambda a: a.done < 90, "less than 90 % of the plan done"),  # noqa: PLR2004
    (lambda a: a.holds > 1, "held twice or more"),
    (lambda a: a.stumbles > 0, "a stumble"),
    (lambda a: a.stop is not StopReason.COMPLETED, "not walked to its end"),
)


# Symptoms: the walker is referred, and after dizziness or chest symptoms locked, too (`red_flags`).
_SYMPTOMS = frozenset({StopReason.DIZZY, StopReason.CHEST_BREATH})


def _refers(answers: Answers) -> bool:
    return answers.trouble or answers.lasted or answers.stop in _SYMPTOMS


def judge(answers: Answers) -> Judgement:
    """Red if anything is red, else amber if anything is amber, else green."""
    for light, signs in ((Light.RED, RED), (Light.AMBER, AMBER)):
        reasons = tuple(says for holds, says in signs if holds(answers))
        if reasons:
            return Judgement(light, reasons, _refers(answers))
    return Judgement(Light.GREEN)


# ── during a walk ───────────────────────────────────────────────────────────────────────────────────


class Now(StrEnum):
    """What pain means for the walk under way."""

    GO_ON = "go on"
    WIND_DOWN = "wind down"
    STOP = "stop"


# Of 10: a known dull ache up to the first may go on; up to the second only by a clinician's plan (§6.3).
_DULL, _TOLERATED = 2, 5


def during(pain: int, *, sharp: bool, planned: bool = False) -> Now:
    """What pain (0…10) told on the belt means; `sharp`: or new; `planned`: a clinician's plan tolerates some.

    The pain button is another thing: it always stops.
    """
    if sharp or pain > _TOLERATED:
        return Now.STOP
    return Now.GO_ON if pain <= (_TOLERATED if planned else _DULL) else Now.WIND_DOWN
