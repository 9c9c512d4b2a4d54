import struct

import pytest
from garmin_fit_sdk import CrcCalculator, Profile
from hypothesis import given
from hypothesis import strategies as st
from tests.export.fit_reading import by_fitdecode, by_garmin

from retrowalk.export import fit, fit_fields
from retrowalk.export.fit import Message, developer_messages, encode, message, moment
from retrowalk.export.fit_fields import DEVELOPER, FILE_ID, LAP, RECORD, SESSION, Form, Kind


KINDS = [each for each in vars(fit_fields).values() if isinstance(each, Kind)]
WHOLE = {
    Form.ENUM: st.integers(0, 0xFE),
    Form.SINT8: st.integers(-0x80, 0x7E),
    Form.UINT8: st.integers(0, 0xFE),
    Form.SINT16: st.integers(-0x8000, 0x7FFE),
    Form.UINT16: st.integers(0, 0xFFFE),
    Form.UINT32: st.integers(0, 0xFFFFFFFE),
    Form.UINT32Z: st.integers(1, 0xFFFFFFFF),
}
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=200)


@given(st.binary(max_size=300))
def test_the_checksum_is_that_of_fit(data):
    assert fit.crc(data) == CrcCalculator.calculate_crc(bytearray(data), 0, len(data))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.number))
def test_every_field_is_that_of_the_profile(kind):
    known = {each["name"]: (number, each) for number, each in Profile["messages"][kind.number]["fields"].items()}
    for name, each in kind.fields.items():
        number, official = known[name]
        assert number == each.number
        assert official["base_type"] == each.form.name.lower()
        assert official["scale"] == [each.scale]
        assert official["offset"] == [0]


def test_the_figures_of_the_lists_are_those_of_the_profile():
    def named(list_, number):
        return Profile["types"][list_][number]

    assert named("file", fit_fields.TYPE_ACTIVITY) == "activity"
    assert named("manufacturer", fit_fields.DEVELOPMENT) == "development"
    assert named("sport", fit_fields.SPORT_WALKING) == "walking"
    assert named("sub_sport", fit_fields.SUB_SPORT_TREADMILL) == "treadmill"
    assert named("lap_trigger", fit_fields.LAP_BY_EQUIPMENT) == "fitness_equipment"
    assert named("session_trigger", fit_fields.SESSION_ENDED_ACTIVITY) == "activity_end"
    assert named("activity", fit_fields.ACTIVITY_MANUAL) == "manual"
    events = (fit_fields.EVENT_TIMER, fit_fields.EVENT_SESSION, fit_fields.EVENT_LAP, fit_fields.EVENT_ACTIVITY)
    assert [named("event", each) for each in events] == ["timer", "session", "lap", "activity"]
    kinds = (fit_fields.EVENT_START, fit_fields.EVENT_STOP, fit_fields.EVENT_STOP_ALL)
    assert [named("event_type", each) for each in kinds] == ["start", "stop", "stop_all"]
    intensities = (fit_fields.INTENSITY_ACTIVE, fit_fields.INTENSITY_REST)
    assert [named("intensity", each) for each in intensities] == ["active", "rest"]
    assert [named("intensity", each) for each in (2, 3)] == ["warmup", "cooldown"]


def test_developer_fields_have_numbers_of_their_own():
    assert sorted(each.number for each in DEVELOPER.values()) == list(range(len(DEVELOPER)))


def test_an_empty_file_is_a_file():
    data = encode([])
    assert len(data) == fit.HEADER_SIZE + 2
    assert by_garmin(data).messages == by_fitdecode(data).messages == []


@given(st.data())
def test_both_decoders_read_every_field_as_it_was_told(data):
    kind = data.draw(st.sampled_from([RECORD, LAP, SESSION, FILE_ID]))
    told = {
        name: data.draw(st.none() | WHOLE[each.form], label=name)
        for name, each in kind.fields.items()
        if each.form in WHOLE
    }
    as_people_say = {
        name: None if stored is None else stored / kind.fields[name].scale for name, stored in told.items()
    }
    file = encode([message(kind, as_people_say)])
    ((_, garmin),) = by_garmin(file).messages
    ((_, other),) = by_fitdecode(file, raw=True).messages
    assert garmin == {name: pytest.approx(value) for name, value in as_people_say.items() if value is not None}
    assert other == {name: value for name, value in told.items() if value is not None}


@given(
    facing=st.sampled_from([-1, 1]),
    rpe=st.none() | st.integers(0, 10),
    inclination=st.none() | st.integers(-100, 400),
    reason=st.none() | TEXT,
)
def test_both_decoders_know_our_own_fields_by_name(facing, rpe, inclination, reason):
    percent = None if inclination is None else inclination / 10
    ours = {"facing": facing, "rpe": rpe, "inclination": percent, "stop_reason": reason}
    file = encode([*developer_messages(), message(RECORD, {"heart_rate": 90}, ours)])
    cut = None if reason is None else reason.encode()[: fit.LONGEST].decode("utf-8", "ignore")
    for read in (by_garmin(file), by_fitdecode(file)):
        values = read.one("record")
        assert values["heart_rate"] == 90
        assert values["facing"] == facing
        assert values.get("rpe") == rpe
        assert values.get("inclination") == (None if percent is None else pytest.approx(percent))
        assert values.get("stop_reason") == cut


@pytest.mark.parametrize(
    ("name", "value"),
    [("heart_rate", 255), ("heart_rate", 256), ("heart_rate", -1), ("grade", 327.67), ("distance", 2**32 / 100)],
)
def test_what_a_field_cannot_carry_is_left_out_rather_than_told_wrong(name, value):
    assert message(RECORD, {name: value}) == Message(RECORD.number, ())


def test_a_name_is_cut_between_characters():
    told = message(SESSION, {"sport_profile_name": "é" * 300})
    (part,) = told.parts
    assert part.data == ("é" * (fit.LONGEST // 2)).encode() + b"\0"


def test_more_definitions_than_numbers_replace_the_oldest():
    names = [name for name, each in LAP.fields.items() if each.form is not Form.STRING]
    singles = [message(LAP, {name: 1}) for name in names]
    assert len(singles) > fit.LOCALS
    file = encode([*singles, *singles])
    for read in (by_garmin(file), by_fitdecode(file)):
        assert [next(iter(values)) for values in read.all("lap")] == names * 2


def test_one_definition_serves_all_messages_of_its_shape():
    one, many = (len(encode([message(RECORD, {"heart_rate": 90})] * count)) for count in (1, 1000))
    assert many - one == 999 * 2


@pytest.mark.parametrize("index", range(30))
def test_a_bit_that_flips_anywhere_is_noticed(index):
    file = bytearray(encode([*developer_messages(), message(RECORD, {"heart_rate": 90})]))
    file[len(file) * index // 30] ^= 0x10
    with pytest.raises(Exception, match=r".*"):
        by_fitdecode(bytes(file))


def test_time_is_counted_from_the_epoch_of_fit():
    assert moment(631_065_600) == 0
    assert struct.pack("<I", moment(1_790_000_000))
