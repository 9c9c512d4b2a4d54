"""How values of settings are written."""

from typing import Annotated

import pytest
from pydantic import TypeAdapter, ValidationError

from retrowalk.safety.caps import CEILINGS
from retrowalk.settings import forms as f
from retrowalk.units import Facing, Inclination, Speed


def read(form, value):
    return TypeAdapter(form).validate_python(value)


def refused(form, value):
    with pytest.raises(ValidationError) as caught:
        read(form, value)
    return caught.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("text", "ms"),
    [("30 s", 30_000), ("1.5min", 90_000), (" 12 h ", 43_200_000), ("1 day", 86_400_000), ("730 days", 63_072_000_000)],
)
def test_a_duration_has_a_unit(text, ms):
    assert f.duration(text) == ms


@pytest.mark.parametrize(
    "value", ["30", 30, 1.5, "", "s", "-1 s", "1e3 s", "inf s", "nan s", "1 week", None, True, ["1 s"]]
)
def test_a_duration_without_one_is_none(value):
    with pytest.raises(ValueError, match="with its unit"):
        f.duration(value)


def test_a_duration_says_which_end_it_is_beyond():
    form = Annotated[int, f.between("1 min", "1 h")]
    assert read(form, "1 min") == 60_000
    assert read(form, "60 min") == 3_600_000
    assert "'59 s' is below 1 min" in refused(form, "59 s")
    assert "'2 h' is above 1 h" in refused(form, "2 h")
    assert "above 3650 days" in refused(Annotated[int, f.between("1 s")], "4000 days")


@pytest.mark.sr(41)
@pytest.mark.parametrize(("form", "facing"), [(f.BackwardSpeed, Facing.BACKWARD), (f.ForwardSpeed, Facing.FORWARD)])
def test_no_setting_exceeds_the_codes_own_speed(form, facing):
    ceiling = CEILINGS[facing].speed
    exact = f"{ceiling.wire / 100} km/h"
    assert read(form, exact) == ceiling
    assert "which no setting exceeds" in refused(form, f"{(ceiling.wire + 1) / 100} km/h")


@pytest.mark.sr(41)
def test_no_setting_exceeds_the_codes_own_inclination():
    assert read(f.Incline, "10 %") == CEILINGS[Facing.FORWARD].inclination
    assert read(f.Incline, "0 %") == Inclination(0)
    assert "which no setting exceeds" in refused(f.Incline, "10.1 %")
    assert "not less than nothing" in refused(f.Incline, "-1 %")


@pytest.mark.parametrize(
    "value", [2, 2.0, "2", "2.0", float("nan"), float("inf"), True, None, "2 kn", "-1 mph", "nan mph"]
)
def test_a_speed_without_a_unit_is_refused(value):
    assert refused(f.BackwardSpeed, value)


def test_a_cap_of_nothing_is_a_slip_of_the_pen():
    assert "more than nothing" in refused(f.BackwardSpeed, "0 mph")
    assert read(f.BackwardSpeed, "1.0 mph") == Speed.parse("1.0 mph")


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        (f.Address, "::1", "gym.local"),
        (f.Address, "192.0.2.1", ""),
        (f.Proxy, "10.0.0.2", "10.0.0.0/24"),
        (f.HostName, "gym.example", "gym.example:80"),
        (f.HostName, "a", "-a"),
        (f.HostName, "A1-b", "a\n"),
        (f.Adapter, "hci0", "hci"),
    ],
)
def test_texts_have_their_form(form, good, bad):
    assert read(form, good) == good
    assert "expected" in refused(form, bad)
    assert "expected" in refused(form, 5)
