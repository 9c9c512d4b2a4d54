from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrowalk.coach.progression import DAY, HOUR, WEEK, Dose, Past, Proposal, Variable, propose
from retrowalk.coach.traffic_light import Light


G, A, R = Light.GREEN, Light.AMBER, Light.RED
MOST = Dose(22 * 60, 400, 30)
DOSE = Dose(300, 160)
NOW = 100 * WEEK


def walked(*lights, dose=DOSE, apart=2 * DAY, ago=2 * DAY):
    """Sessions of one dose, the last of them `ago`."""
    return [Past(NOW - ago - apart * back, light, dose) for back, light in reversed(list(enumerate(reversed(lights))))]


@pytest.mark.sr(45)
def test_two_green_sessions_lead_to_one_quantum_of_time():
    assert propose(walked(G, G), MOST, NOW) == Proposal(Dose(360, 160), Variable.DURATION, "green twice: more duration")


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("seconds", "then"), [(100, 120), (240, 288), (300, 360), (540, 600), (590, 650), (600, 660), (900, 960)]
)
def test_time_grows_by_a_minute_or_its_share(seconds, then):
    assert propose(walked(G, G, dose=Dose(seconds, 160)), MOST, NOW).dose == Dose(then, 160)


@pytest.mark.sr(45)
@pytest.mark.parametrize(("speed", "then"), [(160, 176), (200, 216), (100, 110), (390, 400)])
def test_speed_comes_when_there_is_no_more_time_by_a_tenth_of_a_mile_or_of_itself(speed, then):
    most = Dose(300, 400, 30)
    assert propose(walked(G, G, dose=Dose(300, speed)), most, NOW) == Proposal(
        Dose(300, then), Variable.SPEED, "green twice: more speed"
    )


@pytest.mark.sr(45)
@pytest.mark.parametrize(("incline", "then"), [(0, 5), (25, 30), (28, 30)])
def test_inclination_comes_last(incline, then):
    most = Dose(300, 160, 30)
    assert propose(walked(G, G, dose=Dose(300, 160, incline)), most, NOW) == Proposal(
        Dose(300, 160, then), Variable.INCLINE, "green twice: more incline"
    )


@pytest.mark.sr(45)
def test_at_the_top_it_stays():
    top = Dose(300, 160, 30)
    assert propose(walked(G, G, dose=top), top, NOW).dose == top


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    "past",
    [
        walked(G),
        walked(G, G, apart=20 * HOUR - 1),
        walked(A, G),
        walked(G, R, G),
        [*walked(G, ago=6 * DAY), *walked(G, dose=Dose(240, 160))],
    ],
)
def test_a_step_needs_two_green_sessions_of_the_same_dose_a_night_apart(past):
    assert propose(past, MOST, NOW) == Proposal(
        past[-1].dose, None, "two green sessions of this dose, 20 hours apart, come before a step"
    )


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("lights", "dose", "changes", "why"),
    [
        ((G, G, A), DOSE, None, "amber"),
        ((G, A, A), Dose(240, 160), Variable.DURATION, "twice amber"),
        ((G, G, R), Dose(210, 160), Variable.DURATION, "red"),
        ((A, R), Dose(210, 160), Variable.DURATION, "red"),
        ((R, A), DOSE, None, "amber"),
    ],
)
def test_after_amber_or_red_there_is_never_more(lights, dose, changes, why):
    proposed = propose(walked(*lights), MOST, NOW)
    assert (proposed.dose, proposed.changes) == (dose, changes) and proposed.why.startswith(why)


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("ago", "dose"),
    [(14 * DAY, 360), (14 * DAY + 1, 210), (28 * DAY, 210), (28 * DAY + 1, None)],
)
def test_a_pause_leads_back(ago, dose):
    past = walked(G, G, ago=ago, apart=WEEK * 40)  # not in a fourth week
    proposed = propose(past, MOST, NOW)
    assert (proposed.dose and proposed.dose.seconds) == (dose if ago != 14 * DAY else proposed.dose.seconds)
    if ago == 14 * DAY:
        assert proposed.dose.seconds >= DOSE.seconds * 80 // 100
    if dose is None:
        assert "begin again" in proposed.why


