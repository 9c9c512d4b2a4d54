"""Where sequences begin: moments of every stage and every state of the belt, from walks that were really walked.

Made once for each process, always from the same seeds. States are immutable and shared; treadmills are copied.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from retrowalk.controller import events as e
from retrowalk.controller.rules import Rules
from retrowalk.safety.events import Stop, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.belt import Mechanics
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.soak.mishaps import drop, press
from retrowalk.simulator.soak.people import RULES, STRICT, lease, likely
from retrowalk.simulator.soak.rule import Broken, Rule
from retrowalk.simulator.soak.world import Bay, Checkpoint, World


class Site(NamedTuple):
    """What stands there, and by which rules it is walked."""

    shapes: tuple[Shape, ...]
    rules: Rules = RULES


# One that tells once a second as most do; one that tells four times as often, tells the one who asked as well and lets
# its console take control, at a site with leases and a guard; one that remembers its speed and stops when the link
# ends. Then two at once.
SITES = (
    Site((Shape(),)),
    Site((Shape(frame_every=250, echoes_status=True, console_takes_control=True),), STRICT),
    Site((Shape(stops_on_disconnect=True, off_step_refused=False, mechanics=Mechanics(remembers=True)),)),
    Site((Shape(), Shape(frame_every=500)), STRICT),
)
# A moment is kept this often (ms), and whenever stage or state has changed.
_EVERY = 2_500
# Looked at so often (ms). Of what leads to a change two moments are kept: before it is told, and just before it comes.
_LOOK, _TOLD_OF, _EVE = 450, 12, 4
# First nobody wants anything of it (ms).
_ALONE = 6_000
# The obedient walk takes under four minutes, its turn included (ms).
_WALK = 250_000

_Point = tuple[Belt, Stage | None]
# Where a moment is, or from where to where it is about to change.
_Moment = tuple[_Point | tuple[Belt, Stage | None, Belt, Stage | None], Checkpoint]


def _stop(_world: World, bay: Bay) -> None:
    bay.post.tell(Stop(StopReason.USER_STOP, "bank"))


def _hold(_world: World, bay: Bay) -> None:
    bay.post.tell(e.Hold())


def _end(_world: World, bay: Bay) -> None:
    bay.post.tell(e.End())


def _start_at_the_console(world: World, bay: Bay) -> None:
    press(world, bay, Button.START)


def _slower_at_the_console(world: World, bay: Bay) -> None:
    for _ in range(8):
        press(world, bay, Button.SLOWER)


# Side ways off the walk: from where, and what takes one there.
_ASIDE: tuple[tuple[Stage | None, Callable[[World, Bay], None]], ...] = (
    (Stage.WALKING, _stop),
    (Stage.WALKING, _hold),
    (Stage.WALKING, _end),
    (Stage.WALKING, drop),
    (Stage.WALKING, _slower_at_the_console),
    (Stage.STARTING, _stop),
    (Stage.SETTLING, _end),
    (None, _start_at_the_console),
)
# How long a side way is looked at (ms), and how long after the stage began it is taken.
_ASIDE_FOR, _ASIDE_AFTER = 9_000, 12_000


def _point(bay: Bay) -> _Point:
    state = bay.post.state
    return state.supervision.belt, state.walk.stage if state.walk else None


def _obey(world: World) -> None:
    """Everybody does what comes next, and nothing that need not be done."""
    for bay in world.bays:
        keep = lease(bay.post.state, bay.post.rules, world.agenda.now)
        if keep is not None:
            bay.post.tell(keep)
        event = likely(bay.post.state)
        over = isinstance(event, e.Prepare) and bay.post.state.walk is not None
        if not over and not isinstance(event, e.Nudge):
            bay.post.tell(event)


def _passes(told: list[Broken], act: Callable[..., None], *what: object) -> bool:
    """Have it happen; False when that broke a rule, which is noted, or something failed."""
    try:
        act(*what)
    except Broken as broken:
        told.append(broken)
    except Exception as error:  # noqa: BLE001 - whatever failed, an input made it fail
        told.append(Broken(Rule.CRASH, repr(error)))
    else:
        return True
    return False


def _go_on(world: World, obey: bool) -> None:  # noqa: FBT001
    world.agenda.until(world.agenda.now + _LOOK)
    if obey:
        _obey(world)


def _moments(world: World, lasts: int, told: list[Broken], *, obey: bool) -> Iterator[_Moment]:
    """Let a world go on, and give its moments: every now and then, and shortly before anything changes.

    A rule that is broken ends it: lives that begin shortly before break it again, and can be cut down.
    """
    end, last, kept = world.agenda.now + lasts, None, 0
    recent: deque[Checkpoint] = deque(maxlen=_TOLD_OF)
    while world.agenda.now < end:
        if not _passes(told, _go_on, world, obey):
            yield from _last(_point(world.bays[0]), recent)
            return
        now, here = world.agenda.now, _point(world.bays[0])
        if here != last:
            yield from _eves(last or here, here, recent)
            recent.clear()
        moment = world.checkpoint()
        if moment is None:
            continue
        recent.append(moment)
        if here != last or now - kept >= _EVERY:
            last, kept = here, now
            yield here, moment


def _last(there: _Point, recent: deque[Checkpoint]) -> Iterator[_Moment]:
    """What came before a rule was broken."""
    return (((*there, *there), before) for before in recent)


def _eves(last: _Point, here: _Point, recent: deque[Checkpoint]) -> Iterator[_Moment]:
    """What came before a change."""
    for before in {0, max(0, len(recent) - _EVE)} if recent else ():
        yield (*last, *here), recent[before]


def _take(world: World, way: Callable[[World, Bay], None]) -> None:
    world.agenda.until(world.agenda.now + 300)
    for bay in world.bays:
        way(world, bay)


def _aside(point: Checkpoint, way: Callable[[World, Bay], None], told: list[Broken]) -> Iterator[_Moment]:
    """Take a side way from there."""
    world = World(Random(point.now), point.now)
    world.resume(point)
    if _passes(told, _take, world, way):
        yield from _moments(world, _ASIDE_FOR, told, obey=False)


def furnish(world: World, site: Site) -> None:
    """Put up the site's treadmills; nobody is connected yet."""
    for shape in site.shapes:
        world.furnish(shape, site.rules)


