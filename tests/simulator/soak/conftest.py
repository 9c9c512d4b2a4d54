"""The moments that lives begin at are made by the core as it is, before any test plants a defect in it."""

import pytest

from retrowalk.simulator.soak import bank


@pytest.fixture(autouse=True, scope="session")
def moments():
    """Made once for each process, and kept."""
    return bank.bank()
