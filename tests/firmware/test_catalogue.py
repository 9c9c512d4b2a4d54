import pytest

from retrowalk.firmware.catalogue import GENERIC, AmbiguousProfile, find, matches
from retrowalk.firmware.profile import Known, Match, Profile, StartBy


ACME = Profile("acme", Match(name="ACME-"), file="acme.toml")
HORIZON = Profile("horizon", Match(manufacturer="Horizon", model="7.4AT"), file="horizon.toml")
NOBODY = Profile("generic_ftms", file="generic_ftms.toml")
ALL = (NOBODY, ACME, HORIZON)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("ACME-12",), ACME),
        (("ACME-12", "Horizon", "7.5AT"), ACME),
        (("HZ", "Horizon", "7.4AT"), HORIZON),
        (("HZ", "Horizon", ""), GENERIC),
        (("HZ", "horizon", "7.4AT"), GENERIC),
        (("acme-12",), GENERIC),
        (("x ACME-12",), GENERIC),
        (("", "", ""), GENERIC),
    ],
)
def test_find(said, expected):
    assert find(ALL, *said) is expected


def test_two_claims_name_both_files():
    with pytest.raises(AmbiguousProfile, match=r"acme\.toml and horizon\.toml"):
        find(ALL, "ACME-12", "Horizon", "7.4AT")


def test_two_claims_without_files_name_both_profiles():
    with pytest.raises(AmbiguousProfile, match="one and two"):
        find([Profile("one", Match("A")), Profile("two", Match("AB"))], "ABC")


def test_no_profiles_at_all():
    assert find([], "ACME-12") is GENERIC


def test_a_match_that_asks_for_nothing_matches_nothing():
    assert not matches(Match(), "ACME-12", "Acme", "Walker")


@pytest.mark.parametrize(
    ("match", "answer"),
    [
        (Match("A", "B", "C"), True),
        (Match("A", "B", "D"), False),
        (Match("A", "X", "C"), False),
        (Match("X", "B", "C"), False),
        (Match(model="C"), True),
        (Match(manufacturer="B"), True),
    ],
)
def test_all_that_is_asked_must_hold(match, answer):
    assert matches(match, "A1", "B", "C") is answer


def test_nothing_is_known_of_a_generic_treadmill():
    assert GENERIC.start_by is StartBy.CONSOLE
    assert {GENERIC.handrails, GENERIC.backward_allowed, GENERIC.stops_on_disconnect} == {Known.UNKNOWN}
    assert not GENERIC.commissioned
    assert (GENERIC.speed_min, GENERIC.speed_max, GENERIC.inclination_max) == (None, None, None)
