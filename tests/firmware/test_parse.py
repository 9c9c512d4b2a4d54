import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.firmware.parse import ProfileError, parse
from retrowalk.firmware.profile import Known, Match, Profile, StartBy
from retrowalk.units import Inclination, Speed


FILE = "firmware_profiles/acme_walker.toml"
WHOLE = """\
# one of everything
id = "acme_walker"
evidence = "measured with nobody on it"

[match]
name = "ACME-"
manufacturer = "Acme"
model = "Walker 3"

[belt]  # what it may do
start_by = "app"
handrails = "yes"
backward_allowed = "no"
stops_on_disconnect = "unknown"
commissioned = true
speed_min = "0.5 mph"
speed_max = "12 km/h"
speed_step = "0.1 km/h"
inclination_max = "15 %"
inclination_step = "0.5 %"
"""


def swapped(old, new):
    """The whole file with one line changed."""
    assert old in WHOLE
    return WHOLE.replace(old, new)


def test_every_key():
    assert parse(WHOLE, FILE) == Profile(
        id="acme_walker",
        match=Match("ACME-", "Acme", "Walker 3"),
        start_by=StartBy.APP,
        handrails=Known.YES,
        backward_allowed=Known.NO,
        stops_on_disconnect=Known.UNKNOWN,
        commissioned=True,
        speed_min=Speed(80),
        speed_max=Speed(1200),
        speed_step=Speed(10),
        inclination_max=Inclination(150),
        inclination_step=Inclination(5),
        evidence="measured with nobody on it",
        file=FILE,
    )


def test_what_is_left_out_is_the_worse_answer():
    profile = parse('id = "acme_walker"\nevidence = "none"\n', FILE)
    assert profile == Profile("acme_walker", evidence="none", file=FILE)
    assert profile.start_by is StartBy.CONSOLE
    assert profile.handrails is profile.backward_allowed is profile.stops_on_disconnect is Known.UNKNOWN
    assert not profile.commissioned


def test_a_belt_of_one_speed():
    assert parse(swapped('"12 km/h"', '"0.5 mph"'), FILE).speed_max == Speed(80)


def test_a_flat_belt():
    assert parse(swapped('"15 %"', '"0 %"'), FILE).inclination_max == Inclination(0)


@pytest.mark.parametrize(
    ("old", "new", "where", "expected"),
    [
        ('id = "acme_walker"', 'id = "other"', "2: id", "'acme_walker', the file's name"),
        ('id = "acme_walker"', "", "1: id", "missing"),
        ('evidence = "measured with nobody on it"', "", "1: evidence", "missing"),
        ('evidence = "measured with nobody on it"', 'evidence = " "', "3: evidence", "expected text"),
        ('name = "ACME-"', "name = 3", "6: match.name", "expected text, not 3"),
        ('name = "ACME-"', 'name = ""', "6: match.name", "expected text"),
        ('model = "Walker 3"', 'serial = "3"', "8: match.serial", "one of name, manufacturer, model"),
        ("[match]", '[match]\nid = "x"', "6: match.id", "unknown key"),
        ("[belt]", "[belts]", "10: belts", "unknown key"),
        ('start_by = "app"', 'start_by = "me"', "11: belt.start_by", "one of console, app, not 'me'"),
        ('start_by = "app"', "start_by = ['app']", "11: belt.start_by", "one of console, app"),
        ('handrails = "yes"', "handrails = true", "12: belt.handrails", "one of yes, no, unknown, not True"),
        ("commissioned = true", 'commissioned = "true"', "15: belt.commissioned", "true or false, not 'true'"),
        ("commissioned = true", "commissioned = 1", "15: belt.commissioned", "true or false, not 1"),
        ('"0.5 mph"', "0.5", "16: belt.speed_min", "a speed with its unit, such as '1.5 mph', not 0.5"),
        ('"0.5 mph"', '"0.5"', "16: belt.speed_min", "with its unit"),
        ('"0.5 mph"', '"0 mph"', "16: belt.speed_min", "more than nothing"),
        ('"0.5 mph"', '"-1 mph"', "16: belt.speed_min", "outside"),
        ('"0.5 mph"', '"9 mph"', "16: belt.speed_min", "above speed_max"),
        ('"15 %"', '"-1 %"', "19: belt.inclination_max", "at least 0 %"),
        ('"15 %"', '"15 mph"', "19: belt.inclination_max", "an? inclination with its unit"),
        ('"0.5 %"', '"0.01 %"', "20: belt.inclination_step", "more than nothing"),
    ],
)
def test_a_refusal_names_file_line_and_key(old, new, where, expected):
    with pytest.raises(ProfileError, match=expected) as refusal:
        parse(swapped(old, new), FILE)
    assert str(refusal.value).startswith(f"{FILE}:{where}: ")
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id = ", r":1: not TOML: .*end of document"),
        ('id = "a"\nid = "b"\n', r":2: not TOML: .*line 2"),
        ("[" * 5000, "not TOML"),
        ("a = " + "[" * 5000, "not TOML"),
        ('belt = "x"\nid = "acme_walker"', r":1: belt: expected a table \[belt\]"),
        ('id = "acme_walker"\nmatch = 3', r":2: match: expected a table \[match\]"),
    ],
)
def test_what_is_no_profile_at_all(text, expected):
    with pytest.raises(ProfileError, match=expected):
        parse(text, FILE)


def test_an_inline_table_is_a_table():
    text = 'id = "acme_walker"\nevidence = "x"\nmatch = { name = "A" }\n'
    assert parse(text, FILE).match == Match("A")
    with pytest.raises(ProfileError, match=r"match\.nam: unknown key"):
        parse(text.replace("name", "nam"), FILE)


@given(st.text(max_size=80) | st.lists(st.sampled_from(WHOLE.splitlines()), max_size=12).map("\n".join))
def test_any_text_is_a_profile_or_refused_with_its_file(text):
    try:
        profile = parse(text, FILE)
    except ProfileError as refusal:
        assert str(refusal).startswith(FILE)  # noqa: PT017 - either answer is right
        return
    assert profile.id == "acme_walker"
