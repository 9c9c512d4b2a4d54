"""A key pressed at the console, before control is taken: which acts count, and where none is asked for."""

import pytest

from retrowalk.controller import events as e
from retrowalk.controller.effects import Cue, Request
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Reset
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.simulator.machine import Button
from rig import RULES, Rig, hold, plan, replace


PRESENCE = replace(RULES, presence=True)
SHORT = plan(hold("1.0 mph", 20))
HERE = "nobody has pressed a key at the console of this treadmill"


def waiting():
    """A session whose checklist is complete; nobody has touched the console."""
    rig = Rig(rules=PRESENCE)
    rig.pass_time(t.PRESENCE_AFTER)
    rig.prepare(SHORT)
    assert rig.said()[-1][1] is Cue.PRESS_A_KEY and rig.seen.present is False
    return rig.check()


@pytest.mark.sr(32)
def test_control_is_not_even_asked_for_before_somebody_is_at_the_console():
    rig = waiting()
    rig.pass_time(60_000)
    rig.tell(e.Ready())
    assert rig.refused() == [HERE] and rig.belt is Belt.IDLE and rig.wire == []


@pytest.mark.sr(32)
@pytest.mark.parametrize("button", [Button.STEEPER])
def test_a_key_at_the_console_shows_presence_and_the_walk_goes_on(button):
    rig = waiting()
    assert rig.treadmill.press(button, rig.now)
    rig.until(lambda r: r.seen.present, 5000)
    assert Cue.CONSOLE_SEEN in [cue for _, cue in rig.said()]
    rig.treadmill.press(Button.FLATTER, rig.now)
    rig.until(lambda r: r.belt is Belt.ARMED, 5000)
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.finish()
    assert rig.speed == 0 and rig.finished()[0].verified


@pytest.mark.sr(32)
@pytest.mark.parametrize("data", [b"\x02\x01", b"\x04", b"\x05\x64\x00", b"\x06\x05\x00"])
def test_every_status_of_a_console_counts(data):
    rig = waiting()
    rig.tell(e.MachineStatusFrame(data))
    assert rig.seen.present
    rig.pass_time(1000)
    assert rig.speed == 0


@pytest.mark.sr(32)
@pytest.mark.parametrize("data", [b"\x01", b"\x0d\x00\x00\x00", b"\xff", b"\x77", b""])
def test_no_other_status_does(data):
    rig = waiting()
    rig.tell(e.MachineStatusFrame(data))
    assert rig.seen.present is False and rig.belt is Belt.IDLE


@pytest.mark.sr(32)
@pytest.mark.parametrize(("inclination", "seen"), [(0, False), (4, False), (5, True)])
def test_an_inclination_that_moved_counts_where_the_machine_tells_no_status(inclination, seen):
    rig = waiting()
    rig.tell(e.TreadmillFrame(bytes((8, 0, 0, 0, inclination, 0, 0, 0))))
    assert rig.seen.present is seen and rig.speed == 0


@pytest.mark.sr(32)
def test_a_machine_that_tells_no_inclination_is_not_taken_for_one_that_moved():
    rig = waiting()
    for frame in (b"\x00\x00\x00\x00", bytes((8, 0, 0, 0, 50, 0, 0, 0))):
        rig.tell(e.TreadmillFrame(frame))
    assert rig.seen.present is False


@pytest.mark.sr(32)
@pytest.mark.sr(22)
def test_an_old_status_told_again_on_subscribing_is_nobody():
    rig = Rig(rules=PRESENCE)
    rig.prepare(SHORT)
    rig.pass_time(t.PRESENCE_AFTER)
    rig.drop()
    rig.connect()
    rig.tell(e.MachineStatusFrame(b"\x04"))
    assert rig.seen.present is False
    rig.tell(e.MachineStatusFrame(b"\x04"))
    assert rig.seen.present is False  # nobody knows yet what the belt does
    rig.until(lambda r: r.belt is Belt.IDLE, 10_000)
    rig.tell(e.MachineStatusFrame(b"\x04"))
    assert rig.seen.present and rig.speed == 0