def test_before_the_first_session_there_is_nothing_to_go_by():
    assert propose([], MOST, NOW) == Proposal(None, None, "nothing was walked yet")


@pytest.mark.sr(45)
def test_every_fourth_week_is_lighter_once():
    first = Past(NOW - 3 * WEEK - DAY, G, DOSE)
    past = [first, Past(NOW - 5 * DAY, G, DOSE), Past(NOW - 2 * DAY, G, DOSE)]
    assert propose(past, MOST, NOW).dose == Dose(240, 160)
    light = [*past, Past(NOW - HOUR, G, Dose(240, 160))]
    assert propose(light, MOST, NOW) == Proposal(Dose(240, 160), None, "a lighter week")


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("light", "most", "proposed"),
    [
        (G, MOST, (Dose(300, 160), Variable.DURATION, "the lighter week is over")),
        (G, Dose(270, 160), (Dose(270, 160), Variable.DURATION, "the lighter week is over")),
        (
            G,
            Dose(240, 160),
            (Dose(240, 160), None, "two green sessions of this dose, 20 hours apart, come before a step"),
        ),
        (G, Dose(300, 150), (Dose(240, 150), None, "level or caps permit less than last time")),
        (A, MOST, (Dose(240, 160), None, "amber: the same again, or 10 % less")),
    ],
)
def test_after_a_lighter_week_what_had_been_earned_before_it_comes_back(light, most, proposed):
    first = NOW - 4 * WEEK - HOUR
    past = [Past(first, G, DOSE), Past(first + WEEK, G, DOSE), Past(NOW - 2 * DAY, light, Dose(240, 160))]
    assert propose(past, most, NOW) == Proposal(*proposed)


@pytest.mark.sr(45)
def test_caps_that_came_down_are_kept_before_any_step():
    lower = Dose(300, 120, 0)
    assert propose(walked(G, G), lower, NOW) == Proposal(lower, None, "level or caps permit less than last time")


@pytest.mark.sr(45)
@pytest.mark.parametrize(("sessions", "allowed"), [(2, True), (3, False)])
def test_a_week_grows_by_its_share_at_the_most(sessions, allowed):
    before = walked(G, G, ago=8 * DAY)
    this = walked(*[G] * sessions, apart=DAY, ago=DAY)
    grown = propose([*before, *this][:-1] if allowed else [*before, *this], MOST, NOW).changes is not None
    assert grown is False or allowed


@given(
    st.lists(
        st.tuples(
            st.integers(HOUR, 20 * DAY),
            st.sampled_from(Light),
            st.integers(60, 1320),
            st.integers(80, 400),
            st.integers(0, 30),
        ),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 40 * DAY),
)
@pytest.mark.sr(45)
def test_whatever_was_walked_one_variable_changes_by_a_quantum_and_none_grows_after_amber_or_red(sessions, since):
    past, at = [], 0
    for later, light, seconds, speed, incline in sessions:
        at += later
        past.append(Past(at, light, Dose(seconds, speed, incline)))
    last, dose = past[-1].dose, propose(past, MOST, at + since).dose
    if dose is None:
        return
    deltas = (dose.seconds - last.seconds, dose.speed - last.speed, dose.incline - last.incline)
    assert sum(delta != 0 for delta in deltas) <= 1
    earned = max(session.dose.seconds for session in past)
    assert (deltas[0] <= 60 or dose.seconds <= earned) and deltas[1] <= 16 and deltas[2] <= 5
    if max(deltas) > 0:
        assert past[-1].light is G
        assert past[-2].light is G or dose.seconds <= earned


@pytest.mark.sr(45)
def test_an_obedient_walker_reaches_the_top_one_step_at_a_time():
    past, now, most = [Past(0, G, DOSE)], 0, Dose(480, 200, 10)
    for _ in range(400):
        now += 2 * DAY
        dose = propose(past, most, now).dose
        past.append(Past(now, G, dose))
    assert max(session.dose.seconds for session in past) == 480
    assert max(session.dose.speed for session in past) == 200
    assert max(session.dose.incline for session in past) == 10


