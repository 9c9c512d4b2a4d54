import struct
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retrowalk.ftms import treadmill_data
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_data import INCLINATION_BOUND, SPEED_BOUND, Assembly, TreadmillData, decode, encode
from retrowalk.ftms.treadmill_layout import GROUPS, HEAD, NAMES, PACE, SIZES


U8, U16, U24 = st.integers(0, 0xFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFF)
S16 = st.integers(-0x8000, 0x7FFE)
ELEVATION = st.integers(0, 0xFFFE).filter(lambda each: each != 0x7FFF)
SPEED = st.integers(0, SPEED_BOUND)
VALUES = {
    "average_speed": SPEED,
    "distance": U24,
    "inclination": st.integers(-INCLINATION_BOUND, INCLINATION_BOUND),
    "ramp_angle": S16,
    "elevation_up": ELEVATION,
    "elevation_down": ELEVATION,
    "pace": U8,
    "average_pace": U8,
    "energy": st.integers(0, 0xFFFE),
    "energy_per_hour": st.integers(0, 0xFFFE),
    "energy_per_minute": st.integers(0, 0xFE),
    "heart_rate": U8,
    "mets": U8,
    "elapsed": U16,
    "remaining": U16,
    "force": S16,
    "power": S16,
}
FIELDS = st.fixed_dictionaries({}, optional=VALUES)
RECORDS = st.builds(
    lambda speed, told, vendor: TreadmillData(speed=speed, vendor=vendor, **told),
    SPEED, FIELDS, st.sampled_from([b"", b"\x01\x02\x03", b"\xff\xff\xff"]),
)  # fmt: skip
EVERYTHING = TreadmillData(
    speed=300, average_speed=290, distance=70_000, inclination=-15, ramp_angle=-9, elevation_up=123, elevation_down=45,
    pace=180, average_pace=181, energy=210, energy_per_hour=480, energy_per_minute=8, heart_rate=131, mets=44,
    elapsed=1543, remaining=60, force=-7, power=150,
)  # fmt: skip


def gathered(frames):
    """Everything an assembly makes of these frames."""
    assembly, records = Assembly(), []
    for frame in frames:
        assembly, record = assembly.add(decode(frame))
        records += [record] if record else []
    return assembly, records


class TestAnyBytes:
    @given(st.binary(max_size=64))
    @example(b"")
    @example(b"\x00")
    @example(b"\xff" * 40)
    @settings(max_examples=1000)
    def test_are_a_record_or_malformed(self, data):
        try:
            record = decode(data)
        except MalformedValue:
            return
        assert record.more == bool(data[0] & 1)
        assert record.more or 0 <= record.speed <= SPEED_BOUND
        assert abs(record.inclination or 0) <= INCLINATION_BOUND

    @given(st.integers(0, 0xFFFF), st.integers(0, 48))
    def test_of_any_flags_and_length_name_every_promised_field_once(self, flags, size):
        promised = [f.name for bit, group in enumerate(GROUPS) if (flags ^ 1) >> bit & 1 for f in group]
        try:
            record = decode(flags.to_bytes(2, "little") + b"\x01" * size)
        except MalformedValue:
            # 0x0101 is 2.57 km/h and 25.7 %: only a speed that is not whole can be malformed here
            assert not flags & 1 and size < 2
            return
        whole = [name for name in NAMES if getattr(record, name) is not None]
        assert whole + list(record.missing) == promised

    @given(st.binary(min_size=4, max_size=40))
    def test_read_the_same_from_bytearray_and_memory(self, data):
        def answer(kind):
            try:
                return decode(kind(data))
            except MalformedValue as error:
                return str(error)

        assert answer(bytes) == answer(bytearray)


