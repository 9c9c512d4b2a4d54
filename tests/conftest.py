"""What every test runs under."""

import os
import signal
from itertools import count

import pytest
from hypothesis import settings


# No deadline for one example: two test processes share the machine, and a slow moment is not a wrong answer.
# At a desk every run draws new examples; where a change is judged, every run draws the same.
settings.register_profile("house", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("house")

# What a script starts in the background ignores interrupts, and so would every program that is started here: they are
# ended by one, as people end them.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_NUMBERS = count()


@pytest.fixture(scope="session")
def _states(tmp_path_factory):
    return tmp_path_factory.mktemp("states")


@pytest.fixture(autouse=True)
def _state(monkeypatch, _states):
    """A state folder for every test: none reads what another left, or what lies on this computer."""
    monkeypatch.setenv("RETROWALK_STATE", str(_states / str(next(_NUMBERS))))
