import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms import features
from retrowalk.ftms.features import Features, InclinationRange, MachineFeature, SpeedRange, TargetSetting
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.units import Inclination, Speed


WORD = st.integers(0, 0xFFFFFFFF)


class TestFeatures:
    @given(WORD, WORD)
    def test_both_ways_with_reserved_bits(self, machine, targets):
        value = Features(MachineFeature(machine), TargetSetting(targets))
        assert features.decode_features(features.encode_features(value)) == value

    @given(st.binary(max_size=16))
    def test_any_bytes_are_features_or_malformed(self, data):
        try:
            value = features.decode_features(data)
        except MalformedValue:
            assert len(data) < 4
            return
        assert value.machine == int.from_bytes(data[:4], "little")

    def test_bits_by_name(self):
        value = features.decode_features(bytes.fromhex("0c100000 03000000"))
        assert value.machine == MachineFeature.TOTAL_DISTANCE | MachineFeature.INCLINATION | MachineFeature.ELAPSED_TIME
        assert value.targets == TargetSetting.SPEED | TargetSetting.INCLINATION

    def test_there_are_seventeen_of_each(self):
        assert [each.value for each in MachineFeature] == [each.value for each in TargetSetting]
        assert sum(MachineFeature) == (1 << 17) - 1

    @pytest.mark.parametrize("wire", ["0c100000", "0c100000 03", "0c100000 030000"])
    def test_without_a_second_word_nothing_can_be_asked_for(self, wire):
        assert features.decode_features(bytes.fromhex(wire)).targets == TargetSetting(0)

    @pytest.mark.parametrize(("wire", "told"), [("", "nothing"), ("0c", "0c"), ("0c1000", "0c 10 00")])
    def test_less_than_a_word_is_malformed_and_shown(self, wire, told):
        with pytest.raises(MalformedValue, match=f"^features have two words, not {told}$"):
            features.decode_features(bytes.fromhex(wire))

    def test_what_follows_is_ignored(self):
        assert features.decode_features(bytes.fromhex("00000000 01000000 ff")).targets == TargetSetting.SPEED


class TestSpeedRange:
    @given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
    def test_both_ways_unless_upside_down(self, low, high, step):
        value = SpeedRange(Speed(low), Speed(high), Speed(step))
        wire = features.encode_speed_range(value)
        if low <= high:
            assert features.decode_speed_range(wire) == value
        else:
            with pytest.raises(MalformedValue, match=f"^a speed range from {low} to {high}$"):
                features.decode_speed_range(wire)

    def test_in_steps_of_the_wire(self):
        assert features.decode_speed_range(bytes.fromhex("5000 8a07 0a00")) == SpeedRange(
            Speed(80), Speed(1930), Speed(10)
        )

    @pytest.mark.parametrize(("wire", "told"), [("", "nothing"), ("5000 8a07 0a", "50 00 8a 07 0a")])
    def test_cut(self, wire, told):
        with pytest.raises(MalformedValue, match=f"^a speed range has 6 bytes, not {told}$"):
            features.decode_speed_range(bytes.fromhex(wire))

    def test_what_follows_is_ignored(self):
        assert features.decode_speed_range(bytes.fromhex("5000 8a07 0a00 ff")).step == Speed(10)


class TestInclinationRange:
    @given(st.binary(max_size=8))
    def test_any_bytes_are_a_range_or_malformed(self, data):
        try:
            value = features.decode_inclination_range(data)
        except MalformedValue:
            return
        assert value.min <= value.max
        assert features.encode_inclination_range(value) == data[:6]

    def test_downhill(self):
        value = InclinationRange(Inclination(-30), Inclination(150), Inclination(5))
        assert features.encode_inclination_range(value) == bytes.fromhex("e2ff 9600 0500")
        assert features.decode_inclination_range(bytes.fromhex("e2ff 9600 0500")) == value

    def test_none_at_all(self):
        value = InclinationRange(Inclination(0), Inclination(0), Inclination(0))
        assert features.encode_inclination_range(value) == bytes(6)
        assert features.decode_inclination_range(bytes(6)) == value

    @pytest.mark.parametrize(("wire", "told"), [("", "has 6 bytes, not nothing"), ("0100 0000 0100", "from 1 to 0")])
    def test_cut_or_upside_down(self, wire, told):
        with pytest.raises(MalformedValue, match=f"^an? inclination range {told}$"):
            features.decode_inclination_range(bytes.fromhex(wire))

    def test_a_step_that_no_inclination_can_be(self):
        with pytest.raises(MalformedValue, match="65535"):
            features.decode_inclination_range(bytes.fromhex("0000 9600 ffff"))

    def test_a_step_below_zero(self):
        with pytest.raises(ValueError, match="step"):
            features.encode_inclination_range(InclinationRange(Inclination(0), Inclination(1), Inclination(-1)))
