import pytest

from retrowalk.ftms import advertisement, control_point, features, machine_status, training_status, treadmill_data
from retrowalk.ftms.malformed import MalformedValue


@pytest.mark.parametrize(
    "decode",
    [
        advertisement.decode, control_point.decode_request, control_point.decode_response, features.decode_features,
        features.decode_speed_range, features.decode_inclination_range, machine_status.decode, training_status.decode,
        treadmill_data.decode,
    ],
)  # fmt: skip
def test_every_decoder_refuses_nothing_in_one_clear_line(decode):
    with pytest.raises(MalformedValue) as refusal:
        decode(b"")
    assert str(refusal.value) and "\n" not in str(refusal.value)
    assert isinstance(refusal.value, ValueError)
