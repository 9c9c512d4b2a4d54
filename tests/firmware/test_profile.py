import pytest

from retrowalk.firmware.profile import Known, Match, Profile, StartBy


def test_a_profile_begins_with_everything_unknown():
    profile = Profile("x")
    assert profile.match == Match(None, None, None)
    assert profile.start_by is StartBy.CONSOLE
    assert profile.handrails is profile.backward_allowed is profile.stops_on_disconnect is Known.UNKNOWN
    assert profile.commissioned is False


def test_a_profile_does_not_change():
    with pytest.raises(AttributeError):
        Profile("x").commissioned = True
