import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.ftms.advertisement import Advertisement, MachineKind, Verdict, decode, encode, looks_like_treadmill
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.uuids import Service, full


FTMS = full(Service.FITNESS_MACHINE)
HEART_RATE = full(0x180D)
UNKNOWN = "fitness machine of unknown kind"
UNTOLD = "fitness machine that does not say its kind"
NONE = "does not advertise the Fitness Machine Service"


@given(st.booleans(), st.integers(1, 0x3F), st.booleans())
def test_both_ways(available, kind, swapped):
    value = Advertisement(available, MachineKind(kind), swapped)
    assert decode(encode(value)) == value


@given(st.binary(max_size=8))
def test_any_bytes_are_an_advertisement_or_malformed(data):
    try:
        value = decode(data)
    except MalformedValue:
        assert len(data) < 3
        return
    assert value.available == bool(data[0] & 1)
    assert encode(value) == bytes((data[0] & 1,)) + data[1:3]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        ("01 01 00", Advertisement(available=True, kind=MachineKind.TREADMILL)),
        ("00 20 00", Advertisement(available=False, kind=MachineKind.INDOOR_BIKE)),
        ("01 00 01", Advertisement(available=True, kind=MachineKind.TREADMILL, swapped=True)),
        ("01 40 01", Advertisement(available=True, kind=MachineKind(0x4001), swapped=True)),
        ("01 00 01 ff", Advertisement(available=True, kind=MachineKind.TREADMILL, swapped=True)),
        ("01 01 00 ff", Advertisement(available=True, kind=MachineKind.TREADMILL)),
        ("01 00 00", Advertisement(available=True, kind=MachineKind(0))),
        ("01 00 40", Advertisement(available=True, kind=MachineKind(0x4000))),
        ("01 01 01", Advertisement(available=True, kind=MachineKind(0x0101))),
    ],
)
def test_examples(wire, expected):
    assert decode(bytes.fromhex(wire)) == expected


@pytest.mark.parametrize(
    ("services", "data", "name", "verdict", "reason"),
    [
        ([FTMS], "01 01 00", "FR30z", Verdict.YES, "says it is a treadmill"),
        ([], "01 01 00", None, Verdict.YES, "says it is a treadmill"),
        ([FTMS], "01 00 01", "FS-1", Verdict.YES, "says it is a treadmill, byte order swapped"),
        ([FTMS], "01 21 00", "Both", Verdict.YES, "says it is a treadmill"),
        ([FTMS], "01 20 00", "KICKR", Verdict.NO, "another fitness machine: indoor bike"),
        ([FTMS], "01 12 00", "X", Verdict.NO, "another fitness machine: cross trainer, rower"),
        ([FTMS], "01 00 00", "X", Verdict.PERHAPS, "fitness machine that names no kind"),
        ([FTMS], "01", "X", Verdict.PERHAPS, f"{UNKNOWN} (service data has flags and a kind, not 01)"),
        ([FTMS], "", "X", Verdict.PERHAPS, f"{UNKNOWN} (service data has flags and a kind, not nothing)"),
        ([FTMS], None, "HORIZON_7.4AT", Verdict.PERHAPS, UNTOLD),
        (["1826"], None, None, Verdict.PERHAPS, UNTOLD),
        ([], None, "WLT-EP-1", Verdict.UNLIKELY, "advertises a name only"),
        ([HEART_RATE], None, "WLT-EP-1", Verdict.UNLIKELY, "advertises other services"),
        ([HEART_RATE, FTMS], None, "Both", Verdict.PERHAPS, UNTOLD),
        ([HEART_RATE], None, None, Verdict.NO, NONE),
        ([], None, "", Verdict.NO, NONE),
    ],
)
def test_looks_like_treadmill_and_says_why(services, data, name, verdict, reason):
    opinion = looks_like_treadmill(services, None if data is None else bytes.fromhex(data), name)
    assert opinion.verdict is verdict
    assert opinion.reason == reason
