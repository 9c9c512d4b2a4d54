"""The peripheral, byte for byte: every procedure in every state, with and without control; console, key and faults."""

from copy import copy

import pytest

from retrowalk.ftms import treadmill_data
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.uuids import Characteristic
from retrowalk.simulator.audience import Cut, Sent
from retrowalk.simulator.belt import Mechanics, Motion
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button
from retrowalk.simulator.shape import Shape
from retrowalk.simulator.treadmill import Treadmill


CP, DATA = Characteristic.CONTROL_POINT, Characteristic.TREADMILL_DATA
STATUS, TRAINING = Characteristic.MACHINE_STATUS, Characteristic.TRAINING_STATUS

CONTROL, RESET, START, STOP, PAUSE = (bytes.fromhex(each) for each in ("00", "01", "07", "0801", "0802"))
SPEED, SLOPE = bytes.fromhex("02c800"), bytes.fromhex("031e00")


class Client:
    """A client subscribed to everything, with a clock of its own making."""

    def __init__(self, treadmill=None, now=0, **shape):
        self.treadmill = treadmill or Treadmill(Shape(**shape))
        self.now = now
        self.number = self.treadmill.connect(now)
        self.sent = []
        for each in (CP, DATA, STATUS, TRAINING):
            self.treadmill.subscribe(self.number, each)

    def wait(self, ms):
        """Let time pass; what came in the meantime."""
        self.now += ms
        came = self.treadmill.advance(self.now)
        self.sent += came
        return came

    def write(self, data):
        return self.treadmill.write(self.number, data, self.now)

    def ask(self, data):
        """Write, wait for the answer, and give its result."""
        assert self.write(data) == 0
        answers = [each.data for each in self.wait(100) if each.client == self.number and each.characteristic == CP]
        assert [answer[:2] for answer in answers] == [bytes((0x80, data[0]))]
        return answers[0][2]

    def of(self, characteristic):
        return [each.data for each in self.sent if isinstance(each, Sent) and each.client == self.number
                and each.characteristic == characteristic]  # fmt: skip

    def speeds(self):
        return [treadmill_data.decode(each).speed for each in self.of(DATA)]

    @property
    def belt(self):
        return self.treadmill.machine.belt


def walking(**shape):
    """A client in control of a belt that runs at 2.0 km/h."""
    client = Client(**shape)
    assert [client.ask(each) for each in (CONTROL, START, SPEED)] == [1, 1, 1]
    client.wait(10_000)
    assert client.belt.speed == 200
    client.sent.clear()
    return client


def standing():
    client = Client()
    client.ask(CONTROL)
    return client


def counting_down():
    client = standing()
    client.ask(START)
    return client


def coasting():
    client = walking()
    client.ask(STOP)
    assert client.belt.motion is Motion.COASTING
    return client


def keyless():
    client = standing()
    client.treadmill.pull_key(client.now)
    return client


STATES = {"standing": standing, "counting": counting_down, "walking": walking, "coasting": coasting, "keyless": keyless}
# result of each request in the states above, in their order, for the client in control
RESULTS = {
    "00": "11111",
    "01": "11111",
    "02c800": "11114",
    "025000": "33333",  # 0.8 km/h, below the minimum
    "02d107": "33333",  # 20.01 km/h, above the maximum
    "02c900": "33333",  # 2.01 km/h, between two steps
    "0200": "33333",
    "02": "33333",
    "031e00": "11114",
    "03ffff": "33333",  # minus 0.1 %
    "039700": "33333",  # 15.1 %
    "031f00": "33333",  # 3.1 %, between two steps
    "07": "14444",
    "0700": "33333",
    "0801": "41114",
    "0802": "41114",
    "0800": "33333",
    "0803": "33333",
    "08": "33333",
    "0432": "22222",
    "0b6400": "22222",
    "14": "22222",
    "15": "22222",
    "80": "22222",
    "ff": "22222",
}


@pytest.mark.parametrize("request_hex", RESULTS)
@pytest.mark.parametrize("state", STATES)
def test_every_request_in_every_state_with_control(request_hex, state):
    client = STATES[state]()
    expected = int(RESULTS[request_hex][list(STATES).index(state)])
    assert client.ask(bytes.fromhex(request_hex)) == expected


@pytest.mark.parametrize("request_hex", RESULTS)
@pytest.mark.parametrize("state", STATES)
def test_every_request_in_every_state_without_control(request_hex, state):
    client = STATES[state]()
    other = Client(client.treadmill, client.now)
    before = client.belt.motion, client.belt.target, client.belt.inclination_target
    result = other.ask(bytes.fromhex(request_hex))
    if request_hex == "00":
        assert result == 1
    elif result not in (2, 3):  # an unknown procedure, or a parameter that is not one
        assert result == 5
    after = client.belt.motion, client.belt.target, client.belt.inclination_target
    assert after == before or (state, after[0]) == ("coasting", Motion.STANDING)


