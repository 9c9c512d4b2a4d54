import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.training_status import TrainingCode, TrainingStatus, decode, encode


TEXTS = st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=18)


@given(st.integers(0, 0xFF), TEXTS, st.booleans())
def test_both_ways(status, text, extended):
    training = TrainingStatus(status, text, extended)
    assert decode(encode(training)) == training


@given(st.binary(max_size=24))
def test_any_bytes_are_a_status_or_malformed(data):
    try:
        training = decode(data)
    except MalformedValue:
        assert len(data) < 2
        return
    assert training.status == data[1]
    assert (training.text is not None) == bool(data[0] & 1)


@pytest.mark.parametrize("status", list(TrainingCode))
def test_every_status_by_name(status):
    assert decode(bytes((0, status))).status is status


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("00 01", TrainingStatus(TrainingCode.IDLE)),
        ("01 0d 47 6f", TrainingStatus(TrainingCode.MANUAL_MODE, "Go")),
        ("03 0d 47 6f", TrainingStatus(TrainingCode.MANUAL_MODE, "Go", extended=True)),
        ("01 0e ff fe", TrainingStatus(TrainingCode.PRE_WORKOUT, "\ufffd\ufffd")),
        ("01 0e 00 58 00", TrainingStatus(TrainingCode.PRE_WORKOUT, "X")),
        ("00 0e 33", TrainingStatus(TrainingCode.PRE_WORKOUT)),
        ("00 ff", TrainingStatus(0xFF)),
    ],
)
def test_examples(wire, expected):
    assert decode(bytes.fromhex(wire)) == expected


@pytest.mark.parametrize(("wire", "told"), [("", "nothing"), ("01", "01")])
def test_what_is_too_short_is_shown(wire, told):
    with pytest.raises(MalformedValue, match=f"^a training status has at least flags and status, not {told}$"):
        decode(bytes.fromhex(wire))


def test_a_status_above_a_byte():
    with pytest.raises(ValueError, match="byte"):
        encode(TrainingStatus(256))
