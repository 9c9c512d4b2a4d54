"""step(): total, pure, and safe under any sequence of anything."""

import random
from dataclasses import fields, is_dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.controller import events as e
from retrowalk.controller.effects import Announce, WriteStop
from retrowalk.controller.step import HEARS, initial, step
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import Stage
from retrowalk.simulator.soak.people import WALK
from retrowalk.simulator.soak.sequence import Sequence
from retrowalk.units import Speed
from rig import RULES, Fault, Rig, hold, plan


def test_every_event_is_heard():
    assert set(HEARS) == set(e.Event.__args__)


@given(st.sampled_from(sorted(HEARS, key=lambda kind: kind.__name__)), st.binary(max_size=24), st.integers(0, 10**6))
def test_any_bytes_at_any_time_never_raise(kind, data, now):
    made = {
        e.LinkUp: lambda: e.LinkUp(data, data, data),
        e.TreadmillFrame: lambda: e.TreadmillFrame(data),
        e.MachineStatusFrame: lambda: e.MachineStatusFrame(data),
        e.TrainingStatusFrame: lambda: e.TrainingStatusFrame(data),
        e.Answered: lambda: e.Answered(data, data),
        e.Unanswered: lambda: e.Unanswered(data, "why"),
        e.Dropped: lambda: e.Dropped(data, "why"),
    }.get(kind, e.Tick)
    rig = Rig()
    rig.pass_time(5000)
    for state in (initial(), rig.state):
        step(state, made(), state.now + now, RULES)


def test_the_same_arguments_give_the_same_answer():
    one, two = (Rig().walking(WALK).finish() for _ in range(2))
    assert one.state == two.state and one.log == two.log
    state = initial()
    for now, event, effects in one.log:
        state, again = step(state, event, now, RULES)
        assert again == effects
    assert state == one.state


def parts(value):
    """A value and all the frozen values in it that have a dictionary of their own."""
    yield value
    for inner in vars(value).values():
        if is_dataclass(inner) and hasattr(inner, "__dict__"):
            yield from parts(inner)


def states_of(seed):
    """Every state that a random sequence leads through."""
    states = []

    def noted(*arguments):
        answer = step(*arguments)
        states.append(answer[0])
        return answer

    Sequence(seed, 50, decide=noted).run(set())
    return states


@pytest.mark.parametrize("seed", range(40))
def test_whatever_happens_every_value_has_its_fields_and_no_others(seed):
    """Changing a frozen value in place asks nobody whether the field exists: here it is asked."""
    for state in states_of(seed):
        for each in parts(state):
            assert set(vars(each)) == {field.name for field in fields(each)}


@pytest.mark.sr(27)
def test_a_short_gap_freezes_until_the_next_sample_and_never_catches_up():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    rig.now += 1400
    rig.tell(e.Tick())
    assert "the program stood still" in rig.seen.frozen or "no fresh measurement" in rig.seen.frozen
    assert rig.speeds()[-1][1] == 150
    rig.pass_time(2000)
    assert rig.speeds()[-1][1] <= 160  # no jump for the time that was lost
    rig.until(lambda r: r.speed == 320, 60_000)  # the twin: it goes on
    rig.finish()
    assert rig.speed == 0


@pytest.mark.sr(27)
@pytest.mark.parametrize("gap", [3001, 10_000, 3_600_000, -1, -5000])
def test_a_long_gap_or_a_clock_that_runs_backward_stops(gap):
    rig = Rig().at_speed(plan(hold("1.5 mph", 600)))
    rig.now += gap
    rig.state, effects = step(rig.state, e.Tick(), rig.now, RULES)
    assert isinstance(effects[0], WriteStop)
    assert rig.state.supervision.latch.reason is StopReason.ENGINE_FAULT


@pytest.mark.sr(26)
def test_the_ramp_integrates_no_more_than_a_tick_whatever_now_says():
    rig = Rig().walking(plan(hold("2.0 mph", 60)))
    rig.until(lambda r: r.speeds()[-1][1] == 150)
    exact = rig.state.governed.exact
    rig.now += 999
    rig.tell(e.Tick())
    assert rig.state.governed.exact <= exact + 16 * 250


@pytest.mark.sr(19)
@settings(max_examples=60, deadline=None)
@given(st.integers(0, 400), st.sampled_from(["silent", "frozen", "garbage", "link"]))
def test_losing_an_input_never_raises_a_later_command(ticks, lost):
    """The metamorphic rule: beside a walk that goes well, one that loses an input asks for no more, ever."""
    well, ill = Rig().walking(plan(hold("2.0 mph", 60))), Rig().walking(plan(hold("2.0 mph", 60)))
    well.pass_time(250 * ticks)
    ill.pass_time(250 * ticks)
    fault = {"silent": Fault.SILENT, "frozen": Fault.FROZEN, "garbage": Fault.GARBAGE}.get(lost)
    ill.drop() if fault is None else ill.fail(fault)
    for _ in range(80):
        well.pass_time()
        ill.pass_time()
        mine, theirs = (rig.speeds()[-1][1] if rig.stage is Stage.WALKING else 0 for rig in (ill, well))
        assert mine <= max(theirs, 0) or theirs == 0
    if ill.client is None:
        ill.connect()
    for fault in Fault:
        ill.mend(fault)
    for rig in (well, ill):
        rig.stop()
        rig.standstill()


def test_with_no_fault_the_belt_reaches_every_planned_speed_within_ramp_time_and_2_s():
    """The liveness twin: over every speed and ramp a plan may have."""
    chance = random.Random(7)
    for _ in range(150):
        target = f"{chance.randrange(7, 25) / 10} mph"
        ramp, rate = chance.choice((("0.05 mph/s", 8), ("0.1 mph/s", 10)))
        rig = Rig().prepare(plan(hold(target, 30), up=ramp)).check().ready()
        rig.until(lambda r: r.stage is Stage.SETTLING, 30_000)
        rig.tell(e.Steady())
        rig.until(lambda r: r.stage is Stage.WALKING, 120_000)
        began, want = rig.now, Speed.parse(target).wire // 10 * 10
        rig.until(lambda r, want=want: r.speed == max(100, want), 60_000)
        assert rig.now - began <= (want - 100) * 1000 / rate + 2000, (target, ramp)
        rig.stop()
        rig.standstill()


def test_announcements_carry_a_lead_that_is_kept():
    rig = Rig().walking(WALK).finish()
    assert all(effect.lead >= 0 for _, effect in rig.effects(Announce)) and rig.speed == 0
