"""From what a walk left and its walker told to the answers a traffic light is judged by (§6.3). Pure."""

from collections.abc import Iterable

from retrowalk.coach.traffic_light import Answers, Judgement, judge
from retrowalk.history.walks import Mark, MarkKind, State, Walk
from retrowalk.safety.events import StopReason


def _most(*told: int | None) -> int | None:
    return max((each for each in told if each is not None), default=None)


def _marked(marks: Iterable[Mark], kind: MarkKind) -> int | None:
    return _most(*(mark.value for mark in marks if mark.kind is kind))


def _settled(walk: Walk) -> bool | None:
    """Whether pain was back where it was after an hour."""
    before, after = walk.before.pain, walk.after.pain60
    return None if before is None or after is None else after <= before


def _morning(walk: Walk) -> int | None:
    before, after = walk.before.pain, walk.after.morning
    return None if before is None or after is None else after - before


def _done(walk: Walk) -> int:
    """Per cent of the plan's time on the belt."""
    if walk.stop_reason is StopReason.COMPLETED:
        return 100
    if walk.summary is None or not walk.planned_time:
        return 0
    return min(100, walk.summary.belt_time * 100 // walk.planned_time)


def answers(walk: Walk, marks: Iterable[Mark] = ()) -> Answers:
    """Everything that was told or measured; what nobody told stays so."""
    told, every = walk.after, tuple(marks)
    trouble = any((told.swelling, told.giving_way, told.locking))
    return Answers(
        stop=walk.stop_reason or StopReason.POWER_LOSS,
        pain=_most(told.worst, told.pain0, _marked(every, MarkKind.PAIN)),
        sharp=told.sharp,
        effort=_most(told.effort, _marked(every, MarkKind.RPE)),
        settled=_settled(walk),
        morning=_morning(walk),
        lasted=bool(told.lasted),
        trouble=trouble,
        done=_done(walk),
        holds=walk.summary.holds if walk.summary else 0,
        stumbles=told.stumbles or 0,
    )


def light(walk: Walk, marks: Iterable[Mark] = ()) -> Judgement:
    """Green, amber or red, with every reason."""
    return judge(answers(walk, marks))


def walked(walk: Walk) -> bool:
    """Whether somebody was on a moving belt: what never began is no session."""
    return walk.state is not State.OPEN and walk.summary is not None and walk.summary.belt_time > 0
