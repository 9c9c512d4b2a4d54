"""A few of the kills that `make fleet-kills` does two hundred of: services with eight walks each, and what follows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


BENCH = Path(__file__).parents[2] / "benchmarks" / "bench_fleet_kills.py"
# So many services, so many at a time, each killed so soon (s) after its last walk began.
KILLS, SITES, LATEST = 6, 3, 10


@pytest.mark.sr(23)
def test_a_service_that_is_killed_leaves_every_belt_at_rest_and_every_walk_to_the_next():
    command = (sys.executable, BENCH, str(KILLS), "--sites", str(SITES), "--latest", str(LATEST))
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    zero, walks = re.search(r"belts at measured zero: (\d+) of (\d+)", ended.stdout).groups()
    assert zero == walks == str(8 * KILLS)
