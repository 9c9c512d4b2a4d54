"""A few of the kills that `make fleet-kills` does two hundred of, with fewer walks in each service."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


BENCH = Path(__file__).parents[2] / "benchmarks" / "bench_fleet_kills.py"
# So many services, so many at a time, with so many walks, each killed so soon (s) after the last of them began.
KILLS, SITES, BELTS, LATEST = 2, 2, 3, 10


@pytest.mark.sr(23)
@pytest.mark.timeout(600)
def test_a_service_that_is_killed_leaves_every_belt_at_rest_and_every_walk_to_the_next():
    how = ("--sites", str(SITES), "--belts", str(BELTS), "--latest", str(LATEST))
    command = (sys.executable, BENCH, str(KILLS), *how)
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    zero, walks = re.search(r"belts at measured zero: (\d+) of (\d+)", ended.stdout).groups()
    assert zero == walks == str(BELTS * KILLS)
