"""Lives that are steered to where a rule can be broken: a cause that lasts, and little else. Lists of acts like others.

What takes five or ten seconds to show seldom does in a life of four with something new twice a second.
"""

from collections.abc import Callable
from functools import cache
from random import Random
from typing import NamedTuple

from retrowalk.controller import events as e
from retrowalk.controller.state import State
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak import bank
from retrowalk.simulator.soak.acts import Act, Deed
from retrowalk.simulator.soak.bank import Site
from retrowalk.simulator.soak.cells import CELLS, Kind, Place
from retrowalk.simulator.soak.people import PRESSES
from retrowalk.simulator.soak.world import Checkpoint, World


class Ordeal(NamedTuple):
    """From which states, what happens when (ms), and for how long it goes on (ms)."""

    begins: Callable[[State], bool]
    deeds: tuple[tuple[int, Deed, int], ...]
    lasts: int


# Where, from when, what happens, how long it is looked at (ms), and what must come of it.
Steered = tuple[Site, Checkpoint, list[Act], int, tuple[Callable[[World], None], ...]]
Deeds = tuple[tuple[int, Deed, int], ...]

_CELLS, _BUTTONS = tuple(CELLS), tuple(Button)
_LIMIT = next(place for place, each in enumerate(PRESSES) if isinstance(each, e.Limit))
_PROCEED = next(place for place, each in enumerate(PRESSES) if isinstance(each, e.Proceed))


def climbs(state: State) -> bool:
    """Half way up a ramp, with nothing against it."""
    walk, governed = state.walk, state.governed
    if walk is None or governed is None or walk.stage is not Stage.WALKING or not _runs(state):
        return False
    return walk.index == 1 and not state.freezes and governed.speed < _HALF_WAY


# Of the 1.5 mph that the first ramp leads to; five steps of a console below this are above the minimum (0.01 km/h).
_HALF_WAY, _FAST = 160, 150


def _fast(state: State) -> bool:
    """As fast as the walk goes, with nothing against it."""
    walk, governed = state.walk, state.governed
    walks = (
        _runs(state)
        and walk is not None
        and walk.stage is Stage.WALKING
        and governed is not None
        and governed.speed >= _FAST
    )
    return walks and not state.freezes


def _runs(state: State) -> bool:
    return state.supervision.belt is Belt.RUNNING


def _guarded(state: State) -> bool:
    return _runs(state) and state.guarded


def _stands(state: State) -> bool:
    """Ours, or latched: nobody may move it."""
    return state.supervision.belt in (Belt.ARMED, Belt.LATCHED)


def fails(place: Place, kind: Kind, at: int = 0, heals: int | None = None) -> Deeds:
    """Something fails, and is healed."""
    what = _CELLS.index((place, kind))
    healed = () if heals is None else ((heals, Deed.HEAL, what),)
    return ((at, Deed.FAIL, what), *healed)


def _presses(button: Button, times: int, at: int = 0) -> Deeds:
    return ((at, Deed.CONSOLE, _BUTTONS.index(button)),) * times


ORDEALS: tuple[Ordeal, ...] = (
    # What must stop a belt on the move: no frame, the same frame, speeds above the cap or off by a mile.
    Ordeal(_runs, fails(Place.TELEMETRY, Kind.OFF), 5_500),
    Ordeal(_runs, fails(Place.TELEMETRY, Kind.STUCK), 8_500),
    Ordeal(_runs, ((0, Deed.PRESS, _LIMIT), *fails(Place.BELT, Kind.WRONG, 500)), 7_000),
    Ordeal(climbs, fails(Place.WRITE, Kind.WRONG), 11_500),
    # A console that stops it just after the link came back: the status is not believed then, the frames are.
    Ordeal(_runs, ((0, Deed.DROP, 0), *_presses(Button.STOP, 1, 1_900)), 9_000),
    # What freezes a ramp until a person says go on, and goes away by itself.
    Ordeal(climbs, ((0, Deed.DROP, 0),), 7_000),
    Ordeal(climbs, fails(Place.BELT, Kind.WRONG, 0, 4_000), 9_500),
    Ordeal(climbs, (*_presses(Button.FASTER, 4), *_presses(Button.SLOWER, 4, 1_500)), 7_000),
    Ordeal(climbs, (*fails(Place.BELT, Kind.OFF, 0, 9_000), *_presses(Button.FASTER, 3, 9_000)), 14_500),
    # Lowered at the console, and somebody says go on.
    Ordeal(_fast, (*_presses(Button.SLOWER, 5), (7_500, Deed.PRESS, _PROCEED)), 13_000),
    # A belt that stands is started at its console.
    Ordeal(_stands, _presses(Button.START, 1), 6_500),
    # A service that stands still for four seconds: the guard stops its belt.
    Ordeal(_guarded, fails(Place.PROCESS, Kind.STUCK), 5_500),
    # A stop that does not work.
    Ordeal(_runs, (*fails(Place.BELT, Kind.STUCK), (100, Deed.STOP, 0)), 4_000),
)

# A stop on the heels of a request: a machine that is busy has not taken it yet, and it is asked again until then; or no
# answer can be read, and the next one waits behind it. (With answers that come late it is asked again so often that one
# life costs as much as nine.)
_UNTAKEN = (fails(Place.BELT, Kind.INTERMITTENT), fails(Place.INDICATION, Kind.GARBAGE))
# The stop comes so long after the write (ms): before it arrived, before it was answered, and between two tries. Half of
# the steps of a ramp are asked for within the first second and a half; what an older epoch left is written within one.
_BEHIND, _UNTIL = (5, 130), 2_600


@cache
def pool(begins: Callable[[State], bool]) -> tuple[tuple[Site, Checkpoint], ...]:
    """Every moment of a single treadmill that is of this kind; every one, when a defect left none of it."""
    alone = [number for number, site in enumerate(bank.SITES) if len(site.shapes) == 1]
    moments = [(bank.SITES[number], each) for number in alone for moments in bank.bank()[number] for each in moments]
    return tuple((site, each) for site, each in moments if begins(each.places[0].state)) or tuple(moments)


def draw(chance: Random) -> Steered:
    """One of them: where, from when, what happens, and how long it is looked at."""
    begins, deeds, lasts = ORDEALS[chance.getrandbits(16) % len(ORDEALS)]
    return _made(chance, begins, deeds, chance.getrandbits(9), lasts)


def overtaken(chance: Random) -> Steered:
    """A stop that overtakes a motion request."""
    behind = chance.randrange(*_BEHIND)
    untaken = _UNTAKEN[chance.getrandbits(2) == 0]
    return _made(chance, climbs, (*untaken, (0, Deed.CHASE, behind)), 0, _UNTIL)


def _made(chance: Random, begins: Callable[[State], bool], deeds: Deeds, later: int, lasts: int) -> Steered:
    moments = pool(begins)
    site, point = moments[chance.getrandbits(16) % len(moments)]
    return site, point, [Act(at + later, 0, deed, what) for at, deed, what in deeds], lasts, ()
