from zoneinfo import ZoneInfo

import pytest

from retrowalk.export import shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00 min"), (61.4, "1:01 min"), (3599, "59:59 min"), (3600, "1:00:00 h"), (5025, "1:23:45 h")],
)
def test_clock(seconds, words):
    assert shown.clock(seconds) == words


def test_a_speed_is_shown_in_both_units():
    assert shown.speed(1.6) == "1.0 mph (1.6 km/h)"


def test_figures_have_units():
    assert shown.Figure("m")(210.4) == "210 m"
    assert shown.Figure("%", 1)(1) == "1.0 %"
    assert (shown.score(3), *map(shown.yes, (True, False))) == ("3 of 10", "yes", "no")
    assert (shown.words("fall_stumble"), shown.listed(("a_b", "c"))) == ("fall stumble", "a b, c")


def test_times_are_those_of_the_place():
    assert shown.instant(0) == "1970-01-01T00:00:00Z"
    assert shown.minute(0) == "1970-01-01 00:00 UTC"
    assert shown.minute(1_790_000_000, ZoneInfo("Europe/Berlin")) == "2026-09-21 16:13 CEST"
    assert shown.day(1_790_028_000, ZoneInfo("Asia/Tokyo")) == "2026-09-22"
