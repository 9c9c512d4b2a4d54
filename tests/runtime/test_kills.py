"""A few of the kills that `make kills` does a thousand of: real walks, real guards, an air of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


BENCH = Path(__file__).parents[2] / "benchmarks" / "bench_kills.py"
# So many at the same time as other tests run on two processors, and the last so soon (seconds), with the belt moving.
KILLS, LATEST = 12, 40


@pytest.mark.sr(23)
def test_whoever_is_killed_the_belts_come_to_rest():
    command = (sys.executable, BENCH, str(KILLS), "--belts", str(KILLS), "--latest", str(LATEST))
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    zero, ours = re.search(r"belts at measured zero: (\d+) of (\d+)", ended.stdout).groups()
    assert zero == ours != "0"
