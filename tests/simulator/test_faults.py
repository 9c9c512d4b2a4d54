"""Faults as data: every one is described, and they count down as they say."""

import pytest

from retrowalk.simulator.faults import TRAITS, Fault, Faults


def test_every_fault_says_what_it_does():
    assert set(TRAITS) == set(Fault)
    assert all(trait.does for trait in TRAITS.values())
    assert all(trait.unit for trait in TRAITS.values() if trait.amount is not None)


def test_a_fault_has_its_usual_amount_unless_another_is_given():
    faults = Faults()
    assert Fault.LATE not in faults
    assert faults.amount(Fault.LATE, 7) == 7
    faults.on(Fault.LATE)
    assert faults.amount(Fault.LATE, 7) == 5000
    faults.on(Fault.LATE, 12)
    assert faults.amount(Fault.LATE, 7) == 12
    faults.off(Fault.LATE)
    faults.off(Fault.LATE)
    assert Fault.LATE not in faults


def test_a_fault_without_amount_is_on_until_mended():
    faults = Faults()
    faults.on(Fault.FAILED)
    assert faults.amount(Fault.FAILED, 7) == 7
    assert [faults.strike(Fault.FAILED) for _ in range(5)] == [Fault.FAILED] * 5


@pytest.mark.parametrize("amount", [1, 3])
def test_a_counted_fault_hits_that_many_writes(amount):
    faults = Faults()
    faults.on(Fault.BUSY, amount)
    struck = [faults.strike(Fault.BUSY_VENDOR, Fault.BUSY) for _ in range(amount + 2)]
    assert struck == [Fault.BUSY] * amount + [None, None]
    assert Fault.BUSY not in faults