class TestRoundTrip:
    @given(RECORDS, st.integers(20, 244), st.sampled_from([1, 2]))
    @example(EVERYTHING, 20, 2)
    @example(EVERYTHING, 20, 1)
    @example(EVERYTHING._replace(vendor=b"abc"), 20, 2)
    def test_through_frames_of_any_payload(self, record, payload, width):
        frames = encode(record, payload, width)
        assert all(len(frame) <= payload for frame in frames)
        assert gathered(frames) == (Assembly(), [record])

    @given(FIELDS.filter(bool))
    def test_of_one_part(self, told):
        part = TreadmillData(more=True, **told)
        (frame,) = encode(part, 244)
        assert decode(frame) == part

    def test_of_wide_paces(self):
        record = EVERYTHING._replace(pace=0xFFFF, average_pace=256)
        assert decode(*encode(record, 100)) == record

    def test_of_a_vendor_frame(self):
        assert encode(TreadmillData(more=True, vendor=b"abc")) == (b"\x01\x20abc",)


class TestGoldenFrames:
    def test_speed_alone(self):
        assert encode(TreadmillData(speed=230)) == (bytes.fromhex("0000 e600"),)

    def test_every_field_in_its_place(self):
        order = [getattr(EVERYTHING, name) for name in NAMES]
        order[2:3] = [70_000 & 0xFFFF, 70_000 >> 16]
        wire = struct.pack("<HHHHBhhHHHHHHBBBHHhh", 0x1FFE, *order)
        assert encode(EVERYTHING, 64) == (wire,)
        assert decode(wire) == EVERYTHING

    @pytest.mark.parametrize(("bit", "group"), list(enumerate(GROUPS))[1:])
    def test_each_flag_bit_promises_its_own_group(self, bit, group):
        told = {field.name: 7 for field in group}
        (frame,) = encode(TreadmillData(speed=0, **told))
        assert int.from_bytes(frame[:2], "little") == 1 << bit
        assert decode(frame) == TreadmillData(speed=0, **told)

    def test_everything_splits_with_the_speed_last(self):
        first, last = encode(EVERYTHING, 20, 1)
        assert decode(first).more and decode(first).speed is None
        assert not decode(last).more and decode(last).speed == 300


class TestNotAvailable:
    @pytest.mark.parametrize(
        ("frame", "fields"),
        [
            ("0800 6400 ff7f ff7f", ("inclination", "ramp_angle")),
            ("1000 6400 ffff ff7f", ("elevation_up", "elevation_down")),
            ("8000 6400 ffff ffff ff", ("energy", "energy_per_hour", "energy_per_minute")),
            ("0010 6400 ff7f ff7f", ("force", "power")),
        ],
    )
    def test_is_none_and_not_missing(self, frame, fields):
        record = decode(bytes.fromhex(frame))
        assert [getattr(record, field) for field in fields] == [None] * len(fields)
        assert record == TreadmillData(speed=100)

    def test_is_only_for_the_fields_that_define_it(self):
        record = decode(bytes.fromhex("0401 6400 ffffff ff"))
        assert (record.distance, record.heart_rate) == (0xFFFFFF, 0xFF)

    def test_half_a_group(self):
        record = TreadmillData(speed=1, inclination=5, elevation_up=1, energy=3, power=9)
        assert decode(*encode(record, 40)) == record


