import pytest
from hypothesis import given, settings
from tests.export.fit_reading import by_fitdecode, by_garmin
from tests.export.walks import BEGAN, mark, marks, samples, straight, walk

from retrowalk.export import fit_activity
from retrowalk.export.activity import activity, pauses
from retrowalk.export.fit import EPOCH
from retrowalk.history.walks import After, Before, MarkKind, State
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


NOTICE = "Values come from a consumer treadmill."


def fit(whole):
    return fit_activity.fit(whole, NOTICE)


def told(rows, said=(), **changes):
    return activity(walk(**changes), rows, said)


def test_a_walk_is_walking_on_a_treadmill_with_a_lap_for_each_segment():
    rows = [
        *straight(10, stage=Stage.SETTLING),
        *straight(50, segment=1, start=10, before=10_000),
        *straight(30, segment=2, start=60, before=60_000, facing=Facing.FORWARD),
    ]
    said = [mark(30, value=4), mark(40, MarkKind.PAIN, 3), mark(80, value=6), mark(85, MarkKind.PAIN, 1)]
    before, after = Before(pain=2), After(pain0=1)
    told_ = told(rows, said, before=before, after=after, stop_reason=StopReason.COMPLETED, state=State.ENDED)
    read = by_garmin(fit(told_))
    file = read.one("file_id")
    assert (file["type"], file["manufacturer"], file["product_name"]) == (4, 255, "Retrowalk")
    assert file["time_created"] == BEGAN - EPOCH
    session = read.one("session")
    assert (session["sport"], session["sub_sport"]) == (11, 1)
    assert session["sport_profile_name"] == "P01, backward walking"
    assert (session["total_elapsed_time"], session["total_distance"]) == (89, 89)
    assert session["enhanced_avg_speed"] == session["enhanced_max_speed"] == pytest.approx(1)
    assert (session["avg_heart_rate"], session["max_heart_rate"], session["avg_grade"]) == (90, 90, 1)
    assert (session["workout_rpe"], session["rpe"], session["pain"]) == (60, 6, 3)
    assert (session["pain_before"], session["pain_after"], session["stop_reason"]) == (2, 1, "completed")
    assert session["notice"] == NOTICE
    assert (session["backward_time"], session["backward_distance"]) == (60, 60)
    laps = read.all("lap")
    assert [lap["intensity"] for lap in laps] == [2, 0, 0]
    assert [lap["lap_trigger"] for lap in laps] == [8, 8, 8]
    assert [lap["facing"] for lap in laps] == [-1, -1, 1]
    assert [(lap["message_index"], lap["segment"]) for lap in laps] == [(0, 1), (1, 2), (2, 3)]
    record = read.all("record")[30]
    assert record["distance"] == 30
    assert (record["facing"], record["rpe"], record["segment"], record["heart_rate"]) == (-1, 4, 2, 90)
    assert record["inclination"] == record["grade"] == pytest.approx(1)
    assert (record["commanded_speed"], record["speed_cap"]) == (pytest.approx(1), pytest.approx(400 / 360))
    assert read.one("activity")["num_sessions"] == 1


def test_the_timer_rests_while_the_belt_stands():
    rows = [*straight(5), *straight(5, 0, start=5, millimetres=5_000), *straight(6, start=10, before=5_000)]
    read = by_garmin(fit(told(rows)))
    events = [(event["timestamp"] + EPOCH - BEGAN, event["event_type"]) for event in read.all("event")]
    assert events == [(0, 0), (5, 1), (10, 0), (15, 4)]
    assert (read.one("session")["total_timer_time"], read.one("session")["total_elapsed_time"]) == (10, 15)


def test_nothing_is_invented():
    bare = {"heart_rate": None, "inclination": None, "cap": None, "commanded": None, "facing": None}
    read = by_fitdecode(fit(told(straight(5, **bare))))
    for name in ("record", "lap", "session"):
        for values in read.all(name):
            absent = ("heart", "cadence", "calor", "grade", "rpe", "pain", "position", "power", "inclination", "facing")
            assert [each for each in values if any(word in each for word in absent)] == []


def test_a_belt_that_never_moved_gives_a_whole_file_without_laps():
    for rows in ([], straight(9, 0, stage=Stage.CHECKLIST)):
        data = fit(told(rows, state=State.INTERRUPTED))
        for read in (by_garmin(data), by_fitdecode(data)):
            assert (read.all("lap"), read.all("record")) == ([], [])
            assert (read.one("session")["num_laps"], read.one("session")["total_distance"]) == (0, 0)
            assert read.one("session")["stop_reason"] == "interrupted"


def test_one_sample_is_enough():
    read = by_garmin(fit(told(straight(1))))
    assert len(read.all("record")) == len(read.all("lap")) == 1


def test_a_simulated_walk_says_so():
    session = by_garmin(fit(told(straight(2), simulated=True))).one("session")
    assert session["sport_profile_name"].startswith("SIMULATED")


def test_the_same_walk_gives_the_same_bytes_and_another_one_another_serial_number():
    assert fit(told(straight(30))) == fit(told(straight(30)))
    serials = {by_garmin(fit(told(straight(3), id=name))).one("file_id")["serial_number"] for name in ("a", "b")}
    assert len(serials) == 2


def test_half_an_hour_takes_little_room():
    assert len(fit(told(straight(1800)))) < 90_000


@settings(max_examples=60, deadline=None)
@given(samples(most=60), marks())
def test_two_decoders_read_any_walk_field_by_field(rows, said):
    whole = told(rows, said)
    data = fit(whole)
    garmin, other = by_garmin(data), by_fitdecode(data)
    points = whole.whole.points if whole.whole else ()
    for read in (garmin, other):
        assert len(read.all("lap")) == len(whole.laps)
        records = read.all("record")
        assert len(records) == len(points)
        for point, record in zip(points, records, strict=True):
            sample = point.sample
            assert record.get("heart_rate") == sample.heart_rate
            assert record.get("facing") == {None: None, Facing.BACKWARD: -1, Facing.FORWARD: 1}[sample.facing]
            assert (record.get("rpe"), record.get("pain")) == (point.rpe, point.pain)
            assert record["segment"] == sample.segment + 1
            for name, wire, scale in (
                ("enhanced_speed", sample.speed, 360),
                ("commanded_speed", sample.commanded, 360),
                ("speed_cap", sample.cap, 360),
                ("inclination", sample.inclination, 10),
                ("grade", sample.inclination, 10),
            ):
                assert record.get(name) == (None if wire is None else pytest.approx(wire / scale, abs=6e-4)), name
            assert record["distance"] == pytest.approx(
                (sample.millimetres - points[0].sample.millimetres) / 1000, abs=0.01
            )
    events = [(event["timestamp"], event["event_type"]) for event in garmin.all("event")]
    assert len(events) == 2 + 2 * len(pauses(points))
    times = [values["timestamp"] for name, values in garmin.messages if name in {"record", "event"}]
    assert times == sorted(times)
    for name, values in zip(garmin.messages, other.messages, strict=True):
        assert name[0] == values[0]
        assert set(name[1]) - {"key"} <= set(values[1])
