"""Whether somebody walked, and the traffic light of what a walk left and its walker told (§6.3). Pure.

The light is that of the page of a walk: the coach and whoever reads the page see the same.
"""

from collections.abc import Iterable

from retrowalk.coach.traffic_light import Answers, Judgement
from retrowalk.export import light as page
from retrowalk.export.told import Told
from retrowalk.history.walks import After, Mark, State, Walk
from retrowalk.protocol.level import LEVELS
from retrowalk.safety.events import StopReason


def answers(walk: Walk, marks: Iterable[Mark] = ()) -> Answers:
    """Everything that was told or measured; what nobody told stays so."""
    return page.answers(Told(walk, marks=tuple(marks)))


def light(walk: Walk, marks: Iterable[Mark] = ()) -> Judgement:
    """Green, amber or red, with every reason."""
    return page.light(Told(walk, marks=tuple(marks)))


def walked(walk: Walk) -> bool:
    """Whether somebody was on a moving belt: what never began is no session, nor is a drill."""
    return walk.state is not State.OPEN and _belt_time(walk) > 0 and not _drilled(walk)


def _belt_time(walk: Walk) -> int:
    return walk.summary.belt_time if walk.summary else 0


def _drilled(walk: Walk) -> bool:
    """STOP before the settle was over, and nothing told of it: the drill of a first walk (§1, fact 14).

    Nobody rests for a day from that. Pain or dizziness stop for another reason, and count.
    """
    stopped = walk.stop_reason is StopReason.USER_STOP and _belt_time(walk) < LEVELS[walk.level].settle
    return stopped and walk.after == After()