class TestRefusals:
    @pytest.mark.parametrize("frame", ["0000", "0000 64", "0200 64"])
    def test_without_a_whole_speed(self, frame):
        with pytest.raises(MalformedValue, match=r"^the frame is cut within its speed$"):
            decode(bytes.fromhex(frame))

    @pytest.mark.parametrize(("frame", "told"), [("", "0: "), ("07", "1: 07")])
    def test_without_whole_flags(self, frame, told):
        with pytest.raises(MalformedValue, match=f"^treadmill data begins with two bytes of flags, not {told}$"):
            decode(bytes.fromhex(frame))

    @pytest.mark.sr(3)
    @pytest.mark.parametrize(
        "record",
        [
            struct.pack("<HH", 0, SPEED_BOUND + 1),
            struct.pack("<HH", 0, 0xFFFF),
            struct.pack("<HHH", 2, 100, SPEED_BOUND + 1),
            struct.pack("<HHhh", 8, 100, INCLINATION_BOUND + 1, 0),
            struct.pack("<HHhh", 8, 100, -INCLINATION_BOUND - 1, 0),
        ],
    )
    def test_what_no_belt_does(self, record):
        with pytest.raises(MalformedValue, match=f"^no belt (does|is as fast as) this: {record.hex(' ')}$"):
            decode(record)

    @pytest.mark.sr(3)
    def test_a_speed_far_beyond_needs_no_further_look(self):
        with pytest.raises(MalformedValue, match=r"^no belt is as fast as this: 08 00 00 12$"):
            decode(bytes.fromhex("0800 0012"))

    @pytest.mark.sr(3)
    def test_the_bounds_themselves_are_possible(self):
        assert decode(struct.pack("<HH", 0, SPEED_BOUND)).speed == SPEED_BOUND
        assert decode(struct.pack("<HHhh", 8, 1, -INCLINATION_BOUND, 0)).inclination == -INCLINATION_BOUND

    @pytest.mark.sr(3)
    @pytest.mark.parametrize(
        "record",
        [
            TreadmillData(),
            TreadmillData(speed=1, more=True),
            TreadmillData(speed=-1),
            TreadmillData(speed=SPEED_BOUND + 1),
            TreadmillData(speed=float("nan")),
            TreadmillData(speed=230.0),
            TreadmillData(speed=True),
            TreadmillData(speed=1, inclination=INCLINATION_BOUND + 1),
            TreadmillData(speed=1, energy=0xFFFF),
            TreadmillData(speed=1, heart_rate=256),
            TreadmillData(speed=1, pace=3, vendor=b"xx"),
            TreadmillData(speed=1, vendor=bytes(21)),
        ],
    )
    def test_nothing_is_sent_that_could_not_be_read_back(self, record):
        with pytest.raises(
            ValueError, match=r"^(the speed stands|[a-z_]+ cannot be|beside a pace|20 bytes are too few)"
        ):
            encode(record)

    def test_a_record_has_its_speed_in_its_last_frame(self):
        words = "^the speed stands in the last frame of a record and in no other$"
        for record in (TreadmillData(), TreadmillData(speed=1, more=True)):
            with pytest.raises(ValueError, match=words):
                encode(record)

    def test_vendor_bytes_beside_a_pace_are_a_counter_or_none(self):
        for paced in (TreadmillData(speed=1, pace=3), TreadmillData(speed=1, average_pace=3)):
            with pytest.raises(ValueError, match=r"^beside a pace, vendor bytes must be 3 or none$"):
                encode(paced._replace(vendor=b"xx"))
            assert decode(*encode(paced._replace(vendor=b"xxx"))).vendor == b"xxx"
        assert decode(*encode(TreadmillData(speed=1, vendor=b"xx"))).vendor == b"xx"

    def test_a_pace_that_does_not_fit_its_width(self):
        with pytest.raises(ValueError, match="pace cannot be 256"):
            encode(TreadmillData(speed=1, pace=256), 20, 1)

    def test_a_payload_below_the_least(self):
        with pytest.raises(ValueError, match="too few"):
            encode(TreadmillData(speed=1), 16)


class TestCutFrames:
    WHOLE = encode(EVERYTHING._replace(pace=None, average_pace=None), 64)[0]

    @pytest.mark.parametrize("length", range(4, len(WHOLE)))
    def test_keep_every_whole_field_and_name_the_others(self, length):
        record = decode(self.WHOLE[:length])
        whole = decode(self.WHOLE)
        for name in NAMES:
            assert getattr(record, name) == (None if name in record.missing else getattr(whole, name))
        assert record.missing and record.vendor == b""
        ends = accumulate(
            (SIZES[field.code] for group in GROUPS for field in group if field.code != PACE), initial=HEAD
        )
        assert len(record.missing) == sum(end > length for end in ends)

    def test_end_where_the_width_of_a_pace_cannot_be_known(self):
        (whole,) = encode(EVERYTHING, 64)
        record = decode(whole[:25])
        assert record.elevation_down == 45
        assert record.missing[0] == "pace" and record.heart_rate is None

    def test_a_vendor_counter_of_two_bytes_does_not_shift_a_wide_pace(self):
        assert decode(bytes.fromhex("6020 6400 2c01 2d01 0a00")).average_pace == 0x12D

    def test_trailing_bytes_without_their_flag_are_vendor_bytes(self):
        assert decode(bytes.fromhex("0000 6400 0102")).vendor == b"\x01\x02"


