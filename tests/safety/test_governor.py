import inspect
import itertools
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from retrowalk.ftms.control_point import SetTargetInclination, SetTargetSpeed, decode_request
from retrowalk.safety import thresholds as t
from retrowalk.safety.governor import Governed, Grid, allowed, govern, ratchet, settled
from retrowalk.safety.supervisor import Belt, Supervision, demand_inclination, demand_speed
from retrowalk.units import Inclination, Setpoint, Speed
from strategies import belt_steps, caps, caps_of, governed, grids, minimums, ramps_down, ramps_up, setpoints


BELT = Grid(100, 2000, 10, 100, 5)
RUNNING = Supervision(Belt.RUNNING, linked=True, granted=True)
ticks = st.integers(50, t.TICK)


def wish(speed, inclination=0):
    return Setpoint(Speed(speed), Inclination(inclination))


def at(speed, inclination=0, now=0, exact=None):
    """A belt that has been at this speed and inclination for long."""
    return Governed(speed, inclination, speed * 1000 if exact is None else exact, now, now - 60_000, now - 60_000)


def trace(wanted, before, limits, grid, tick, seconds, *, may_raise=True):
    """Every look at a constant wish, each `tick` ms: the state after it."""
    states = [before]
    for now in range(before.at + tick, before.at + seconds * 1000, tick):
        states.append(govern(wanted, states[-1], limits, grid, now, may_raise=may_raise))
    return states


def encoded_speed(before, after, limits):
    """The speed on the wire for a command of the governor's, as the belt would read it."""
    return decode_request(demand_speed(RUNNING, after.speed, limits.speed.value.wire, before.speed)).speed.wire


class TestGrid:
    @pytest.mark.parametrize(
        ("wire", "floor"),
        [(0, 100), (99, 100), (100, 100), (109, 100), (110, 110), (119, 110), (2000, 2000), (2009, 2000), (9999, 2000)],
    )
    def test_speeds_come_down_to_the_belts_steps(self, wire, floor):
        assert BELT.floor(wire) == floor

    def test_steps_count_from_the_minimum(self):
        assert [Grid(97, 400, 16).floor(wire) for wire in (97, 112, 113, 128, 129)] == [97, 97, 113, 113, 129]

    def test_a_belt_whose_maximum_is_below_its_minimum_stays_at_its_minimum(self):
        assert Grid(100, 90, 10).floor(500) == 100

    @pytest.mark.parametrize(
        ("step", "wire", "floor"),
        [
            (1, -3, 0), (1, 0, 0),  # flat, never downhill
            (5, -10, 0), (5, 0, 0), (5, 4, 0), (5, 5, 5), (5, 99, 95), (5, 200, 100), (1, 37, 37), (3, 10, 9),
            (0, 50, 0),  # a belt that cannot incline
            (6, 50, 0), (10, 50, 0),  # a motor that moves too far at once
        ],
    )  # fmt: skip
    @pytest.mark.sr(28)
    def test_inclinations_come_down_to_the_motors_steps(self, step, wire, floor):
        assert Grid(100, 2000, 10, 100, step).floor_inclination(wire) == floor

    @pytest.mark.sr(28)
    @pytest.mark.parametrize(("step", "move"), [(0, 5), (1, 5), (2, 4), (3, 3), (4, 4), (5, 5), (6, 5), (10, 5)])
    def test_the_largest_move_of_the_incline(self, step, move):
        assert Grid(100, 2000, 10, 100, step).incline_step() == move

    @given(grids, st.integers(0, 65535))
    def test_nothing_above_the_minimum_is_rounded_up(self, grid, wire):
        floor = grid.floor(wire)
        assert floor == grid.minimum or (floor <= min(wire, grid.maximum) and (floor - grid.minimum) % grid.step == 0)
        assert grid.floor(floor) == floor


@pytest.mark.sr(10)
@given(grids, st.integers(0, 100), st.integers(0, 10**9))
def test_every_ramp_begins_at_the_belts_minimum(grid, inclination, now):
    begun = settled(grid, inclination, now)
    assert (begun.speed, begun.exact, begun.inclination) == (grid.minimum, grid.minimum * 1000, inclination)
    assert begun.at == begun.speed_at == begun.inclination_at == now