def test_a_whole_walk_in_telemetry():
    client = Client()
    for each in (CONTROL, START, SPEED):
        client.ask(each)
    client.wait(20_000)
    client.ask(STOP)
    client.wait(4000)
    speeds = client.speeds()
    assert speeds[:3] == [0, 0, 0]
    assert max(speeds) == 200
    assert speeds[-2:] == [0, 0]
    assert client.of(TRAINING) == [bytes.fromhex(each) for each in ("000e", "000d", "000f", "0001")]


def test_frames_come_at_the_shape_s_rate_and_hold_what_it_tells():
    slow, fast = walking(), walking(frame_every=250)
    slow.ask(SLOPE)
    for client in (slow, fast):
        client.sent.clear()
        client.wait(10_000)
    assert (len(slow.of(DATA)), len(fast.of(DATA))) == (10, 40)
    record = treadmill_data.decode(slow.of(DATA)[-1])
    assert (record.speed, record.inclination) == (200, 30)
    assert 0 < slow.belt.distance - 1 <= record.distance
    assert 0 < slow.belt.elapsed - 1 <= record.elapsed


def test_nothing_is_sent_to_nobody_and_telemetry_begins_again_for_the_next():
    client = Client()
    client.treadmill.disconnect(client.number, 0)
    assert client.treadmill.advance(60_000) == []
    assert client.treadmill.wake() is None
    later = Client(client.treadmill, 60_000)
    later.wait(1000)
    assert later.speeds() == [0]


def test_only_what_is_subscribed_is_sent():
    client = Client()
    client.treadmill.subscribe(client.number, DATA, on=False)
    client.wait(5000)
    assert client.of(DATA) == []


def test_writes_need_indications_bytes_and_no_procedure_under_way():
    client = Client()
    assert client.write(b"") == 0x0D
    client.treadmill.subscribe(client.number, CP, on=False)
    assert client.write(CONTROL) == 0xFD
    client.treadmill.subscribe(client.number, CP)
    assert client.write(CONTROL) == 0
    assert client.write(CONTROL) == 0xFE
    client.wait(49)
    assert client.write(STOP) == 0xFE
    client.wait(1)
    assert client.of(CP) == [bytes.fromhex("800001")]
    assert client.write(STOP) == 0


def test_a_second_client_takes_control_and_the_first_is_told():
    first = walking()
    second = Client(first.treadmill, first.now)
    assert second.ask(CONTROL) == 1
    first.sent = list(second.sent)
    assert first.of(STATUS) == [b"\xff"]
    assert first.ask(SPEED) == 5
    assert second.ask(STOP) == 1


@pytest.mark.parametrize(
    ("request_hex", "status"),
    [("02f000", "05f000"), ("031e00", "061e00"), ("0801", "0201"), ("0802", "0202"), ("01", "01")],
)
@pytest.mark.parametrize("echoes", [False, True])
def test_status_of_a_command_goes_to_the_others_or_to_all(request_hex, status, echoes):
    client = walking(echoes_status=echoes)
    other = Client(client.treadmill, client.now)
    client.ask(bytes.fromhex(request_hex))
    other.sent = client.sent
    assert other.of(STATUS) == [bytes.fromhex(status)]
    assert client.of(STATUS) == ([bytes.fromhex(status)] if echoes else [])


def test_start_is_told_to_the_others():
    client = standing()
    other = Client(client.treadmill, client.now)
    client.ask(START)
    other.sent = client.sent
    assert other.of(STATUS) == [b"\x04"]


def test_reset_stops_the_belt_levels_it_and_ends_control():
    client = walking()
    client.ask(SLOPE)
    assert client.ask(RESET) == 1
    assert client.ask(SPEED) == 5
    client.wait(20_000)
    assert (client.belt.speed, client.belt.inclination, client.belt.target) == (0, 0, 0)


def test_disconnecting_ends_control_and_the_belt_goes_on():
    client = walking()
    client.treadmill.disconnect(client.number, client.now)
    client.treadmill.disconnect(client.number, client.now)
    again = Client(client.treadmill, client.now + 1000)
    assert again.ask(STOP) == 5
    assert again.belt.speed == 200


