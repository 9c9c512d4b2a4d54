"""The part of Garmin's TrainingCenterDatabase v2 schema that a walk uses: what each element holds, in which order."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET

from retrowalk.export.tcx import EXTENSION, NAMESPACE


def _double(text):
    return float(text) >= 0


def _instant(text):
    return text.endswith("Z") and datetime.fromisoformat(text).tzinfo is not None


def _among(*words):
    return lambda text: text in words


def _whole(low, high):
    return lambda text: re.fullmatch(r"\d+", text) is not None and low <= int(text) <= high


MANY = None
# Element → its children in their order: name, least, most. A type of the schema on the right is what its text must be.
SEQUENCES = {
    "TrainingCenterDatabase": [("Folders", 0, 1), ("Activities", 0, 1), ("Workouts", 0, 1), ("Author", 0, 1)],
    "Activities": [("Activity", 0, MANY), ("MultiSportSession", 0, MANY)],
    "Activity": [
        ("Id", 1, 1), ("Lap", 1, MANY), ("Notes", 0, 1), ("Training", 0, 1), ("Creator", 0, 1), ("Extensions", 0, 1),
    ],
    "Lap": [
        ("TotalTimeSeconds", 1, 1), ("DistanceMeters", 1, 1), ("MaximumSpeed", 0, 1), ("Calories", 1, 1),
        ("AverageHeartRateBpm", 0, 1), ("MaximumHeartRateBpm", 0, 1), ("Intensity", 1, 1), ("Cadence", 0, 1),
        ("TriggerMethod", 1, 1), ("Track", 0, MANY), ("Notes", 0, 1), ("Extensions", 0, 1),
    ],
    "Track": [("Trackpoint", 1, MANY)],
    "Trackpoint": [
        ("Time", 1, 1), ("Position", 0, 1), ("AltitudeMeters", 0, 1), ("DistanceMeters", 0, 1),
        ("HeartRateBpm", 0, 1), ("Cadence", 0, 1), ("SensorState", 0, 1), ("Extensions", 0, 1),
    ],
    "HeartRateBpm": [("Value", 1, 1)],
    "AverageHeartRateBpm": [("Value", 1, 1)],
    "MaximumHeartRateBpm": [("Value", 1, 1)],
    "Extensions": [("TPX", 0, MANY)],
    "TPX": [("Speed", 0, 1), ("RunCadence", 0, 1), ("Watts", 0, 1), ("Extensions", 0, 1)],
}  # fmt: skip
TEXTS = {
    "Id": _instant,
    "Time": _instant,
    "TotalTimeSeconds": _double,
    "DistanceMeters": _double,
    "MaximumSpeed": _double,
    "Speed": _double,
    "Calories": _whole(0, 65535),
    "Value": _whole(1, 255),
    "Intensity": _among("Active", "Resting"),
    "TriggerMethod": _among("Manual", "Distance", "Location", "Time", "HeartRate"),
    "Notes": lambda _: True,
}
ATTRIBUTES = {"Activity": {"Sport": _among("Running", "Biking", "Other")}, "Lap": {"StartTime": _instant}}
IN_EXTENSION = {"TPX", "Speed"}


def check(data):
    """Parse a TCX file and hold every element against the schema; returns the root."""
    root = ET.fromstring(data)  # noqa: S314 - our own file
    _check(root)
    assert root.tag == f"{{{NAMESPACE}}}TrainingCenterDatabase"
    return root


def _check(element):
    space, _, name = element.tag[1:].partition("}")
    assert space == (EXTENSION if name in IN_EXTENSION else NAMESPACE)
    wanted = ATTRIBUTES.get(name, {})
    assert set(element.attrib) == set(wanted)
    assert all(valid(element.attrib[each]) for each, valid in wanted.items())
    if name in TEXTS:
        assert len(element) == 0
        assert TEXTS[name](element.text or ""), (name, element.text)
        return
    assert not (element.text or "").strip()
    _check_order(name, [child.tag.partition("}")[2] for child in element])
    for child in element:
        _check(child)


def _check_order(name, found):
    rest = list(found)
    for child, least, most in SEQUENCES[name]:
        count = 0
        while rest and rest[0] == child:
            rest.pop(0)
            count += 1
        assert count >= least, f"{name} needs {child}"
        assert most is MANY or count <= most, f"{name} has {count} {child}"
    assert rest == [], f"{name}: {rest[0]} does not come here"
