"""Lives in which what was in the way is gone, and people want to walk on: then the belt must. Liveness, steered to.

A belt that can never move is not safe, it is broken. Only a stop, whoever asked for it, is reason enough not to go on;
and a stop that was in somebody's way goes on, too.
"""

from collections.abc import Callable
from functools import cache, partial
from random import Random
from typing import NamedTuple

from retrowalk.controller.state import State
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Motion
from retrowalk.simulator.soak.acts import Act, Deed, want
from retrowalk.simulator.soak.bank import Site
from retrowalk.simulator.soak.cells import Kind, Place
from retrowalk.simulator.soak.ordeals import Deeds, Steered, climbs, fails, pool
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.world import Bay, Checkpoint, World


# How often somebody looks at the belt, and presses what comes next (ms).
_LOOK = 500


class Resumption(NamedTuple):
    """What is in the way: where, from which states, what happens (ms), when that is over (ms).

    goes_on(bay, speed asked for by then): what must then be so, `within` so long (ms); stops: it is a stop itself.
    """

    says: str
    site: Callable[[Site], bool]
    begins: Callable[[State], bool]
    deeds: Deeds
    over: int
    goes_on: Callable[[Bay, int], bool]
    within: int
    stops: bool = False


def _waits(state: State) -> bool:
    """Ours, standing, with nothing but READY missing, and a guard beside it."""
    walk = state.walk
    waits = walk is not None and walk.stage is Stage.AWAITING_READY
    return waits and state.supervision.belt is Belt.ARMED and state.supervision.granted and state.guarded


def _started(bay: Bay, _level: int) -> bool:
    return bay.post.book.seen.active


def _asked(bay: Bay, level: int) -> bool:
    """More was asked for than when it was over."""
    return (bay.post.book.seen.level or 0) > level


def _came(bay: Bay, level: int) -> bool:
    """It was asked for, and the belt does it."""
    return _asked(bay, level) and bay.speed > level


def _told_to_stop(bay: Bay, _level: int) -> bool:
    """The belt slows, or stands."""
    return bay.treadmill.machine.belt.motion is not Motion.RUNNING


RESUMPTIONS: tuple[Resumption, ...] = (
    # Looked for and made in 1.5 s; told again 3 s before it goes on, and a step of the ramp takes 5 s at the most.
    Resumption(
        "the link is back", lambda site: not site.shapes[0].stops_on_disconnect, climbs,
        ((0, Deed.DROP, 0),), 1_500, _asked, 12_000,
    ),
    # Out for a second and a half, so that it is missed; then READY, and 5 s of countdown, twice if one was cut short.
    Resumption(
        "the guard is back", lambda site: site.rules.guarded, _waits,
        fails(Place.GUARD, Kind.OFF, 0, 1_500), 1_500, _started, 15_000,
    ),
    # Faster than it was asked to be for four seconds, which freezes; then as with the link, and a second to get there.
    Resumption(
        "nothing is frozen any more", lambda _: True, climbs,
        fails(Place.BELT, Kind.WRONG, 0, 4_000), 4_500, _came, 15_000,
    ),
    # It refused to stop, and does no more. Its last refusal is on the way for 60 ms, control is asked for in 100 ms,
    # and the stop is on the way for as long as the refusal; long before the schedule would ask again.
    Resumption(
        "stops are not refused any more", lambda _: True, climbs,
        (*fails(Place.WRITE, Kind.GARBAGE, 0, 1_000), (100, Deed.STOP, 0)), 1_000, _told_to_stop, 300, stops=True,
    ),
)  # fmt: skip


@cache
def places(number: int) -> tuple[tuple[Site, Checkpoint], ...]:
    """The moments at which this one can begin."""
    each = RESUMPTIONS[number]
    return tuple((site, point) for site, point in pool(each.begins) if each.site(site))


def draw(chance: Random) -> Steered:
    """One of them: where, from when, what happens, until when, and that it goes on."""
    number = chance.getrandbits(8) % len(RESUMPTIONS)
    each, moments = RESUMPTIONS[number], places(number)
    site, point = moments[chance.getrandbits(16) % len(moments)]
    acts = [Act(at, 0, deed, what) for at, deed, what in each.deeds]
    return site, point, acts, each.over, (partial(_must_go_on, each),)


def _must_go_on(each: Resumption, world: World) -> None:
    """Whoever wants to walk can. Raises Broken."""
    bay, limit = world.bays[0], world.agenda.now + each.within
    level = bay.post.book.seen.level or 0
    while not each.goes_on(bay, level):
        if not each.stops and (bay.post.book.bound or bay.post.book.seen.stopping):
            return
        if world.agenda.now > limit:
            raise Broken(Rule.GOES_ON, f"{each.says}: {bay.post.state.supervision.belt.value}, {bay.speed}")
        want(world, bay)
        world.agenda.until(world.agenda.now + min(_LOOK, each.within))