class TestAssembly:
    VENDOR_FRAME = bytes.fromhex("0120 070000")

    def test_lone_vendor_frames_neither_merge_nor_blank(self):
        record = encode(TreadmillData(speed=80, distance=5))[0]
        assembly, records = gathered([record, self.VENDOR_FRAME, record, self.VENDOR_FRAME, self.VENDOR_FRAME, record])
        assert records == [TreadmillData(speed=80, distance=5)] * 3
        assert assembly == Assembly()

    def test_a_vendor_frame_between_two_parts_changes_nothing(self):
        first, last = encode(EVERYTHING, 20, 1)
        assert gathered([first, self.VENDOR_FRAME, last])[1] == [EVERYTHING]

    def test_a_part_waits_for_its_end(self):
        first, _ = encode(EVERYTHING, 20, 1)
        assembly, record = Assembly().add(decode(first))
        assert record is None and assembly.part.elapsed == EVERYTHING.elapsed

    def test_a_new_assembly_has_forgotten_the_old_link(self):
        first, last = encode(EVERYTHING, 20, 1)
        Assembly().add(decode(first))
        _, record = Assembly().add(decode(last))
        assert record.speed == 300 and record.elapsed is None

    def test_a_part_told_twice_has_lost_its_end(self):
        first, last = encode(EVERYTHING, 20, 1)
        newer = encode(TreadmillData(more=True, elapsed=1))[0]
        assert gathered([first, newer, encode(TreadmillData(speed=9))[0]])[1] == [TreadmillData(speed=9, elapsed=1)]
        assert gathered([first, first, last])[1] == [EVERYTHING]

    def test_missing_and_vendor_bytes_of_a_part_are_kept(self):
        part = TreadmillData(elapsed=5, more=True, vendor=b"abc", missing=("remaining",))
        _, record = Assembly(part).add(TreadmillData(speed=7))
        assert record == TreadmillData(speed=7, elapsed=5, vendor=b"abc", missing=("remaining",))

    @given(st.lists(st.binary(max_size=24), max_size=20))
    def test_any_frames_make_whole_records_only(self, frames):
        assembly = Assembly()
        for frame in frames:
            try:
                assembly, record = assembly.add(decode(frame))
            except MalformedValue:
                continue
            assert record is None or (record.speed is not None and not record.more)
            assert assembly.part.speed is None and assembly.part.more


def test_layouts_are_kept_and_bounded():
    decode(bytes.fromhex("0000 6400"))
    before = treadmill_data.layout.cache_info()
    decode(bytes.fromhex("0000 c800"))
    after = treadmill_data.layout.cache_info()
    assert after.hits == before.hits + 1 and after.maxsize is not None


class TestSplitting:
    @given(FIELDS, SPEED, st.integers(20, 40))
    def test_no_frame_is_empty_and_only_the_last_has_the_speed(self, told, speed, payload):
        *parts, last = encode(TreadmillData(speed=speed, **told), payload)
        assert all(len(part) > 2 and decode(part).more for part in parts)
        assert decode(last).speed == speed and not decode(last).more

    @given(FIELDS, SPEED)
    def test_what_fits_is_one_frame(self, told, speed):
        record = TreadmillData(speed=speed, **told)
        (frame,) = encode(record, 64)
        assert len(encode(record, max(len(frame), 20))) == 1
        assert len(frame) <= 20 or len(encode(record, len(frame) - 1)) > 1

    @given(FIELDS.filter(bool), SPEED, st.integers(20, 30))
    def test_a_lost_link_loses_the_begun_record_only(self, told, speed, payload):
        record = TreadmillData(speed=speed, **told)
        frames = encode(record, payload)
        begun = Assembly()
        for frame in frames[:-1]:
            begun, complete = begun.add(decode(frame))
            assert complete is None
        after, complete = Assembly().add(decode(frames[-1]))
        assert after == Assembly() and complete == decode(frames[-1])


@pytest.mark.parametrize("value", ["speed", "average_speed", "inclination"])
def test_a_refusal_names_its_field(value):
    with pytest.raises(ValueError, match=f"^{value} cannot be 99999$"):
        encode(TreadmillData(**{"speed": 0, value: 99_999}))
