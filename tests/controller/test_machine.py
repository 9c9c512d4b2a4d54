"""What a treadmill says of itself, narrowed by its profile."""

from struct import pack

import pytest

from retrowalk.controller.events import LinkUp
from retrowalk.controller.machine import read
from retrowalk.firmware.profile import Profile
from retrowalk.safety.governor import Grid
from retrowalk.units import Inclination, Speed


BOTH = pack("<II", 0, 3)


SPEEDS, SLOPES = pack("<HHH", 80, 1600, 10), pack("<hhH", -30, 150, 5)


def up(features=BOTH, speeds=SPEEDS, slopes=SLOPES):
    return LinkUp(features, speeds, slopes, "T")


def test_ranges_become_a_grid():
    assert read(up(), Profile("p")) == read(up(), Profile("q"))
    assert read(up(), Profile("p")).grid == Grid(80, 1600, 10, 150, 5)


def test_a_profile_narrows_and_never_widens():
    slopes = {"inclination_max": Inclination(60), "inclination_step": Inclination(10)}
    narrow = Profile("p", speed_min=Speed(100), speed_max=Speed(600), speed_step=Speed(20), **slopes)
    assert read(up(), narrow).grid == Grid(100, 600, 20, 60, 10)
    wide = Profile("p", speed_min=Speed(10), speed_max=Speed(3000), inclination_max=Inclination(400))
    assert read(up(), wide).grid == Grid(80, 1600, 10, 150, 5)


@pytest.mark.parametrize(
    ("event", "grid"),
    [
        (up(features=pack("<II", 0, 1)), Grid(80, 1600, 10)),
        (up(slopes=b""), Grid(80, 1600, 10)),
        (up(slopes=pack("<hhH", -30, -10, 5)), Grid(80, 1600, 10, 0, 5)),
        (up(speeds=pack("<HHH", 80, 1600, 0)), Grid(80, 1600, 10, 150, 5)),
    ],
)
def test_what_is_not_told_cannot_be_asked(event, grid):
    assert read(event, Profile("p")).grid == grid


@pytest.mark.sr(7)
@pytest.mark.parametrize(
    ("event", "why"),
    [
        (up(features=pack("<II", 0, 2)), "does not let an app set its speed"),
        (up(features=pack("<I", 0)), "does not let an app set its speed"),
        (up(features=b""), "does not say what it can do"),
        (LinkUp(BOTH, SPEEDS, SLOPES, control_point=False), "has no control point"),
        (up(speeds=b""), "does not say what it can do"),
        (up(speeds=b"\x01"), "does not say what it can do"),
        (up(slopes=b"\x01"), "does not say what it can do"),
        (up(speeds=pack("<HHH", 0, 1600, 10)), "tells no slowest speed"),
    ],
)
def test_a_machine_that_cannot_be_driven_keeps_the_reason(event, why):
    machine = read(event, Profile("p"))
    assert machine.grid is None and why in machine.refusal


def test_a_profile_may_tell_the_slowest_speed_that_the_machine_does_not():
    lazy = up(speeds=pack("<HHH", 0, 1600, 10))
    assert read(lazy, Profile("p", speed_min=Speed(80))).grid == Grid(80, 1600, 10, 150, 5)