def test_a_treadmill_that_stops_on_disconnect_does_so_when_the_last_client_goes():
    client = walking(stops_on_disconnect=True)
    other = Client(client.treadmill, client.now)
    client.treadmill.disconnect(client.number, client.now)
    other.wait(5000)
    assert client.belt.speed == 200
    client.treadmill.disconnect(other.number, other.now)
    client.treadmill.advance(other.now + 5000)
    assert client.belt.speed == 0


def test_a_procedure_left_behind_does_not_block_the_next_client():
    client = standing()
    client.write(SPEED)
    client.treadmill.disconnect(client.number, client.now)
    again = Client(client.treadmill, client.now)
    assert again.write(CONTROL) == 0
    assert [each for each in again.wait(100) if each.client == client.number] == []
    assert again.of(CP) == [bytes.fromhex("800001")]


def test_anothers_procedure_survives_a_disconnect():
    client = standing()
    other = Client(client.treadmill, client.now)
    client.write(SPEED)
    client.treadmill.disconnect(other.number, client.now)
    assert client.write(SPEED) == 0xFE
    client.wait(100)
    assert client.of(CP)[-1] == bytes.fromhex("800201")


# ── console and key ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("button", "status", "target", "inclination_target"),
    [
        (Button.STOP, "0201", 0, 0),
        (Button.PAUSE, "0202", 0, 0),
        (Button.FASTER, "05d200", 210, 0),
        (Button.SLOWER, "05be00", 190, 0),
        (Button.STEEPER, "060500", 200, 5),
    ],
)
def test_console_buttons_move_the_belt_and_tell_everyone(button, status, target, inclination_target):
    client = walking()
    assert client.treadmill.press(button, client.now)
    client.wait(1)
    assert client.of(STATUS) == [bytes.fromhex(status)]
    assert (client.belt.target, client.belt.inclination_target) == (target, inclination_target)


def test_console_start_and_flatter():
    client = standing()
    assert client.treadmill.press(Button.STEEPER, client.now)
    assert client.treadmill.press(Button.FLATTER, client.now)
    assert client.treadmill.press(Button.START, client.now)
    client.wait(10_000)
    assert client.of(STATUS) == [bytes.fromhex(each) for each in ("060500", "060000", "04")]
    assert client.belt.speed == 100


def test_console_buttons_that_can_do_nothing_say_nothing():
    client = standing()
    press = client.treadmill.press
    assert not any(press(each, client.now) for each in (Button.STOP, Button.PAUSE, Button.FASTER, Button.FLATTER))
    client.treadmill.pull_key(client.now)
    client.wait(1)
    client.sent.clear()
    assert not any(press(each, client.now) for each in (Button.START, Button.STEEPER))
    client.wait(1)
    assert client.of(STATUS) == []


def test_the_console_goes_to_its_limits_and_not_beyond():
    client = walking(mechanics=Mechanics(speed_max=210))
    assert client.treadmill.press(Button.FASTER, client.now)
    assert not client.treadmill.press(Button.FASTER, client.now)
    assert client.belt.target == 210


def test_a_console_that_takes_control_says_so():
    client = walking(console_takes_control=True)
    client.treadmill.press(Button.SLOWER, client.now)
    client.wait(1)
    assert client.of(STATUS) == [b"\xff", bytes.fromhex("05be00")]
    assert client.ask(STOP) == 5


def test_the_safety_key_stops_the_belt_and_nothing_starts_without_it():
    client = walking()
    client.treadmill.pull_key(client.now)
    client.wait(1000)
    assert client.of(STATUS) == [b"\x03"]
    assert client.belt.speed == 0
    assert client.ask(START) == 4
    client.treadmill.replace_key(client.now)
    client.wait(60_000)
    assert client.belt.speed == 0
    assert client.ask(START) == 1


def test_work_from_outside_wakes_the_carrier():
    client = walking()
    heard = []
    client.treadmill.heard = lambda: heard.append(1)
    client.treadmill.press(Button.FASTER, client.now)
    client.treadmill.pull_key(client.now)
    client.treadmill.replace_key(client.now)
    client.treadmill.fail(Fault.SILENT, None, client.now)
    client.treadmill.mend(Fault.SILENT, client.now)
    assert len(heard) == 5


# ── values ──────────────────────────────────────────────────────────────────────────────────────────


def test_values_as_the_standard_lays_them_out():
    treadmill = Treadmill()
    values = {
        Characteristic.FEATURE: "0c10000003000000",
        Characteristic.SPEED_RANGE: "6400d0070a00",
        Characteristic.INCLINATION_RANGE: "000096000500",
        Characteristic.TRAINING_STATUS: "0001",
    }
    for characteristic, value in values.items():
        assert treadmill.read(characteristic) == bytes.fromhex(value)
    assert treadmill.read(Characteristic.MANUFACTURER_NAME) == b"Retrowalk"
    assert treadmill.read(Characteristic.MODEL_NUMBER) == b"Simulated treadmill"
    assert treadmill.read(Characteristic.FIRMWARE_REVISION) == b"1"
    assert treadmill.read(Characteristic.SERIAL_NUMBER) is None