@pytest.mark.sr(32)
def test_what_we_asked_for_lately_is_nobody_s_act():
    rig = waiting()
    rig.stop()
    rig.until(lambda r: r.belt is Belt.LATCHED, 30_000)
    rig.tell(Reset())
    rig.tell(e.Prepare(SHORT))
    assert rig.now - rig.state.stopped_at < t.PRESENCE_AFTER
    rig.tell(e.MachineStatusFrame(b"\x02\x01"))
    assert rig.seen.present is False
    rig.pass_time(t.PRESENCE_AFTER)
    rig.tell(e.MachineStatusFrame(b"\x02\x01"))
    assert rig.seen.present and rig.speed == 0


@pytest.mark.sr(32)
def test_every_session_asks_anew():
    rig = waiting()
    rig.treadmill.press(Button.STEEPER, rig.now)
    rig.until(lambda r: r.seen.present, 5000)
    rig.tell(e.End())
    rig.tell(e.Prepare(SHORT))
    assert rig.seen.present is False and rig.belt is Belt.IDLE


def started(rig):
    """Somebody starts the belt at its console."""
    rig.treadmill.press(Button.START, rig.now)
    return rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)


def unchecked():
    """A session whose checklist is still open: a belt may move."""
    rig = Rig(rules=PRESENCE)
    rig.pass_time(t.PRESENCE_AFTER)
    return rig.prepare(SHORT)


@pytest.mark.sr(32)
def test_start_and_stop_at_the_console_show_presence_and_the_belt_is_taken_at_rest():
    rig = started(unchecked())
    assert rig.seen.present
    rig.check().tell(e.Ready())
    assert rig.wire == [] and rig.refused()
    rig.treadmill.press(Button.STOP, rig.now)
    rig.until(lambda r: r.belt is Belt.ARMED, 60_000)
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.stop()
    rig.standstill()


@pytest.mark.sr(32)
def test_a_belt_that_runs_on_is_somebody_else_s_and_is_not_taken_when_it_stops():
    rig = started(unchecked()).check()
    rig.pass_time(t.PRESENCE_RUN)
    assert rig.seen.present is False and rig.said()[-1][1] is Cue.PRESS_A_KEY
    rig.treadmill.press(Button.STOP, rig.now)
    rig.until(lambda r: r.belt is Belt.IDLE, 60_000)
    rig.pass_time(20_000)
    assert rig.belt is Belt.IDLE and rig.wire == [] and rig.seen.present is False and rig.speed == 0


@pytest.mark.sr(32)
def test_what_a_stranger_presses_on_a_belt_that_moves_shows_nothing():
    rig = Rig(rules=PRESENCE)
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    started(rig).tell(e.Prepare(SHORT))
    rig.pass_time(t.PRESENCE_AFTER)
    for button in (Button.FASTER, Button.STEEPER, Button.STOP):
        rig.treadmill.press(button, rig.now)
        rig.pass_time(5000)
    assert rig.seen.present is False
    rig.until(lambda r: r.belt is Belt.IDLE, 60_000)
    assert rig.wire == [] and rig.speed == 0


@pytest.mark.sr(32)
@pytest.mark.parametrize(("speed", "seen"), [(30, False), (31, True)])
def test_a_belt_that_begins_to_move_counts_where_the_machine_tells_no_status(speed, seen):
    rig = waiting()
    rig.tell(e.TreadmillFrame(bytes((0, 0, speed, 0))))
    assert rig.seen.present is seen and rig.speed == 0


@pytest.mark.sr(32)
def test_a_belt_that_moves_before_the_session_is_not_taken_either():
    rig = Rig()
    rig.until(lambda r: r.belt is Belt.IDLE, 20_000)
    rig.treadmill.press(Button.START, rig.now)
    rig.until(lambda r: r.belt is Belt.OBSERVED, 20_000)
    rig.tell(e.Prepare(SHORT))
    rig.check()
    rig.pass_time(60_000)
    assert rig.effects(Request) == [] and rig.belt is Belt.OBSERVED
    rig.stop()
    rig.standstill()


def test_where_the_rules_ask_for_none_nobody_presses_anything():
    rig = Rig().prepare(SHORT)
    assert rig.seen.present is None and Cue.PRESS_A_KEY not in [cue for _, cue in rig.said()]
    rig.check().ready().finish()
    assert rig.speed == 0
