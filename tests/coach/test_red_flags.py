import pytest

from retrowalk.coach.red_flags import LASTS, RELEASED_BY, NotReleased, RedFlag, flag, locked_until, release
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Act, Role, permitted


NOW = 1_800_000_000
DIZZY, CHEST = flag(StopReason.DIZZY, NOW), flag(StopReason.CHEST_BREATH, NOW)


@pytest.mark.sr(38)
@pytest.mark.parametrize("reason", StopReason)
def test_dizziness_and_chest_raise_a_flag_and_nothing_else_does(reason):
    raised = flag(reason, NOW)
    assert raised == (RedFlag(reason, NOW) if reason in (StopReason.DIZZY, StopReason.CHEST_BREATH) else None)


@pytest.mark.sr(38)
@pytest.mark.parametrize("raised", [DIZZY, CHEST])
def test_a_flag_locks_for_a_day_to_the_second(raised):
    assert LASTS == 24 * 60 * 60
    assert locked_until([raised], NOW) == locked_until([raised], NOW + LASTS - 1) == NOW + LASTS
    assert locked_until([raised], NOW + LASTS) is None


@pytest.mark.sr(38)
def test_without_a_flag_nobody_is_locked():
    assert locked_until([], NOW) is None


@pytest.mark.sr(38)
def test_a_clock_that_was_put_back_unlocks_nobody():
    assert locked_until([DIZZY], NOW - 365 * LASTS) == NOW + LASTS


@pytest.mark.sr(38)
def test_the_last_of_several_counts():
    later = RedFlag(StopReason.DIZZY, NOW + 1000)
    assert locked_until([later, DIZZY], NOW + 2000) == NOW + 1000 + LASTS
    assert locked_until([release(later, Role.STAFF, "Ben", "talked"), DIZZY], NOW + 2000) == NOW + LASTS


@pytest.mark.sr(38)
@pytest.mark.parametrize("raised", [DIZZY, CHEST])
@pytest.mark.parametrize("role", Role)
def test_only_those_entitled_release(raised, role):
    if role in RELEASED_BY[raised.reason]:
        released = release(raised, role, "Ben", "well again, talked it over")
        assert locked_until([released], NOW) is None
        assert "Ben" in released.released_by and released.because
        assert permitted(role, Act.CLEAR_FLAG)
    else:
        with pytest.raises(NotReleased, match="does not release"):
            release(raised, role, "Ben", "well again")


@pytest.mark.sr(38)
def test_staff_releases_after_dizziness_and_chest_is_for_a_clinician():
    assert RELEASED_BY[StopReason.DIZZY] == {Role.STAFF, Role.CLINICIAN}
    assert RELEASED_BY[StopReason.CHEST_BREATH] == {Role.CLINICIAN}


@pytest.mark.sr(38)
@pytest.mark.parametrize(("by", "because"), [("", "well"), ("Ben", " "), (" ", "")])
def test_a_release_needs_a_name_and_a_reason(by, because):
    with pytest.raises(NotReleased, match="a name and a reason"):
        release(DIZZY, Role.CLINICIAN, by, because)
