"""What real machines send, against every decoder."""

import tomllib
from pathlib import Path

import pytest

from retrowalk.ftms import advertisement, control_point, features, machine_status, training_status, treadmill_data
from retrowalk.ftms.malformed import MalformedValue


CAPTURES = Path(__file__).parents[1] / "captures" / "frames.toml"
FRAMES = tomllib.loads(CAPTURES.read_text("utf-8"))["frame"]
DECODERS = {
    "treadmill_data": treadmill_data.decode,
    "machine_status": machine_status.decode,
    "training_status": training_status.decode,
    "response": control_point.decode_response,
    "advertisement": advertisement.decode,
    "features": features.decode_features,
    "speed_range": features.decode_speed_range,
    "inclination_range": features.decode_inclination_range,
}


def said(value, field):
    """The field of a decoded value in the form the captures write: hex for bytes, 'none', lists, wire steps."""
    if field.endswith("_hex"):
        return getattr(value, field.removesuffix("_hex")).hex()
    if field.endswith("_wire"):
        return getattr(value, field.removesuffix("_wire")).wire
    found = getattr(value, field)
    return {tuple: list, type(None): lambda _: "none"}.get(type(found), lambda each: each)(found)


@pytest.mark.parametrize("frame", [each for each in FRAMES if "expect" in each], ids=lambda each: each["name"])
def test_says_what_it_means(frame):
    value = DECODERS[frame["characteristic"]](bytes.fromhex(frame["hex"]))
    assert {field: said(value, field) for field in frame["expect"]} == frame["expect"]


@pytest.mark.parametrize("frame", [each for each in FRAMES if "error" in each], ids=lambda each: each["name"])
def test_is_refused(frame):
    with pytest.raises(MalformedValue, match=frame["error"]):
        DECODERS[frame["characteristic"]](bytes.fromhex(frame["hex"]))


def test_every_frame_says_where_it_comes_from():
    assert {each["origin"] for each in FRAMES} == {"documented", "constructed"}
    assert all(each["fact"] and ("expect" in each) != ("error" in each) for each in FRAMES)
