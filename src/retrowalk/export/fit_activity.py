"""A walk as a FIT activity: walking on a treadmill, a lap for each segment, a record for each second."""

import zlib
from collections.abc import Iterator

from retrowalk.export import fit_fields as f
from retrowalk.export.activity import Activity, Effort, Lap, Point, Stretch, pauses
from retrowalk.export.fit import Message, Value, developer_messages, encode, message, moment
from retrowalk.history.walks import MarkKind
from retrowalk.units import Facing


INTENSITIES = {
    Effort.ACTIVE: f.INTENSITY_ACTIVE,
    Effort.REST: f.INTENSITY_REST,
    Effort.WARM_UP: f.INTENSITY_WARM_UP,
    Effort.COOL_DOWN: f.INTENSITY_COOL_DOWN,
}
FACINGS = {Facing.BACKWARD: -1, Facing.FORWARD: 1}
# 0.01 km/h in m/s.
PER_STEP = 1 / 360
# FIT rates effort from 0 to 100, people from 0 to 10.
PER_RPE = 10

Told = dict[str, Value | None]


def fit(activity: Activity, notice: str) -> bytes:
    """The FIT file of a walk; `notice` says what its values are worth."""
    return encode(tuple(_messages(activity, notice)))


def _messages(activity: Activity, notice: str) -> Iterator[Message]:
    """In the order of time, as the FIT guide has it: what sums up comes last."""
    begins = activity.whole.begins if activity.whole else activity.walk.began
    yield _file(activity, begins)
    yield from developer_messages()
    yield _timer(begins, f.EVENT_START)
    if activity.whole is not None:
        yield from _seconds(activity.whole)
    ends = activity.whole.ends if activity.whole else begins
    yield _timer(ends, f.EVENT_STOP_ALL)
    for index, lap in enumerate(activity.laps):
        yield message(f.LAP, _lap(index, lap), {"facing": _facing(lap.facing), "segment": lap.segment})
    yield message(f.SESSION, _session(activity, begins, ends), {**_ours(activity), "notice": notice})
    yield message(f.ACTIVITY, _activity(activity, ends))


def _file(activity: Activity, begins: int) -> Message:
    """The serial number makes a second export of a walk known as the same."""
    told: Told = {
        "type": f.TYPE_ACTIVITY,
        "manufacturer": f.DEVELOPMENT,
        "product": 0,
        "serial_number": zlib.crc32(activity.walk.id.encode()) or 1,
        "time_created": moment(begins),
        "product_name": "Retrowalk",
    }
    return message(f.FILE_ID, told)


def _timer(at: int, turn: int) -> Message:
    return message(f.EVENT, {"timestamp": moment(at), "event": f.EVENT_TIMER, "event_type": turn})


def _seconds(whole: Stretch) -> Iterator[Message]:
    """The records, and between them where the timer rests with the belt."""
    turns = [turn for began, ended in pauses(whole.points) for turn in ((began, f.EVENT_STOP), (ended, f.EVENT_START))]
    waiting = iter([*turns, (whole.ends + 1, None)])
    at, turn = next(waiting)
    for each in whole.points:
        while turn is not None and at <= each.at:
            yield _timer(at, turn)
            at, turn = next(waiting)
        yield _record(each, whole.points[0].sample.millimetres)


def _record(each: Point, before: int) -> Message:
    sample = each.sample
    told: Told = {
        "timestamp": moment(each.at),
        "distance": (sample.millimetres - before) / 1000,
        "enhanced_speed": _speed(sample.speed),
        "grade": _percent(sample.inclination),
        "heart_rate": sample.heart_rate,
    }
    ours: Told = {
        "facing": _facing(sample.facing),
        "inclination": _percent(sample.inclination),
        "commanded_speed": _speed(sample.commanded),
        "speed_cap": _speed(sample.cap),
        "rpe": each.rpe,
        "pain": each.pain,
        "segment": sample.segment + 1,
    }
    return message(f.RECORD, told, ours)


def _sums(stretch: Stretch) -> Told:
    """What laps and the session say alike. A mean is over the time the belt moved."""
    mean, most = stretch.heart or (None, None)
    return {
        "start_time": moment(stretch.begins),
        "timestamp": moment(stretch.ends),
        "total_elapsed_time": stretch.elapsed,
        "total_timer_time": stretch.timer,
        "total_moving_time": stretch.moving,
        "total_distance": stretch.millimetres / 1000,
        "enhanced_avg_speed": stretch.millimetres / 1000 / stretch.moving if stretch.moving else None,
        "enhanced_max_speed": _speed(stretch.top),
        "avg_heart_rate": mean,
        "max_heart_rate": most,
        "avg_grade": _percent(stretch.inclination),
        "sport": f.SPORT_WALKING,
        "sub_sport": f.SUB_SPORT_TREADMILL,
    }


def _lap(index: int, lap: Lap) -> Told:
    return {
        "message_index": index,
        "event": f.EVENT_LAP,
        "event_type": f.EVENT_STOP,
        "intensity": INTENSITIES[lap.effort],
        "lap_trigger": f.LAP_BY_EQUIPMENT,
        **_sums(lap.stretch),
    }


def _nothing(begins: int, ends: int) -> Told:
    """What a session says of a belt that never moved."""
    still = dict.fromkeys(("total_elapsed_time", "total_timer_time", "total_moving_time", "total_distance"), 0)
    times = {"start_time": moment(begins), "timestamp": moment(ends)}
    return {**still, **times, "sport": f.SPORT_WALKING, "sub_sport": f.SUB_SPORT_TREADMILL}


def _session(activity: Activity, begins: int, ends: int) -> Told:
    effort = activity.last(MarkKind.RPE)
    return {
        "message_index": 0,
        "event": f.EVENT_SESSION,
        "event_type": f.EVENT_STOP,
        "first_lap_index": 0,
        "num_laps": len(activity.laps),
        "trigger": f.SESSION_ENDED_ACTIVITY,
        "sport_profile_name": title(activity),
        "workout_rpe": None if effort is None else effort * PER_RPE,
        **(_sums(activity.whole) if activity.whole is not None else _nothing(begins, ends)),
    }


def title(activity: Activity) -> str:
    """What the walk is called in other programs; a simulated one says so first."""
    return f"{'SIMULATED ' if activity.walk.simulated else ''}{activity.walk.protocol}, backward walking"


def _ours(activity: Activity) -> Told:
    walk = activity.walk
    seconds, millimetres = activity.whole.backward() if activity.whole else (0, 0)
    return {
        "rpe": activity.last(MarkKind.RPE),
        "pain": activity.worst(MarkKind.PAIN),
        "pain_before": walk.before.pain,
        "pain_after": walk.after.pain0,
        "backward_time": seconds,
        "backward_distance": millimetres / 1000,
        "stop_reason": walk.stop_reason.value if walk.stop_reason else walk.state.value,
    }


def _activity(activity: Activity, ends: int) -> Told:
    return {
        "timestamp": moment(ends),
        "total_timer_time": activity.whole.timer if activity.whole else 0,
        "num_sessions": 1,
        "type": f.ACTIVITY_MANUAL,
        "event": f.EVENT_ACTIVITY,
        "event_type": f.EVENT_STOP,
    }


def _speed(wire: int | None) -> float | None:
    """0.01 km/h as m/s."""
    return None if wire is None else wire * PER_STEP


def _percent(wire: float | None) -> float | None:
    """0.1 % as per cent."""
    return None if wire is None else wire / 10


def _facing(facing: Facing | None) -> int | None:
    return None if facing is None else FACINGS[facing]
