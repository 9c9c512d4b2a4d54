"""docs/http.md is true: its commands are run against a site, its states and codes are those of the code."""

import os
import re
import subprocess
from pathlib import Path

from housed import LEFT
from retrowalk.gateway.stops import State
from threaded import there


PAGE = (Path(__file__).parents[2] / "docs" / "http.md").read_text()
COMMANDS = re.findall(r"^curl .+$", PAGE, re.MULTILINE)


def test_every_command_of_the_page_is_answered(tmp_path):
    with there(tmp_path, 1) as site:
        stop = site.run(pressed(site)).id
        environment = {**os.environ, "TOKEN": site.owner(), "STOP": stop, "TREADMILL": LEFT, "PERSON": "p-walker",
                       "no_proxy": "*"}  # fmt: skip
        for command in COMMANDS:
            line = command.replace("localhost:7382", f"127.0.0.1:{site.port}") + " -sS --max-time 20 --fail-with-body"
            done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            assert done.stdout
    assert len(COMMANDS) >= 8


async def pressed(site):
    return site.site.stops.press()


def test_the_states_of_a_stop_are_all_on_the_page():
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    assert told == {state.value for state in State}
