"""The shape of a treadmill, and the one a firmware profile gives it."""

import pytest

from retrowalk.firmware.profile import Known, Match, Profile
from retrowalk.simulator.shape import Shape, shape_of
from retrowalk.units import Inclination, Speed


def test_a_profile_without_limits_leaves_the_usual_ones():
    assert shape_of(Profile("any")) == Shape()


def test_limits_identity_and_link_loss_come_from_the_profile():
    profile = Profile(
        "x",
        Match(name="UREVO", manufacturer="M", model="U1"),
        stops_on_disconnect=Known.YES,
        speed_min=Speed(96),
        speed_max=Speed(640),
        speed_step=Speed(32),
        inclination_max=Inclination(90),
        inclination_step=Inclination(10),
    )
    shape = shape_of(profile)
    can = shape.mechanics
    assert (shape.name, shape.manufacturer, shape.model) == ("UREVO", "M", "U1")
    assert (can.speed_min, can.speed_max, can.speed_step) == (96, 640, 32)
    assert (can.inclination_max, can.inclination_step) == (90, 10)
    assert shape.stops_on_disconnect
    assert shape_of(profile, "Lane 3").name == "Lane 3"


def test_telemetry_faster_than_any_treadmill_is_refused():
    assert Shape(frame_every=250).frame_every == 250
    with pytest.raises(ValueError, match="249 ms"):
        Shape(frame_every=249)