class TestCaps:
    @pytest.mark.sr(41)
    @pytest.mark.parametrize(
        ("wanted", "limits", "speed", "inclination"),
        [
            (wish(300, 40), caps_of(), 300, 40),
            (wish(305, 43), caps_of(), 300, 40),
            (wish(300, 40), caps_of(speed=245), 240, 40),
            (wish(300, 40), caps_of(inclination=12), 300, 10),
            (wish(300, -20), caps_of(), 300, 0),  # never downhill (SR-28)
            (wish(9000, 300), caps_of(9000, 300), 2000, 100),
            (wish(300), caps_of(speed=50), 100, 0),  # below its minimum a belt cannot go; such a walk is refused (SR-7)
        ],
    )
    def test_the_lowest_of_wish_cap_and_belt(self, wanted, limits, speed, inclination):
        assert allowed(wanted, limits, BELT) == (speed, inclination)

    @pytest.mark.sr(1)
    @given(st.data(), grids, caps, setpoints, st.integers(0, 5_000), st.booleans())
    def test_no_encoded_speed_is_above_its_cap_unless_it_comes_down_to_it(
        self, data, grid, limits, wanted, later, may_raise
    ):
        before = data.draw(governed(grid))
        after = govern(wanted, before, limits, grid, later, may_raise=may_raise)
        wire = encoded_speed(before, after, limits)
        assert wire <= limits.speed.value.wire or wire <= before.speed
        assert after.speed <= max(before.speed, wanted.speed.wire, grid.minimum)

    @pytest.mark.sr(1)
    @given(st.data(), grids, caps, setpoints, ticks)
    def test_a_cap_that_was_lowered_is_come_down_to(self, data, grid, limits, wanted, tick):
        assume(limits.speed.value.wire >= grid.minimum)
        before = data.draw(governed(grid))
        last = trace(wanted, before, limits, grid, tick, 70)[-1]
        assert last.speed <= limits.speed.value.wire

    @pytest.mark.sr(28)
    @given(st.data(), grids, caps, setpoints, st.booleans())
    def test_no_encoded_inclination_is_above_its_cap_or_downhill(self, data, grid, limits, wanted, may_raise):
        before = data.draw(governed(grid))
        after = govern(wanted, before, limits, grid, 5_000, may_raise=may_raise)
        if after.inclination != before.inclination:
            data = demand_inclination(RUNNING, after.inclination, limits.inclination.value.wire)
            wire = decode_request(data).inclination.wire
            assert 0 <= wire <= limits.inclination.value.wire
            assert after.inclination <= max(before.inclination, limits.inclination.value.wire)

    @pytest.mark.sr(3)
    @given(st.data(), grids, caps, setpoints, st.integers(-(10**6), 10**9))
    def test_whatever_comes_out_fits_the_wire(self, data, grid, limits, wanted, now):
        after = govern(wanted, data.draw(governed(grid)), limits, grid, now, may_raise=True)
        requests = (
            demand_speed(RUNNING, after.speed, limits.speed.value.wire, after.speed),
            demand_inclination(RUNNING, after.inclination, limits.inclination.value.wire),
        )
        assert [type(decode_request(each)) for each in requests] == [SetTargetSpeed, SetTargetInclination]


