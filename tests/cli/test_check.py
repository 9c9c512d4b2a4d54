import pytest

from retrowalk.cli.check import USUAL, belt
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.firmware.profile import Profile
from retrowalk.units import Inclination, Speed


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ([], Exit.DONE, "Allowed. 0 of 8 segments clipped."),
        (["--on", "generic_ftms"], Exit.REFUSED, "commissioned treadmill"),
        (["--minimum", "4 km/h"], Exit.REFUSED, "minimum"),
        (["--speed-cap", "1.0 mph"], Exit.DONE, "session (command line)"),
    ],
)
def test_the_verdict_names_who_clips_or_refuses(options, code, said, capsys):
    assert call(["protocols", "check", "P05", *options]) == code
    assert said in " ".join(capsys.readouterr().out.split())


def test_a_clipped_walk_is_shorter_in_metres(capsys):
    call(["protocols", "check", "P05", "--speed-cap", "1.0 mph"])
    assert "way 388 m and " in capsys.readouterr().out.replace("\n", " ")


def test_the_belt_is_as_asked_then_as_the_profile_says_then_as_usual():
    assert belt(Profile("x"), None, None) == USUAL
    told = belt(Profile("x", speed_min=Speed(80), inclination_max=Inclination(0)), None, Speed(20))
    assert (told.minimum, told.step, told.inclination_maximum) == (80, 20, 0)
    assert belt(Profile("x", speed_min=Speed(80)), Speed(50), None).minimum == 50
