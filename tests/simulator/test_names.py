"""What the command line says of simulated treadmills, without loading them."""

import subprocess
import sys

from retrowalk import app
from retrowalk.simulator.names import SIMULATED_NAME, SIMULATED_PROFILE, Carrier


def test_the_names_are_those_of_a_profile_that_ships():
    profile = app.profile_named(SIMULATED_PROFILE)
    assert app.simulated_shape(SIMULATED_NAME).name == SIMULATED_NAME
    assert profile.commissioned
    assert set(Carrier) == {"air", "memory"}


def test_the_guard_begins_without_what_it_does_not_need():
    heavy = {"pydantic", "ruamel", "bumble", "matplotlib", "fastapi", "retrowalk.app"}
    asked = "import sys, retrowalk.cli.main, retrowalk.cli.guard, retrowalk.guard.duty; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert heavy.isdisjoint(loaded)
