import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms import control_point as cp
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.units import Distance, Inclination, Speed, UnitError


# One of each procedure, and its bytes worked out by hand from the standard's table.
GOLDEN = [
    (cp.RequestControl(), "00"),
    (cp.Reset(), "01"),
    (cp.SetTargetSpeed(Speed(230)), "02 e6 00"),
    (cp.SetTargetInclination(Inclination(-15)), "03 f1 ff"),
    (cp.SetTargetResistance(55), "04 37"),
    (cp.SetTargetPower(-2), "05 fe ff"),
    (cp.SetTargetHeartRate(140), "06 8c"),
    (cp.StartOrResume(), "07"),
    (cp.StopOrPause(cp.StopHow.STOP), "08 01"),
    (cp.StopOrPause(cp.StopHow.PAUSE), "08 02"),
    (cp.SetTargetedEnergy(300), "09 2c 01"),
    (cp.SetTargetedSteps(1000), "0a e8 03"),
    (cp.SetTargetedStrides(500), "0b f4 01"),
    (cp.SetTargetedDistance(Distance(70_000)), "0c 70 11 01"),
    (cp.SetTargetedTrainingTime(600), "0d 58 02"),
    (cp.SetTimeInTwoZones(1, 2), "0e 01 00 02 00"),
    (cp.SetTimeInThreeZones(1, 2, 3), "0f 01 00 02 00 03 00"),
    (cp.SetTimeInFiveZones(1, 2, 3, 4, 5), "10 01 00 02 00 03 00 04 00 05 00"),
    (cp.SetBikeSimulation(-1, -2, 40, 51), "11 ff ff fe ff 28 33"),
    (cp.SetWheelCircumference(21_000), "12 08 52"),
    (cp.SpinDown(cp.SpinDownControl.START), "13 01"),
    (cp.SetTargetedCadence(120), "14 78 00"),
]


