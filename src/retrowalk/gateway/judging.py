"""Whether somebody walked, and the traffic light of what a walk left and its walker told (§6.3). Pure.

The light is that of the page of a walk: the coach and whoever reads the page see the same.
"""

from collections.abc import Iterable

from retrowalk.coach.traffic_light import Answers, Judgement
from retrowalk.export import light as page
from retrowalk.export.told import Told
from retrowalk.history.walks import Mark, State, Walk


def answers(walk: Walk, marks: Iterable[Mark] = ()) -> Answers:
    """Everything that was told or measured; what nobody told stays so."""
    return page.answers(Told(walk, marks=tuple(marks)))


def light(walk: Walk, marks: Iterable[Mark] = ()) -> Judgement:
    """Green, amber or red, with every reason."""
    return page.light(Told(walk, marks=tuple(marks)))


def walked(walk: Walk) -> bool:
    """Whether somebody was on a moving belt: what never began is no session."""
    return walk.state is not State.OPEN and walk.summary is not None and walk.summary.belt_time > 0
