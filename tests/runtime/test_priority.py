"""Scheduling is asked of the real system, in processes of their own: a test must not slow down the others."""

import asyncio
import logging
import os
import signal
import subprocess
import sys

import pytest

from retrowalk.runtime import priority
from retrowalk.runtime.priority import LEVEL, NICE, Priority, preferred


# What the system may refuse is taken from the process first, so that every rung is reached whoever runs the tests.
POLICY = "os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0)"


def python(program, *, as_nobody=False):
    """What a program prints; as a user without privileges if one may become that."""
    lines = ["import logging, os, resource, threading, time", "from retrowalk.runtime.priority import preferred"]
    if as_nobody:
        lines += [
            "resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))",
            "resource.setrlimit(resource.RLIMIT_NICE, (0, 0))",
            "os.geteuid() == 0 and os.setuid(65534)",
        ]
    run = subprocess.run(
        [sys.executable, "-c", "\n".join([*lines, program])], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.split("\n")[:-1], run.stderr


def test_it_says_what_it_got_and_gives_it_back():
    """Whoever runs this: real time, raised or ordinary, and the system agrees."""
    lines, _ = python(
        f"before = {POLICY}\nwith preferred() as got:\n    print(got, *({POLICY}))\nprint(({POLICY}) == before)"
    )
    got, policy, nice = lines[0].rsplit(" ", 2)
    assert (got == Priority.REAL_TIME) == (int(policy) == os.SCHED_FIFO)
    assert (got == Priority.RAISED) == (int(nice) == NICE)
    assert lines[1] == "True"


def test_a_user_without_privileges_runs_as_ever():
    lines, _ = python(f"with preferred() as got:\n    print(got, *({POLICY}))", as_nobody=True)
    assert lines == [f"{Priority.ORDINARY} {os.SCHED_OTHER} {os.getpriority(os.PRIO_PROCESS, 0)}"]


SPINNING = """
import asyncio
def spin(seconds):
    began = time.process_time()
    while time.process_time() - began < seconds: pass
async def main():
    {}
asyncio.run(main())
"""


def test_a_program_that_spins_is_in_real_time_no_more_and_lives():
    """Where real time is not permitted there is nothing to give back, and it lives as well."""
    work = f"spin(4.5); print(got, *({POLICY})); await asyncio.sleep(0.1)"
    lines, told = python(
        f"before = {POLICY}\nwith preferred() as got:\n"
        + SPINNING.format(work).replace("\n", "\n    ")
        + f"\nprint(({POLICY}) == before)"
    )
    got, policy, nice = lines[0].rsplit(" ", 2)
    assert int(policy) == os.SCHED_OTHER
    assert int(nice) == NICE or got != Priority.RAISED
    assert ("without a pause" in told) == (got == Priority.REAL_TIME)
    assert lines[1] == "True"


def test_once_what_kept_it_busy_is_over_it_is_in_real_time_again():
    """Only a spell of spinning costs it its place; one that goes on and on is looked at again later."""
    work = (
        "print(got)\n"
        "    for _ in range(2):\n"
        "        for _ in range(18): spin(0.1); await asyncio.sleep(0)\n"
        "        print(os.sched_getscheduler(0))\n"
        "        for _ in range(300): await asyncio.sleep(0.01)\n"
        "        print(os.sched_getscheduler(0))"
    )
    lines, _ = python(
        "from retrowalk.runtime import priority\npriority.AGAIN = 0.5\nwith preferred() as got:\n"
        + SPINNING.format(work).replace("\n", "\n    ")
        + "\nprint(os.sched_getscheduler(0))"
    )
    there = os.SCHED_FIFO if lines[0] == Priority.REAL_TIME else os.SCHED_OTHER
    assert [int(each) for each in lines[1:]] == [os.SCHED_OTHER, there, os.SCHED_OTHER, there, os.SCHED_OTHER]


def test_a_thread_that_was_there_before_runs_alike():
    lines, _ = python(
        "begun, over = threading.Event(), threading.Event()\n"
        "thread = threading.Thread(target=lambda: (begun.set(), over.wait()))\n"
        "thread.start()\nbegun.wait()\n"
        "with preferred():\n    print(os.sched_getscheduler(thread.native_id) == os.sched_getscheduler(0))\n"
        "print(os.sched_getscheduler(thread.native_id) == os.SCHED_OTHER)\nover.set()"
    )
    assert lines == ["True", "True"]


def test_on_one_processor_the_radio_s_service_is_not_shut_out():
    """What carries a stop is an ordinary program: nothing that runs beside it on its only processor is in real time."""
    lines, _ = python(
        "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
        f"with preferred() as got:\n    print(got, *({POLICY}))"
    )
    got, policy, _ = lines[0].rsplit(" ", 2)
    assert got in {Priority.RAISED, Priority.ORDINARY}
    assert int(policy) not in {os.SCHED_FIFO, os.SCHED_RR}


@pytest.fixture
def system(monkeypatch):
    """A system that permits what is in the set, and notes what it was asked for."""
    permitted, asked = set(), []

    def schedule(_thread, policy, param):
        if policy == os.SCHED_FIFO and "real time" not in permitted:
            raise PermissionError("no")
        asked.append((policy, param.sched_priority))

    def nice(_which, _thread, value):
        if value < 0 and "raised" not in permitted:
            raise PermissionError("no")
        asked.append(value)

    monkeypatch.setattr(os, "sched_setscheduler", schedule)
    monkeypatch.setattr(os, "setpriority", nice)
    monkeypatch.setattr(priority, "_threads", lambda: [0])
    monkeypatch.setattr(priority, "shared", lambda: True)
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    return permitted, asked


@pytest.mark.parametrize(
    ("permits", "got", "asks"),
    [
        ({"real time", "raised"}, Priority.REAL_TIME, [(os.SCHED_FIFO, LEVEL), (os.SCHED_OTHER, 0)]),
        ({"raised"}, Priority.RAISED, [NICE, os.getpriority(os.PRIO_PROCESS, 0)]),
        (set(), Priority.ORDINARY, []),
    ],
)
def test_the_best_that_is_permitted_is_taken_and_given_back(system, permits, got, asks):
    permitted, asked = system
    permitted |= permits
    with preferred() as given:
        assert given is got
        assert asked == asks[:1]
    assert asked == asks


class Busy(logging.Handler):
    """A log in whose first line the system complains: one more line in the middle of it would wait for ever."""

    def __init__(self):
        super().__init__()
        self.lines, self.writing = [], False

    def emit(self, record):
        assert not self.writing, "a line in the middle of another"
        self.writing = True
        self.lines.append(record.getMessage())
        if len(self.lines) == 1:
            signal.raise_signal(signal.SIGXCPU)
        self.writing = False


def test_whoever_gives_way_does_so_in_the_middle_of_a_line_and_tells_of_it_later(system):
    permitted, asked = system
    permitted |= {"real time", "raised"}
    log, busy = logging.getLogger("retrowalk"), Busy()

    async def main():
        log.warning("a line")
        assert asked[-2:] == [(os.SCHED_OTHER, 0), NICE]
        await asyncio.sleep(0)

    log.addHandler(busy)
    try:
        with preferred():
            asyncio.run(main())
    finally:
        log.removeHandler(busy)
    assert [line.split()[0] for line in busy.lines] == ["a", "ran"]


def test_a_system_that_knows_no_such_thing_runs_as_ever(monkeypatch):
    monkeypatch.delattr(os, "sched_setscheduler")
    monkeypatch.delattr(os, "setpriority")
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr("resource.setrlimit", lambda *_: None)
    monkeypatch.setattr(sys, "platform", "elsewhere")
    before = signal.getsignal(signal.SIGXCPU)
    with preferred() as got:
        assert got is Priority.ORDINARY
        assert signal.getsignal(signal.SIGXCPU) == before


async def test_off_the_main_thread_nothing_is_left_half_done(system):
    permitted, asked = system
    permitted |= {"real time", "raised"}

    def elsewhere():
        with preferred() as got:
            return got, list(asked)

    assert await asyncio.to_thread(elsewhere) == (Priority.RAISED, [NICE])