class TestRequests:
    @pytest.mark.parametrize(("request_", "wire"), GOLDEN, ids=[wire for _, wire in GOLDEN])
    def test_are_the_bytes_of_the_standard(self, request_, wire):
        assert cp.encode_request(request_) == bytes.fromhex(wire)
        assert cp.decode_request(bytes.fromhex(wire)) == request_

    def test_cover_every_procedure(self):
        assert {request.op for request, _ in GOLDEN} == set(cp.OpCode) - {cp.OpCode.RESPONSE}

    @pytest.mark.sr(2)
    @pytest.mark.parametrize("tenths", range(201))
    def test_no_speed_is_encoded_below_itself(self, tenths):
        wire = cp.encode_request(cp.SetTargetSpeed(Speed.parse(f"{tenths // 10}.{tenths % 10} km/h")))
        assert int.from_bytes(wire[1:], "little") == tenths * 10

    @given(st.integers(0, 0xFFFF))
    def test_every_speed_both_ways(self, wire):
        request = cp.SetTargetSpeed(Speed(wire))
        assert cp.decode_request(cp.encode_request(request)) == request

    @given(st.integers(-0x8000, 0x7FFF))
    def test_every_inclination_both_ways(self, wire):
        request = cp.SetTargetInclination(Inclination(wire))
        assert cp.decode_request(cp.encode_request(request)) == request

    @given(st.binary(max_size=20))
    def test_any_bytes_are_a_request_or_malformed(self, data):
        try:
            request = cp.decode_request(data)
        except MalformedValue:
            return
        assert cp.encode_request(request) == data

    @pytest.mark.parametrize(
        "wire", ["", "15", "80 02 01", "ff", "02", "02 e6", "02 e6 00 00", "07 00", "08", "08 03", "13 00"]
    )
    def test_malformed(self, wire):
        with pytest.raises(MalformedValue):
            cp.decode_request(bytes.fromhex(wire))

    @pytest.mark.parametrize(
        ("wire", "told"),
        [
            ("", r"no such procedure: nothing"),
            ("15 01", r"no such procedure: 15 01"),
            ("02 e6", r"SetTargetSpeed takes 2 byte\(s\), not 1: 02 e6"),
            ("07 00", r"StartOrResume takes 0 byte\(s\), not 1: 07 00"),
            ("08 03", r"StopOrPause: .*3.*: 08 03"),
        ],
    )
    def test_what_is_malformed_is_named_and_shown(self, wire, told):
        with pytest.raises(MalformedValue, match=f"^{told}$"):
            cp.decode_request(bytes.fromhex(wire))

    @pytest.mark.parametrize(
        "request_", [cp.SetTargetHeartRate(256), cp.SetTargetPower(0x8000), cp.SetTargetedSteps(-1)]
    )
    def test_numbers_that_do_not_fit(self, request_):
        with pytest.raises(ValueError, match="does not fit"):
            cp.encode_request(request_)

    @pytest.mark.parametrize(
        ("request_", "wire"),
        [
            (cp.SetTargetSpeed(Speed(0)), "02 00 00"),
            (cp.SetTargetSpeed(Speed(0xFFFF)), "02 ff ff"),
            (cp.SetTargetInclination(Inclination(-0x8000)), "03 00 80"),
            (cp.SetTargetInclination(Inclination(0x7FFF)), "03 ff 7f"),
            (cp.SetTargetResistance(0), "04 00"),
            (cp.SetTargetResistance(0xFF), "04 ff"),
            (cp.SetTargetPower(-0x8000), "05 00 80"),
            (cp.SetTargetPower(0x7FFF), "05 ff 7f"),
            (cp.SetTargetHeartRate(0xFF), "06 ff"),
            (cp.SetTargetedDistance(Distance(0xFFFFFF)), "0c ff ff ff"),
            (cp.SetBikeSimulation(-0x8000, 0x7FFF, 0, 0xFF), "11 00 80 ff 7f 00 ff"),
            (cp.SetTargetedCadence(0xFFFF), "14 ff ff"),
        ],
        ids=str,
    )
    def test_the_ends_of_what_the_wire_carries(self, request_, wire):
        assert cp.encode_request(request_) == bytes.fromhex(wire)
        assert cp.decode_request(bytes.fromhex(wire)) == request_

    @pytest.mark.sr(3)
    @pytest.mark.parametrize("speed", [-1, 0x10000, 2.3, float("nan"), float("inf"), None, True, "2.3"])
    def test_what_is_no_speed_never_reaches_the_encoder(self, speed):
        with pytest.raises(UnitError):
            cp.encode_request(cp.SetTargetSpeed(Speed(speed)))

    def test_the_kept_writes(self):
        assert (cp.REQUEST_CONTROL, cp.STOP, cp.PAUSE) == (b"\x00", b"\x08\x01", b"\x08\x02")


class TestResponses:
    @given(st.integers(0, 0xFF), st.integers(0, 0xFF), st.binary(max_size=17))
    def test_both_ways(self, op, result, parameters):
        response = cp.Response(op, result, parameters)
        assert cp.decode_response(cp.encode_response(response)) == response

    @given(st.binary(max_size=20))
    def test_any_bytes_are_an_answer_or_malformed(self, data):
        try:
            response = cp.decode_response(data)
        except MalformedValue:
            assert len(data) < 3 or data[0] != 0x80
            return
        assert cp.encode_response(response) == data

    @pytest.mark.parametrize("result", list(cp.Result))
    def test_every_result_by_name(self, result):
        response = cp.decode_response(bytes((0x80, 0x07, result)))
        assert response.op is cp.OpCode.START_OR_RESUME
        assert response.result is result
        assert response.success == (result == 1)

    def test_a_reserved_result_is_no_success(self):
        response = cp.decode_response(bytes.fromhex("80 07 00"))
        assert response.result == 0 and not response.success

    @pytest.mark.parametrize("wire", ["", "80", "80 07", "81 07 01", "07 01 01"])
    def test_malformed(self, wire):
        with pytest.raises(MalformedValue, match=f"^not an answer of the control point: {wire or 'nothing'}$"):
            cp.decode_response(bytes.fromhex(wire))

    def test_numbers_above_a_byte(self):
        with pytest.raises(ValueError, match="byte"):
            cp.encode_response(cp.Response(256, 1))
