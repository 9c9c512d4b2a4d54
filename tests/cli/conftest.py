import pytest

from retrowalk.controller.rules import Rules
from retrowalk.controller.step import initial
from retrowalk.controller.view import snapshot
from retrowalk.firmware.profile import Profile


@pytest.fixture
def blank():
    """The snapshot of a treadmill nobody has linked to, at 0 ms."""
    return snapshot(initial(), Rules(Profile("test")), 0)
