"""What several tests of the API need of the computer they run on."""

import time

import pytest


@pytest.fixture
def moved(monkeypatch):
    """Set the computer's clock to another part of the world; it is back when the test ends."""

    def to(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()