class TestFaster:
    @pytest.mark.sr(4)
    @pytest.mark.parametrize(
        ("ramp", "step", "speeds"),
        [
            (16, 10, [100, 110, 120, 130, 140]),  # 0.1 km/h a second: two steps would be more than 0.1 mph
            (16, 16, [100, 116, 132, 148, 164]),
            (8, 10, [100, 100, 110, 120, 130]),  # 0.05 mph/s
            (8, 16, [100, 100, 116, 116, 132]),
            (16, 1, [100, 116, 132, 148, 164]),
            (0, 1, [100, 100, 100, 100, 100]),
        ],
    )
    def test_each_second_brings_what_the_ramp_allows(self, ramp, step, speeds):
        states = trace(wish(400), replace(at(100), speed_at=0), caps_of(ramp_up=ramp), Grid(100, 2000, step), 250, 5)
        assert [state.speed for state in states[::4]] == speeds

    @pytest.mark.sr(4)
    @given(minimums, belt_steps, ramps_up, ticks, st.integers(100, 480))
    def test_commands_are_small_and_apart(self, minimum, step, ramp, tick, goal):
        grid = Grid(minimum, 2000, step)
        states = trace(wish(goal), at(minimum), caps_of(ramp_up=ramp), grid, tick, 30)
        changes = [(b.at, b.speed - a.speed) for a, b in itertools.pairwise(states) if b.speed != a.speed]
        assert all(0 < change <= t.STEP_UP for _, change in changes)
        assert all(b[0] - a[0] >= t.STEP_UP_APART for a, b in itertools.pairwise(changes))

    @pytest.mark.sr(4)
    @given(minimums, belt_steps, ramps_up, ticks)
    def test_no_two_seconds_are_faster_than_the_ramp(self, minimum, step, ramp, tick):
        """Two commands fall into two seconds; each may bring what the ramp gave since the last, and one belt step."""
        states = trace(wish(480), at(minimum), caps_of(ramp_up=ramp), Grid(minimum, 2000, step), tick, 20)
        apart = -(-t.STEP_UP_APART // tick) * tick
        window = 2_000 // tick
        for first, last in zip(states, states[window:], strict=False):
            assert last.speed - first.speed <= ramp * 2 * apart / 1000 + step
            assert last.speed - first.speed <= 2 * t.STEP_UP

    @pytest.mark.sr(4)
    @given(minimums, belt_steps, ramps_up, ticks, st.integers(100, 480))
    @example(100, 16, 15, 250, 480)  # the ramp crosses a step between two ticks: what is over must not be lost
    def test_every_wish_is_reached_in_time(self, minimum, step, ramp, tick, goal):
        """The liveness twin: within the time of the ramp, or of the belt's steps where they are slower, and 2 s."""
        grid = Grid(minimum, 2000, step)
        goal = grid.floor(goal)
        apart = -(-t.STEP_UP_APART // tick) * tick
        rate = min(ramp, t.STEP_UP // step * step * 1000 / apart)
        due = (goal - minimum) * 1000 / rate + 2_000
        states = trace(wish(goal), at(minimum), caps_of(ramp_up=ramp), grid, tick, 125)
        reached = next(state.at for state in states if state.speed == goal)
        assert reached <= due

    @pytest.mark.sr(27)
    @pytest.mark.parametrize("gap", [250, 300, 1_000, 60_000])
    def test_a_gap_is_not_caught_up_with(self, gap):
        """One look a gap later brings no more than one tick of ramp."""
        begun = at(100, exact=100_000)
        assert govern(wish(400), begun, caps_of(ramp_up=16), Grid(100, 2000, 1), gap, may_raise=True).speed == 104

    @pytest.mark.sr(27)
    def test_a_clock_that_goes_back_brings_nothing(self):
        for now in (-50_000, 0):
            after = govern(wish(400), at(100), caps_of(), Grid(100, 2000, 1), now, may_raise=True)
            assert (after.speed, after.exact) == (100, 100_000)

    @pytest.mark.sr(28)
    def test_nothing_rises_within_three_seconds_of_an_incline(self):
        begun = replace(at(100), inclination_at=0)
        for now, speed in ((1_000, 100), (2_999, 100), (3_000, 110)):
            seen = govern(wish(400), replace(begun, exact=120_000), caps_of(), BELT, now, may_raise=True)
            assert seen.speed == speed

    @pytest.mark.sr(6)
    def test_a_ramp_that_must_wait_saves_nothing_up(self):
        waited = trace(wish(400), at(100), caps_of(), Grid(100, 2000, 1), 250, 60, may_raise=False)[-1]
        assert (waited.speed, waited.exact) == (100, 100_000)
        ahead = govern(wish(400), at(100, exact=108_000), caps_of(), Grid(100, 2000, 1), 250, may_raise=False)
        assert ahead.exact == 100_000
        onward = trace(wish(400), waited, caps_of(ramp_up=8), Grid(100, 2000, 1), 250, 2)[1]
        assert onward.speed == 102


class TestSlower:
    @pytest.mark.sr(41)
    @pytest.mark.parametrize(
        ("ramp", "step", "speeds"),
        [(32, 10, [300, 260, 230, 200]), (16, 10, [300, 280, 260, 250]), (32, 1, [300, 268, 236, 204])],
    )
    def test_each_second_brings_down_what_the_ramp_allows(self, ramp, step, speeds):
        states = trace(wish(100), replace(at(300), speed_at=0), caps_of(ramp_down=ramp), Grid(100, 2000, step), 250, 4)
        assert [state.speed for state in states[::4]] == speeds

    @pytest.mark.sr(41)
    @given(minimums, belt_steps, ramps_down, ticks, st.integers(200, 480), st.integers(0, 200))
    def test_a_lower_wish_is_reached_in_time_and_no_faster_than_the_ramp(self, low, step, ramp, tick, start, goal):
        grid = Grid(low, 2000, step)
        start, goal = grid.floor(start), grid.floor(goal)
        states = trace(wish(goal), at(start), caps_of(ramp_down=ramp), grid, tick, 60)
        reached = next(state.at for state in states if state.speed <= goal)
        assert reached <= max(0, start - goal) * 1000 / ramp + 1_000
        for state in states:
            assert start - state.speed <= ramp * state.at / 1000 + step

    def test_writes_are_half_a_second_apart(self):
        states = trace(wish(100), at(300), caps_of(), Grid(100, 2000, 1), 100, 8)
        changed = [b.at for a, b in itertools.pairwise(states) if a.speed != b.speed]
        assert min(b - a for a, b in itertools.pairwise(changed)) >= t.WRITE_APART

    def test_it_begins_at_the_command_not_at_a_ramp_that_ran_ahead(self):
        ahead = at(200, exact=216_000)
        assert govern(wish(100), ahead, caps_of(ramp_down=32), Grid(100, 2000, 1), 250, may_raise=True).speed == 193

    def test_a_ramp_of_nothing_still_comes_down(self):
        assert trace(wish(100), at(110), caps_of(ramp_down=0), Grid(100, 2000, 1), 250, 15)[-1].speed == 100

    @pytest.mark.sr(6)
    @given(st.data(), grids, caps, setpoints)
    def test_nothing_that_freezes_hinders_it(self, data, grid, limits, wanted):
        before = data.draw(governed(grid))
        frozen, free = (govern(wanted, before, limits, grid, 5_000, may_raise=may) for may in (False, True))
        assume(allowed(wanted, limits, grid)[0] < before.speed)
        assert frozen == free


FINE = Grid(100, 2000, 1)


@pytest.mark.sr(4)
@pytest.mark.parametrize(
    ("before", "wanted", "limits", "grid", "speed", "exact"),
    [
        # up from the command, where a ramp down had got below it
        (at(200, exact=190_000), 400, caps_of(ramp_up=16), FINE, 204, 204_000),
        # ahead of the wish by one tick at the most
        (at(100, exact=104_000), 101, caps_of(ramp_up=16), FINE, 101, 105_000),
        # down to the wish and not below it
        (at(102), 100, caps_of(ramp_down=32), FINE, 100, 100_000),
        # a ramp of nothing is one of 0.01 km/h a second
        (at(110), 100, caps_of(ramp_down=0), FINE, 109, 109_750),
        # within a step of the belt the command stays
        (at(110, exact=116_000), 100, caps_of(ramp_down=4), BELT, 110, 115_000),
        # down from one step above the command at the most
        (at(110, exact=150_000), 100, caps_of(ramp_down=32), BELT, 110, 112_000),
        # at the wish nothing is kept for later
        (at(200), 200, caps_of(), BELT, 200, 200_000),
        (at(200, exact=208_000), 200, caps_of(), BELT, 200, 200_000),
    ],
)
def test_where_a_ramp_stands_after_one_look(before, wanted, limits, grid, speed, exact):
    after = govern(wish(wanted), before, limits, grid, 250, may_raise=True)
    assert (after.speed, after.exact) == (speed, exact)
    assert after.speed_at == (before.speed_at if speed == before.speed else 250)
    assert {type(value) for value in vars(after).values()} == {int}


class TestIncline:
    @pytest.mark.sr(28)
    @given(grids, st.integers(0, 100), st.integers(0, 100), ticks)
    def test_moves_are_small_and_apart_and_away_from_changes_of_speed(self, grid, start, goal, tick):
        before = at(grid.minimum, grid.floor_inclination(start))
        states = trace(wish(400, goal), before, caps_of(), grid, tick, 60)
        moves = [(b.at, b.inclination - a.inclination) for a, b in itertools.pairwise(states)]
        moved = [(now, by) for now, by in moves if by]
        assert all(abs(by) <= t.INCLINE_STEP for _, by in moved)
        assert all(b[0] - a[0] >= t.INCLINE_APART for a, b in itertools.pairwise(moved))
        sped = [b.at for a, b in itertools.pairwise(states) if a.speed != b.speed]
        assert all(abs(now - other) >= t.INCLINE_CLEAR for now, _ in moved for other in sped)

    @pytest.mark.sr(28)
    @given(grids, st.integers(0, 100), st.integers(0, 100))
    def test_every_inclination_the_motor_can_do_is_reached(self, grid, start, goal):
        start, goal = grid.floor_inclination(start), grid.floor_inclination(goal)
        due = -(-abs(goal - start) // grid.incline_step()) * t.INCLINE_APART
        states = trace(wish(grid.minimum, goal), at(grid.minimum, start), caps_of(), grid, 250, 260)
        assert next(state.at for state in states if state.inclination == goal) <= due

    @pytest.mark.sr(28)
    @pytest.mark.parametrize(
        ("speed_age", "incline_age", "inclination"),
        [(3_000, 5_000, 5), (2_999, 5_000, 0), (3_000, 4_999, 0), (60_000, 60_000, 5)],
    )
    def test_it_waits_for_both(self, speed_age, incline_age, inclination):
        before = Governed(100, 0, 100_000, 0, -speed_age, -incline_age)
        assert govern(wish(100, 30), before, caps_of(), BELT, 0, may_raise=True).inclination == inclination

    @pytest.mark.parametrize(("wanted", "inclination"), [(50, 20), (10, 15)])
    def test_frozen_it_goes_flatter_never_steeper(self, wanted, inclination):
        assert govern(wish(100, wanted), at(100, 20), caps_of(), BELT, 0, may_raise=False).inclination == inclination

    def test_slower_comes_before_flatter_and_flatter_before_faster(self):
        slower = govern(wish(100, 0), at(300, 20), caps_of(), BELT, 500, may_raise=True)
        assert slower.speed < 300 and slower.inclination == 20
        faster = govern(wish(400, 0), at(300, 20), caps_of(), BELT, 500, may_raise=True)
        assert (faster.speed, faster.inclination) == (300, 15)


class TestMeasurements:
    @pytest.mark.sr(5)
    def test_nothing_measured_is_an_argument(self):
        names = inspect.signature(govern).parameters
        assert list(names) == ["wanted", "before", "caps", "grid", "now", "may_raise"]

    @pytest.mark.sr(17)
    @pytest.mark.parametrize(("measured", "speed"), [(250, 250), (255, 250), (0, 100), (300, 300), (900, 300)])
    def test_a_ratchet_only_comes_down(self, measured, speed):
        after = ratchet(at(300, 20, exact=310_000), Speed(measured), BELT)
        assert (after.speed, after.exact, after.inclination) == (speed, speed * 1000, 20)


class TestMoreCaution:
    @pytest.mark.sr(6)
    @given(st.data(), grids, caps, setpoints, st.integers(0, 5_000))
    def test_not_being_allowed_to_raise_raises_nothing(self, data, grid, limits, wanted, now):
        before = data.draw(governed(grid))
        frozen, free = (govern(wanted, before, limits, grid, now, may_raise=may) for may in (False, True))
        assert frozen.speed <= min(free.speed, before.speed)
        assert frozen.inclination <= min(free.inclination, before.inclination)

    @pytest.mark.sr(41)
    @given(st.data(), grids, caps, setpoints, st.integers(0, 480), ticks)
    def test_a_lower_cap_is_never_faster(self, data, grid, limits, wanted, cap, tick):
        before = data.draw(governed(grid))
        lower = replace(limits, speed=replace(limits.speed, value=min(limits.speed.value, Speed(cap))))
        once = [govern(wanted, before, each, grid, tick, may_raise=True) for each in (lower, limits)]
        assert once[0].speed <= once[1].speed

    @pytest.mark.sr(4)
    @given(st.data(), grids, caps, setpoints, st.integers(0, 16), ticks)
    def test_a_slower_ramp_is_never_faster(self, data, grid, limits, wanted, ramp, tick):
        before = data.draw(governed(grid))
        gentler = replace(limits, ramp_up=replace(limits.ramp_up, value=min(ramp, limits.ramp_up.value)))
        once = [govern(wanted, before, each, grid, tick, may_raise=True) for each in (gentler, limits)]
        assert once[0].speed <= once[1].speed
