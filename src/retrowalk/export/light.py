"""The traffic light of a kept walk: what was told of it, as the coach asks for it (clinical review §6.3)."""

from retrowalk.coach.traffic_light import Answers, Judgement, judge
from retrowalk.export.told import Told
from retrowalk.history.walks import State
from retrowalk.safety.events import StopReason


def answers(told: Told) -> Answers:
    """A walk in the words of the coach. A walk whose program died counts as cut off, not as a person's stop."""
    walk, after = told.walk, told.walk.after
    cut_off = StopReason.ENGINE_FAULT if walk.state is State.INTERRUPTED else StopReason.OPERATOR
    return Answers(
        stop=walk.stop_reason or cut_off,
        pain=told.worst_pain,
        sharp=after.sharp,
        effort=told.effort,
        settled=_settled(told),
        morning=_risen(told),
        lasted=after.lasted is True,
        trouble=any((after.swelling, after.giving_way, after.locking)),
        done=told.done or 0,
        holds=walk.summary.holds if walk.summary else 0,
        stumbles=after.stumbles or 0,
    )


def _settled(told: Told) -> bool | None:
    """Whether the pain was back where it was before within the hour."""
    before, later = told.walk.before.pain, told.walk.after.pain60
    return None if before is None or later is None else later <= before


def _risen(told: Told) -> int | None:
    """How much worse the next morning was than before the walk."""
    before, morning = told.walk.before.pain, told.walk.after.morning
    return None if before is None or morning is None else morning - before


def light(told: Told) -> Judgement:
    """The light and its reasons."""
    return judge(answers(told))
