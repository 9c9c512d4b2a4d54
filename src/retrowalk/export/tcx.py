"""A walk as TCX (Training Center Database, version 2): a lap for each segment, a trackpoint for each second.

TCX knows running, biking and other, so a walk is other. It insists on calories; nobody measured any, and 0 says so.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from retrowalk.export.activity import Activity, Effort, Lap, Point, Stretch
from retrowalk.export.fit_activity import title
from retrowalk.export.plain import printable


NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
RESTING = frozenset({Effort.REST})
# 0.01 km/h in m/s.
PER_STEP = 1 / 360


def instant(at: int) -> str:
    """Seconds UTC as xsd:dateTime."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _put(parent: ET.Element, name: str, text: object = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    made.text = None if text is None else str(text)
    return made


def _decimals(value: float, places: int) -> str:
    return f"{value:.{places}f}"


def _beats(parent: ET.Element, name: str, bpm: int | None) -> None:
    """A heart rate in the schema's range, or nothing."""
    if bpm is not None and 1 <= bpm <= 255:  # noqa: PLR2004 - HeartRateInBeatsPerMinute_t: 1 to 255
        _put(_put(parent, name), "Value", bpm)


def _trackpoint(track: ET.Element, each: Point, before: int) -> None:
    point = _put(track, "Trackpoint")
    _put(point, "Time", instant(each.at))
    _put(point, "DistanceMeters", _decimals((each.sample.millimetres - before) / 1000, 2))
    _beats(point, "HeartRateBpm", each.sample.heart_rate)
    if each.sample.speed is not None:
        extension = _put(_put(point, "Extensions"), "TPX", xmlns=EXTENSION)
        _put(extension, "Speed", _decimals(each.sample.speed * PER_STEP, 3))


def _sums(parent: ET.Element, stretch: Stretch) -> None:
    """What a lap says of its points, in the order of the schema."""
    mean, most = stretch.heart or (None, None)
    _put(parent, "TotalTimeSeconds", _decimals(stretch.elapsed, 1))
    _put(parent, "DistanceMeters", _decimals(stretch.millimetres / 1000, 2))
    if stretch.top is not None:
        _put(parent, "MaximumSpeed", _decimals(stretch.top * PER_STEP, 3))
    _put(parent, "Calories", 0)
    _beats(parent, "AverageHeartRateBpm", mean)
    _beats(parent, "MaximumHeartRateBpm", most)


def _lap(parent: ET.Element, lap: Lap, before: int) -> None:
    made = _put(parent, "Lap", StartTime=instant(lap.stretch.begins))
    _sums(made, lap.stretch)
    _put(made, "Intensity", "Resting" if lap.effort in RESTING else "Active")
    _put(made, "TriggerMethod", "Manual")
    track = _put(made, "Track")
    for each in lap.stretch.points:
        _trackpoint(track, each, before)
    _put(made, "Notes", f"segment {lap.segment}, {lap.effort.value}, facing {lap.facing or 'not told'}")


def _still(parent: ET.Element, began: int) -> None:
    """The lap that the schema asks for when the belt never moved."""
    made = _put(parent, "Lap", StartTime=instant(began))
    for name, text in (("TotalTimeSeconds", "0.0"), ("DistanceMeters", "0.00"), ("Calories", "0")):
        _put(made, name, text)
    _put(made, "Intensity", "Resting")
    _put(made, "TriggerMethod", "Manual")


def _activity(parent: ET.Element, activity: Activity, notes: Iterable[str]) -> None:
    begins = activity.whole.begins if activity.whole else activity.walk.began
    made = _put(parent, "Activity", Sport="Other")
    _put(made, "Id", instant(begins))
    for lap in activity.laps:
        _lap(made, lap, activity.laps[0].stretch.points[0].sample.millimetres)
    if not activity.laps:
        _still(made, begins)
    _put(made, "Notes", printable("\n".join(notes)))


def tcx(activity: Activity, notice: str) -> bytes:
    """The TCX file of a walk; `notice` says what its values are worth."""
    root = ET.Element("TrainingCenterDatabase", {"xmlns": NAMESPACE})
    _activity(_put(root, "Activities"), activity, (title(activity), notice))
    ET.indent(root, " ")
    return DECLARATION + ET.tostring(root, encoding="unicode").encode() + b"\n"