def test_a_treadmill_without_inclination():
    client = Client(inclines=False)
    client.ask(CONTROL)
    assert client.ask(SLOPE) == 2
    assert client.treadmill.read(Characteristic.FEATURE) == bytes.fromhex("0410000001000000")
    assert client.treadmill.read(Characteristic.INCLINATION_RANGE) is None
    client.wait(2000)
    assert treadmill_data.decode(client.of(DATA)[0]).inclination is None
    assert not client.treadmill.press(Button.STEEPER, client.now)


def test_a_treadmill_that_rounds_takes_what_lies_between_its_steps():
    client = walking(off_step_refused=False)
    assert client.ask(bytes.fromhex("02e500")) == 1
    assert client.ask(bytes.fromhex("031f00")) == 1
    assert (client.belt.target, client.belt.inclination_target) == (220, 30)


# ── faults ──────────────────────────────────────────────────────────────────────────────────────────


def failing(fault, amount=None):
    client = walking()
    client.treadmill.fail(fault, amount, client.now)
    return client


def mended(client, fault):
    client.treadmill.mend(fault, client.now)
    client.sent.clear()
    return client


def test_late_answers_keep_the_control_point_busy():
    client = failing(Fault.LATE, 3000)
    assert client.write(STOP) == 0
    client.wait(3000)
    assert client.of(CP) == []
    assert client.write(STOP) == 0xFE
    client.wait(50)
    assert client.of(CP) == [bytes.fromhex("800801")]


def test_unanswered_is_done_all_the_same():
    client = failing(Fault.UNANSWERED, 1)
    assert client.write(STOP) == 0
    client.wait(5000)
    assert client.of(CP) == []
    assert client.belt.speed == 0
    assert client.ask(START) == 1


def test_deaf_to_what_it_takes():
    client = failing(Fault.DEAF, 2)
    assert [client.write(STOP), client.write(STOP)] == [0, 0]
    client.wait(5000)
    assert client.of(CP) == []
    assert client.belt.speed == 200
    assert client.ask(STOP) == 1


def test_forgetful_of_who_wants_its_answers_until_asked_anew():
    client = failing(Fault.FORGETFUL)
    assert [client.write(STOP), client.write(STOP)] == [0xFD, 0xFD]
    client.treadmill.subscribe(client.number, CP)
    assert client.ask(STOP) == 1


def test_counts_on_when_told_to_stop_before_it_moves():
    client = failing(Fault.COUNTS_ON)
    assert client.ask(STOP) == 1, "a moving belt stops"
    client.wait(10_000)
    assert client.ask(START) == 1
    assert client.ask(STOP) == 4
    client.wait(10_000)
    assert client.belt.speed > 0
    assert client.ask(STOP) == 1


def test_ignored_answers_success_and_does_nothing_but_stops():
    client = failing(Fault.IGNORED)
    assert client.ask(bytes.fromhex("022c01")) == 1
    client.wait(10_000)
    assert client.belt.speed == 200
    assert client.ask(STOP) == 1
    client.wait(5000)
    assert client.belt.speed == 0


@pytest.mark.parametrize(("fault", "result"), [(Fault.NOT_PERMITTED, 5), (Fault.FAILED, 4)])
def test_refusals_refuse_everything_until_mended(fault, result):
    client = failing(fault)
    assert [client.ask(each) for each in (CONTROL, STOP, SPEED)] == [result] * 3
    assert client.belt.speed == 200
    assert mended(client, fault).ask(STOP) == 1


@pytest.mark.parametrize(("fault", "code"), [(Fault.BUSY, 0xFE), (Fault.BUSY_VENDOR, 0x80)])
def test_busy_refuses_as_many_writes_as_told(fault, code):
    client = failing(fault, 2)
    assert [client.write(STOP) for _ in range(3)] == [code, code, 0]


def test_duplicated_answers():
    client = failing(Fault.DUPLICATED)
    client.write(STOP)
    client.wait(100)
    assert client.of(CP) == [bytes.fromhex("800801")] * 2


def test_silence():
    client = failing(Fault.SILENT)
    client.wait(10_000)
    assert client.of(DATA) == []
    mended(client, Fault.SILENT).wait(1000)
    assert client.speeds() == [200]


