import asyncio
from dataclasses import replace

import pytest
from rich.console import Console

from retrowalk import app
from retrowalk.cli.scan import abilities, look, table
from retrowalk.firmware.profile import Match, Profile
from retrowalk.ftms.advertisement import Verdict
from retrowalk.ftms.features import (
    Features,
    MachineFeature,
    SpeedRange,
    TargetSetting,
    encode_features,
    encode_speed_range,
)
from retrowalk.link.found import Found
from retrowalk.link.port import Description
from retrowalk.units import Speed


SPEEDS = encode_speed_range(SpeedRange(Speed(100), Speed(1600), Speed(10)))


def description(machine=0, targets=0, speed_range=SPEEDS, inclination_range=b""):
    features = encode_features(Features(MachineFeature(machine), TargetSetting(targets)))
    return Description("AA", features=features, speed_range=speed_range, inclination_range=inclination_range)


@pytest.mark.parametrize(
    ("described", "said"),
    [
        (description(MachineFeature.TOTAL_DISTANCE, TargetSetting.SPEED),
         "takes speed; tells speed, distance; 1 to 16 km/h in steps of 0.1"),
        (description(MachineFeature.INCLINATION, TargetSetting.SPEED | TargetSetting.INCLINATION,
                     inclination_range=bytes.fromhex("0000 9600 0500")),
         "takes speed and incline; tells speed, incline; 1 to 16 km/h in steps of 0.1, 0 to 15 %"),
        (description(MachineFeature.INCLINATION),
         ("can only be watched: the treadmill does not let an app set its speed; "
          "takes nothing; tells speed, incline; 1 to 16 km/h in steps of 0.1")),
        (description(targets=TargetSetting.SPEED, speed_range=b""),
         ("can only be watched: the treadmill does not say what it can do: a speed range has 6 bytes, not nothing; "
          "takes speed; tells speed; does not tell its speeds")),
        (description(targets=TargetSetting.SPEED, speed_range=bytes.fromhex("0000 4006 0a00")),
         ("can only be watched: the treadmill tells no slowest speed: its profile must; "
          "takes speed; tells speed; 0 to 16 km/h in steps of 0.1")),
        (replace(description(targets=TargetSetting.SPEED), control_point=False),
         ("can only be watched: the treadmill has no control point; "
          "takes speed; tells speed; 1 to 16 km/h in steps of 0.1")),
        (Description("AA"),
         ("can only be watched: the treadmill does not say what it can do: features have two words, not nothing; "
          "does not tell its features")),
    ],
)  # fmt: skip
def test_what_a_treadmill_can_do_in_words(described, said):
    assert abilities(described) == said


def test_a_treadmill_that_two_profiles_claim_names_both(monkeypatch):
    twins = tuple(Profile(name, match=Match(name="Twin"), file=f"{name}.toml") for name in ("a", "b"))
    monkeypatch.setattr(app, "profiles", lambda: twins)
    said = abilities(replace(description(targets=TargetSetting.SPEED), name="Twin 7"))
    assert said == "cannot be used: treadmill 'Twin 7' ('', '') is described by a.toml and b.toml"


def test_what_is_no_treadmill_is_not_connected_to():
    found = Found("AA", "Lamp", -60, Verdict.NO, "it offers no fitness machine")
    assert asyncio.run(look(found, app.Bluetooth())) == "it offers no fitness machine"


def test_what_cannot_be_reached_says_why():
    found = Found("AA:BB:CC:DD:EE:FF", "FS-1", -60, Verdict.YES, "a treadmill")
    assert asyncio.run(look(found, app.Bluetooth())).startswith("cannot be reached: ")


def test_the_table_shows_all_of_it():
    console = Console(width=120)
    with console.capture() as capture:
        console.print(table([(Found("AA", "", -71, Verdict.PERHAPS, ""), "takes speed")]))
    for words in ("AA", "-71 dBm", "perhaps", "takes speed"):
        assert words in capture.get()
