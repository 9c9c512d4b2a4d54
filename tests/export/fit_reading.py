"""FIT files read back by two decoders that know nothing of Retrowalk."""

import io
from dataclasses import dataclass, field

import fitdecode
from garmin_fit_sdk import Decoder, Stream


@dataclass
class Read:
    """What a decoder found: its messages in order, as (name, values); values of developer fields by their name."""

    messages: list[tuple[str, dict]] = field(default_factory=list)

    def all(self, name):
        return [values for found, values in self.messages if found == name]

    def one(self, name):
        (values,) = self.all(name)
        return values


def by_garmin(data):
    """Garmin's own decoder: integrity, no errors, and developer fields under their names."""
    assert Decoder(Stream.from_byte_array(bytearray(data))).is_fit()
    assert Decoder(Stream.from_byte_array(bytearray(data))).check_integrity()
    decoder = Decoder(Stream.from_byte_array(bytearray(data)))
    names, read = {}, Read()

    def heard(number, values):
        values = dict(values)
        ours = values.pop("developer_fields", {})
        if number == 206:
            names[values["key"]] = values["field_name"]
        kind = {
            0: "file_id", 18: "session", 19: "lap", 20: "record", 21: "event", 34: "activity", 206: "field_description",
            207: "developer_data_id",
        }[number]  # fmt: skip
        read.messages.append((kind, values | {names[key]: value for key, value in ours.items()}))

    _, errors = decoder.read(convert_types_to_strings=False, convert_datetimes_to_dates=False, mesg_listener=heard)
    assert errors == []
    return read


def by_fitdecode(data, *, raw=False):
    """An independent decoder, checksums on, what is undefined an error; `raw`: as stored, without scale or words."""
    read = Read()
    with fitdecode.FitReader(
        io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE
    ) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                assert len({each.name for each in frame.fields}) == len(frame.fields)
                read.messages.append(
                    (frame.name, {each.name: each.raw_value if raw else each.value for each in frame.fields})
                )
    return read