@pytest.mark.sr(45)
def test_sets_by_distance_grow_before_anything_else():
    dose, most = Dose(317, 128, metres=10), Dose(600, 200, metres=15)
    farther = Dose(317, 128, metres=15)
    assert propose(walked(G, G, dose=dose), most, NOW) == Proposal(
        farther, Variable.DISTANCE, "green twice: more distance"
    )
    assert propose(walked(G, G, dose=farther), most, NOW).changes is Variable.DURATION
    assert propose(walked(G, G, dose=dose), replace(most, metres=0), NOW).changes is Variable.DURATION


@pytest.mark.sr(45)
def test_repeats_come_after_inclination_and_only_where_there_are_intervals():
    dose, most = Dose(300, 160, 30, repeats=4), Dose(300, 160, 30, repeats=6)
    assert propose(walked(G, G, dose=dose), most, NOW) == Proposal(
        replace(dose, repeats=5), Variable.REPEATS, "green twice: more repeats"
    )
    flat = replace(dose, repeats=0)
    assert propose(walked(G, G, dose=flat), most, NOW).dose == flat


@pytest.mark.sr(45)
@pytest.mark.parametrize(("load", "asks"), [(0, None), (20, Variable.LOAD)])
def test_a_load_is_never_proposed_and_asked_for_when_nothing_else_is_left(load, asks):
    top = Dose(300, 160, 30)
    proposed = propose(walked(G, G, dose=top), replace(top, load=load), NOW)
    assert (proposed.dose, proposed.changes, proposed.asks) == (top, None, asks)
    room = propose(walked(G, G, dose=top), replace(top, load=20, seconds=400), NOW)
    assert (room.changes, room.asks) == (Variable.DURATION, None)


@pytest.mark.sr(45)
def test_red_and_a_long_pause_leave_the_choice_of_a_level_down():
    assert propose(walked(G, R), MOST, NOW).level_down
    assert propose(walked(G, G, ago=15 * DAY, apart=WEEK * 40), MOST, NOW).level_down
    assert not propose(walked(A, A), MOST, NOW).level_down


# ── ten thousand random histories ───────────────────────────────────────────────────────────────────


LIGHTS = (G, G, G, G, A, R)


def life(chance):
    """A walker who does what is proposed, on lights and pauses as they come: past, proposal and limits, each time."""
    most = Dose(60 * chance.randrange(6, 22), chance.randrange(160, 400), chance.randrange(0, 50), 15, 6, 40)
    now, past = 0, []
    dose = Dose(300, 128, 0, chance.choice((0, 5)), chance.choice((0, 4)))
    for _ in range(12):
        now += chance.choice((21, 45, 48, 72, 100, 24 * 8, 24 * 16, 24 * 30)) * HOUR
        past.append(Past(now, chance.choice(LIGHTS), dose))
        proposal = propose(past, most, now + HOUR)
        yield list(past), proposal, most
        dose = proposal.dose or Dose(240, 128)


def fields(dose):
    return (dose.metres, dose.seconds, dose.speed, dose.incline, dose.repeats, dose.load)


@pytest.mark.sr(45)
@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32))
def test_in_ten_thousand_histories_one_variable_rises_by_a_quantum_and_none_after_amber_or_red(seed):
    for number in range(100):
        for past, proposal, most in life(Random(seed + number)):
            if proposal.dose is None:
                continue
            last = fields(past[-1].dose)
            raised = [then - was for was, then in zip(last, fields(proposal.dose), strict=True) if then > was]
            changed = sum(then != was for was, then in zip(last, fields(proposal.dose), strict=True))
            assert changed <= 1 and len(raised) <= 1
            assert proposal.dose.load == past[-1].dose.load
            assert all(then <= limit for then, limit in zip(fields(proposal.dose), fields(most), strict=True))
            if raised:
                assert past[-1].light is G and proposal.changes is not None
                earned = proposal.why == "the lighter week is over"
                assert earned or (len(past) > 1 and past[-2].light is G and past[-2].dose == past[-1].dose)
                assert earned or raised[0] <= 60
