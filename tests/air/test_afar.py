"""Orders to treadmills of another process: each line does there what was asked for here, or nothing."""

import json

import pytest

from retrowalk.simulator.air.afar import Afar, Unheard, obey
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button
from retrowalk.simulator.treadmill import Treadmill


ADDRESS = "C0:00:00:00:00:01"


@pytest.fixture
def there():
    """A treadmill afar, and the one it is."""
    machine = Treadmill()
    return Afar(ADDRESS, lambda line: obey(line, {ADDRESS: machine}, 5_000)), machine


def test_a_fault_begins_with_its_amount_and_ends(there):
    afar, machine = there
    afar.fail(Fault.OVERSPEED, 70, 0)
    assert machine.machine.faults.amount(Fault.OVERSPEED, 1) == 70
    afar.fail(Fault.SILENT, None, 0)
    assert Fault.SILENT in machine.machine.faults
    afar.mend(Fault.SILENT, 0)
    assert Fault.SILENT not in machine.machine.faults


def test_keys_of_the_console_are_pressed_and_the_safety_key_is_pulled_and_put_back(there):
    afar, machine = there
    afar.press(Button.START, 0)
    machine.advance(20_000)
    assert machine.machine.belt.speed > 0
    afar.pull_key(0)
    machine.advance(60_000)
    assert machine.machine.belt.speed == 0
    afar.replace_key(0)
    afar.press(Button.START, 0)
    machine.advance(90_000)
    assert machine.machine.belt.speed > 0


@pytest.mark.parametrize(
    "line",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"treadmill": "C0:00:00:00:00:02", "mend": "late"}',
        *(
            json.dumps({"treadmill": ADDRESS, **what}).encode()
            for what in (
                {}, {"fail": "late"}, {"fail": "unheard of", "amount": None}, {"fail": "late", "amount": "5"},
                {"mend": 7}, {"press": "self destruct"}, {"pull_key": False}, {"start": True},
            )
        ),
    ],
)  # fmt: skip
def test_a_line_that_is_no_order_changes_nothing(line):
    machine = Treadmill()
    with pytest.raises(Unheard):
        obey(line, {ADDRESS: machine}, 0)
    assert not any(fault in machine.machine.faults for fault in Fault)
    assert machine.machine.belt.speed == 0
