"""The traffic light of a kept walk: what was told of it, as the coach asks for it (clinical review §6.3)."""

from retrowalk.coach.traffic_light import Answers, Judgement, judge
from retrowalk.export.told import Told
from retrowalk.history.walks import MarkKind
from retrowalk.safety.events import StopReason


def _most(*values: int | None) -> int | None:
    return max((value for value in values if value is not None), default=None)


def _done(told: Told) -> int:
    """A plan that was walked to its end is done, however its belt time was reckoned."""
    return 100 if told.walk.stop_reason is StopReason.COMPLETED else told.done or 0


def answers(told: Told) -> Answers:
    """A walk in the words of the coach; the worst of what was told counts. Without a reason its program died."""
    walk, after = told.walk, told.walk.after
    return Answers(
        stop=walk.stop_reason or StopReason.POWER_LOSS,
        pain=_most(told.worst_pain, after.pain0),
        sharp=after.sharp,
        effort=_most(after.effort, *told.values(MarkKind.RPE)),
        settled=_settled(told),
        morning=_risen(told),
        lasted=after.lasted is True,
        trouble=any((after.swelling, after.giving_way, after.locking)),
        done=_done(told),
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
