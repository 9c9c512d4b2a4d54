"""The guard's process: apart from the terminal, at most one, not for ever anew."""

import os
import sys

import pytest
from tests.guard.waiting import wait_for

from retrowalk.runtime.guard_process import STARTS, WITHIN, GuardProcess, TooOften
from retrowalk.runtime.priority import preferred


# In place of the program: says so by a file, then waits.
WAITS = "import sys, pathlib, time; pathlib.Path(sys.argv[3], 'up').touch(); time.sleep(60)"


@pytest.fixture
def waiting(tmp_path):
    process = GuardProcess(tmp_path, program=(sys.executable, "-c", WAITS))
    yield process
    process.close(end=True)
    assert not process.there


def test_it_is_started_once(waiting, tmp_path):
    assert (waiting.there, waiting.pid) == (False, None)
    waiting.start()
    wait_for((tmp_path / "up").exists)
    first = waiting.pid
    waiting.start()
    assert waiting.there and waiting.pid == first


def test_it_is_killed_if_it_is_there(waiting, tmp_path):
    waiting.kill()
    waiting.start()
    wait_for((tmp_path / "up").exists)
    waiting.kill()
    wait_for(lambda: not waiting.there)
    assert waiting.pid is None


def test_one_that_still_stops_a_belt_is_left(tmp_path):
    process = GuardProcess(tmp_path, program=(sys.executable, "-c", WAITS))
    process.start()
    wait_for((tmp_path / "up").exists)
    process.close(end=False)
    assert process.there
    process.kill()
    wait_for(lambda: not process.there)


def test_what_ends_the_terminal_does_not_reach_it(waiting, tmp_path):
    waiting.start()
    wait_for((tmp_path / "up").exists)
    assert os.getsid(waiting.pid) == os.getpgid(waiting.pid) == waiting.pid


def test_real_time_is_not_inherited(waiting, tmp_path):
    with preferred():
        waiting.start()
        wait_for((tmp_path / "up").exists)
        assert os.sched_getscheduler(waiting.pid) == os.SCHED_OTHER


def test_it_is_not_started_for_ever(tmp_path):
    now = [0.0]
    process = GuardProcess(tmp_path, clock=lambda: now[0], program=("false",))
    for _ in range(STARTS):
        process.start()
        wait_for(lambda: not process.there)
    with pytest.raises(TooOften, match="5 times within 60 s"):
        process.start()
    now[0] = WITHIN
    process.start()
    process.close(end=True)


def test_a_start_that_fails_is_an_error_each_time(tmp_path):
    process = GuardProcess(tmp_path, program=(str(tmp_path / "nothing"),))
    for _ in range(2):
        process.start()
        wait_for(lambda: not process.there)
        with pytest.raises(FileNotFoundError):
            process.start()
    process.close(end=True)


def test_one_that_does_not_end_is_not_waited_for_long(tmp_path):
    deaf = WAITS.replace("pathlib, time;", "pathlib, signal, time; signal.signal(15, signal.SIG_IGN);")
    process = GuardProcess(tmp_path, program=(sys.executable, "-c", deaf))
    process.start()
    wait_for((tmp_path / "up").exists)
    process.close(end=True)
    assert process.there
    process.kill()
    wait_for(lambda: not process.there)