def test_frozen_telemetry_repeats_itself_while_the_belt_does_something_else():
    client = failing(Fault.FROZEN)
    client.ask(STOP)
    client.wait(10_000)
    assert client.belt.speed == 0
    assert len(set(client.of(DATA))) == 1
    assert set(client.speeds()) == {200}


def test_garbage_is_never_a_record():
    client = failing(Fault.GARBAGE)
    client.wait(10_000)
    frames = client.of(DATA)
    assert len(frames) == 10
    for frame in frames:
        with pytest.raises(MalformedValue):
            treadmill_data.decode(frame)


def test_miles_shown():
    client = failing(Fault.MPH_SHOWN)
    client.wait(1000)
    assert client.speeds() == [124]
    assert client.belt.speed == 200


def test_miles_taken():
    client = failing(Fault.MPH_TAKEN)
    client.ask(SPEED)
    client.wait(10_000)
    assert client.belt.speed == 321


def test_overspeed_sluggishness_and_clamping_reach_the_belt():
    client = failing(Fault.OVERSPEED)
    client.wait(10_000)
    assert client.belt.speed == 300
    mended(client, Fault.OVERSPEED).wait(10_000)
    assert client.belt.speed == 200
    client.treadmill.fail(Fault.SLUGGISH, None, client.now)
    client.ask(bytes.fromhex("022c01"))
    client.wait(10_000)
    assert client.belt.speed == 240
    client.treadmill.fail(Fault.CLAMPED, None, client.now)
    client.ask(bytes.fromhex("026400"))
    client.wait(10_000)
    assert client.belt.speed == 200


def test_a_stop_acknowledged_and_ignored():
    client = failing(Fault.STOP_IGNORED)
    assert [client.ask(STOP), client.ask(PAUSE)] == [1, 1]
    client.wait(10_000)
    assert client.belt.speed == 200


def test_self_start_after_a_stop():
    client = failing(Fault.SELF_START)
    client.ask(STOP)
    client.wait(4000)
    assert client.belt.speed == 0
    client.wait(10_000)
    assert client.belt.speed == 100


def test_a_self_start_mended_in_time_does_not_happen():
    client = failing(Fault.SELF_START)
    client.ask(STOP)
    client.wait(4000)
    mended(client, Fault.SELF_START).wait(20_000)
    assert client.belt.speed == 0


def test_a_dropped_link_cuts_everyone_and_the_belt_keeps_its_speed():
    client = failing(Fault.LINK_DROP)
    assert client.wait(0) == [Cut(client.number, 2000)]
    assert not client.treadmill.reachable(client.now + 1999)
    assert client.treadmill.reachable(client.now + 2000)
    assert client.wait(60_000) == []
    assert client.belt.speed == 200


def test_replay_of_the_last_status():
    client = failing(Fault.REPLAY)
    assert Client(client.treadmill, client.now).of(STATUS) == []
    client.treadmill.press(Button.FASTER, client.now)
    again = Client(client.treadmill, client.now)
    again.wait(0)
    assert again.of(STATUS) == [bytes.fromhex("05d200")]


def test_missing_inclination_and_ranges():
    client = failing(Fault.NO_RANGES)
    assert client.treadmill.read(Characteristic.SPEED_RANGE) is None
    assert client.treadmill.read(Characteristic.INCLINATION_RANGE) is None
    mended(client, Fault.NO_RANGES)
    client.treadmill.fail(Fault.NO_INCLINATION, None, client.now)
    assert client.treadmill.read(Characteristic.SPEED_RANGE) is not None
    assert client.treadmill.read(Characteristic.INCLINATION_RANGE) is None
    assert client.ask(SLOPE) == 2


# ── copies ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_copy_goes_on_as_the_treadmill_would_have():
    one = Client(frame_every=500)
    one.treadmill.fail(Fault.DUPLICATED, None, one.now)
    for data in (CONTROL, START, SPEED):
        one.treadmill.write(one.number, data, one.now)
        one.wait(200)
    two = copy(one.treadmill)
    assert two.advance(20_000) == one.treadmill.advance(20_000)
    assert two.machine.belt == one.treadmill.machine.belt


def test_what_happens_to_a_copy_happens_to_it_alone():
    one = Client()
    for data in (CONTROL, START):
        one.treadmill.write(one.number, data, one.now)
        one.wait(5_000)
    two = copy(one.treadmill)
    two.fail(Fault.SILENT, None, one.now)
    two.pull_key(one.now)
    two.disconnect(one.number, one.now)
    assert one.wait(2_000) and one.treadmill.machine.belt.motion is Motion.RUNNING
    two.advance(one.now)
    assert two.machine.belt.speed == 0