def _walked(site: Site, seed: int, told: list[Broken]) -> Iterator[_Moment]:
    """One obedient walk and its side ways."""
    world = World(Random(seed))
    furnish(world, site)
    along = [*_moments(world, _ALONE, told, obey=False), *_moments(world, _WALK, told, obey=True)]
    yield from along
    for stage, way in _ASIDE:
        there = [moment for (_, here, *_), moment in along if here is stage]
        late = [moment for moment in there if moment.now - there[0].now >= _ASIDE_AFTER]
        for moment in (late or there[-1:])[:1]:
            yield from _aside(moment, way, told)


def bank() -> tuple[tuple[tuple[Checkpoint, ...], ...], ...]:
    """For each site, the moments of each point it was at: a rare point is as likely as a long one."""
    return made()[0]


def broken() -> tuple[Broken, ...]:
    """The rules that these walks broke themselves, before any life began."""
    return made()[1]


@cache
def made() -> tuple[tuple[tuple[tuple[Checkpoint, ...], ...], ...], tuple[Broken, ...]]:
    """The moments, and the rules that were broken meanwhile."""
    told: list[Broken] = []
    return tuple(_kept(site, seed, told) for seed, site in enumerate(SITES)), tuple(told)


def _kept(site: Site, seed: int, told: list[Broken]) -> tuple[tuple[Checkpoint, ...], ...]:
    found: dict[object, list[Checkpoint]] = defaultdict(list)
    for point, moment in _walked(site, seed, told):
        found[point].append(moment)
    return tuple(tuple(moments) for moments in found.values())


# From here on a belt is asked for something.
_UNDER_WAY = frozenset({Stage.COUNTDOWN, Stage.STARTING, Stage.SETTLING, Stage.WALKING})


@cache
def under_way() -> tuple[Checkpoint, ...]:
    """Every moment of a single treadmill that is being started or walked on."""
    alone = (number for number, site in enumerate(SITES) if len(site.shapes) == 1)
    moments = (moment for number in alone for moments in bank()[number] for moment in moments)
    return tuple(moment for moment in moments if (walk := moment.places[0].state.walk) and walk.stage in _UNDER_WAY)


# Drawn by four bits: one treadmill as a rule, two in every eighth world.
_DRAWN = (0,) * 6 + (1,) * 4 + (2,) * 4 + (3,) * 2


def draw(chance: Random) -> tuple[Site, Checkpoint | None]:
    """A site, and where it begins: in every sixteenth world from nothing."""
    number = _DRAWN[chance.getrandbits(4)]
    points = bank()[number]
    if chance.getrandbits(4) == 0 or not points:
        return SITES[number], None
    moments = points[chance.getrandbits(16) % len(points)]
    return SITES[number], moments[chance.getrandbits(16) % len(moments)]
