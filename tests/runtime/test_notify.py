"""What systemd is told: over a real socket, in its own words."""

import asyncio
import os
import socket

import pytest

from retrowalk.runtime.clock import virtual_loop
from retrowalk.runtime.notify import Progress, interval, notify, stay_alive


@pytest.fixture(params=["file", "abstract"])
def systemd(request, tmp_path):
    """A socket as systemd makes it, and the environment that names it."""
    name = str(tmp_path / "notify") if request.param == "file" else f"@retrowalk-{os.getpid()}-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as inlet:
        inlet.bind(f"\0{name[1:]}" if name.startswith("@") else name)
        inlet.settimeout(0)
        yield inlet, {"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000"}


def heard(inlet):
    words = []
    while True:
        try:
            words.append(inlet.recv(4096).decode())
        except BlockingIOError:
            return words


def test_what_is_said_arrives_as_a_datagram_of_its_own(systemd):
    inlet, environment = systemd
    assert notify("READY=1\nSTATUS=2 treadmills", environment)
    assert notify("STOPPING=1", environment)
    assert heard(inlet) == ["READY=1\nSTATUS=2 treadmills", "STOPPING=1"]


def test_without_systemd_nobody_is_told():
    assert not notify("READY=1", {})
    assert not notify("READY=1", {"NOTIFY_SOCKET": ""})


def test_a_socket_that_is_gone_is_no_trouble(tmp_path):
    assert not notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "gone")})


def test_a_reader_that_does_not_read_holds_nobody_up(systemd):
    _, environment = systemd
    said = [notify("x" * 4096, environment) for _ in range(10_000)]
    assert said[0] and not said[-1]


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "2000000"}, 2.0),
        ({"WATCHDOG_USEC": "2000000", "WATCHDOG_PID": str(os.getpid())}, 2.0),
        ({"WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_the_interval_is_the_one_of_this_process(environment, seconds):
    assert interval(environment) == seconds


def test_progress_is_every_counter_moving():
    progress = Progress()
    assert progress.made({"a": 1, "b": 1})
    assert progress.made({"a": 2, "b": 2})
    assert not progress.made({"a": 3, "b": 2})
    assert progress.made({"a": 3, "b": 3}), "a moved since it was last told alive"
    assert progress.made({"b": 4, "c": 1}), "a was let go of and c is new"
    assert not progress.made({"b": 5, "c": 1})


def test_a_site_without_treadmills_is_alive():
    progress = Progress()
    assert all(progress.made({}) for _ in range(3))


def pings(inlet, environment, counters, seconds):
    """How often the watchdog is fed in so many virtual seconds."""

    async def life():
        async with asyncio.timeout(seconds):
            await stay_alive(counters, environment)

    with asyncio.Runner(loop_factory=virtual_loop) as runner, pytest.raises(TimeoutError):
        runner.run(life())
    return heard(inlet)


def test_the_watchdog_is_fed_three_times_in_its_interval(systemd):
    count = iter(range(1000))
    assert pings(*systemd, lambda: {"a": next(count)}, 9.5) == ["WATCHDOG=1"] * 10


def test_one_core_that_stands_still_starves_the_watchdog(systemd):
    count = iter(range(1000))
    assert pings(*systemd, lambda: {"a": next(count), "b": 7}, 9.5) == ["WATCHDOG=1"], "the first look cannot know yet"


def test_without_a_watchdog_there_is_nothing_to_do():
    asyncio.run(stay_alive(dict, {}))
