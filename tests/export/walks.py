"""Walks to export: one that went as planned, and any that could have been."""

from hypothesis import strategies as st

from retrowalk.history.records import Person
from retrowalk.history.walks import After, Before, Mark, MarkKind, Range, Sample, State, Summary, Walk
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


BEGAN = 1_790_000_000


def walk(**changes):
    """A walk of the first protocol."""
    told = {
        "id": "w1", "person": "p1", "treadmill": "t1", "protocol": "P01", "protocol_hash": "ab" * 32,
        "level": Level.FIRST, "began": BEGAN, "journal": "w1/journal.jsonl",
    }  # fmt: skip
    return Walk(**(told | changes))


def straight(seconds=60, speed=360, segment=0, facing=Facing.BACKWARD, start=0, before=0, **changes):
    """Seconds at one speed: at 3.6 km/h a metre each."""
    told = {
        "speed": speed, "commanded": speed, "cap": 400, "inclination": 10, "heart_rate": 90, "facing": facing,
        "stage": Stage.WALKING, "segment": segment,
    }  # fmt: skip
    return [
        Sample(**({"t": start + second, "millimetres": before + second * speed * 100 // 36} | told | changes))
        for second in range(seconds)
    ]


def mark(at, kind=MarkKind.RPE, value=4):
    return Mark("w1", BEGAN + at, kind, value)


@st.composite
def samples(draw, most=120):
    """Seconds in order: with gaps, what was not measured, standing in between, and a way that only grows."""
    rows, t, way, segment = [], draw(st.integers(0, 300)), 0, 0
    for _ in range(draw(st.integers(0, most))):
        speed = draw(st.sampled_from([None, 0, 0, 1, 80, 160, 322, 65535]))
        way += draw(st.integers(0, 900)) if speed else 0
        segment += draw(st.sampled_from([0, 0, 0, 0, 1]))
        rows.append(
            Sample(
                t,
                speed,
                draw(st.none() | st.integers(0, 400)),
                draw(st.none() | st.integers(100, 400)),
                draw(st.none() | st.integers(-50, 150)),
                draw(st.none() | st.integers(30, 220)),
                draw(st.sampled_from([None, *Facing])),
                draw(st.sampled_from([None, *Stage])),
                segment,
                way,
                draw(st.integers(0, 31)),
            )
        )
        t += draw(st.sampled_from([1, 1, 1, 1, 2, 40]))
    return rows


def marks():
    kinds = st.sampled_from([MarkKind.RPE, MarkKind.PAIN])
    return st.lists(st.builds(mark, st.integers(-10, 500), kinds, st.integers(0, 10)), max_size=5)


def summary(**changes):
    """Eight minutes done as planned."""
    told = {
        "seconds": 500, "samples": 501, "belt_time": 480_000, "backward": 480_000, "millimetres": 210_400,
        "segments": 4, "segments_done": 4,
        "commanded": Range(150, 100, 161), "measured": Range(149, 96, 160), "near_cap": 12,
        "inclination": Range(5, 0, 10), "inclines": ((0, 240), (10, 240)), "verified": True, "stopped_in": 2_900,
    }  # fmt: skip
    return Summary(**(told | changes))


def good(at=BEGAN, **changes):
    """A walk of which everything was told, and all of it green."""
    told = {
        "began": at, "number": 3, "author": "a1", "supervisor": "s1", "label": "No 3", "profile": "generic_ftms",
        "planned_time": 480_000, "planned_millimetres": 211_000,
        "state": State.ENDED, "stop_reason": StopReason.COMPLETED, "ended": at + 500, "summary": summary(),
        "before": Before(1, "left", "knee", 2, 3, 8, "shoes", ("clip", "rails"), (), at - 86_400, "none"),
        "after": After(
            pain0=1, pain60=1, morning=1, worst=2, sharp=False, lasted=False, swelling=False, giving_way=False,
            locking=False, effort=4, confidence=7, handrail="one", stumbles=0, notes="fine",
        ),
    }  # fmt: skip
    return walk(**(told | changes))


def person(**changes):
    return Person(**({"id": "p1", "name": "Ana María", "born": 1958} | changes))
