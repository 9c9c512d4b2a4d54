"""The alarm: at once, again each second, once for each belt as a command, silent when all stand."""

import sys
import threading

import pytest
from tests.guard.waiting import wait_for

from retrowalk.guard import voice
from retrowalk.guard.alarm import AGAIN, Alarm


BELT = {"AA:BB": "the service has gone"}


@pytest.fixture
def said(capfd):
    """What was said since the last look."""

    def look():
        voice.finish(20)
        return capfd.readouterr().err

    return look


def test_it_is_loud_until_nothing_moves(said):
    alarm = Alarm()
    for now in range(0, 3 * AGAIN, 50):
        alarm.sound(BELT, now)
    assert said().count("PULL THE SAFETY KEY of AA:BB\a - the service has gone") == 3
    alarm.sound({}, 3_000)
    assert not said()
    alarm.sound(BELT, 3_050)
    assert "PULL THE SAFETY KEY" in said()


def test_the_command_is_called_once_for_each_alarm(tmp_path):
    siren = tmp_path / "siren.py"
    siren.write_text("import sys\nwith open(sys.argv[1], 'a') as log: log.write(repr(sys.argv[2:]) + '\\n')\n")
    log = tmp_path / "log"
    alarm = Alarm(f"{sys.executable} {siren} {log}")
    for now in (0, 50, 5_000):
        alarm.sound(BELT, now)
    wait_for(lambda: log.exists() and log.read_text().count("\n") == 1)
    assert log.read_text() == "['AA:BB', 'the service has gone']\n"
    alarm.sound({}, 6_000)
    alarm.sound(BELT, 7_000)
    wait_for(lambda: log.read_text().count("\n") == 2)
    alarm.sound({}, 8_000)


def test_a_command_that_is_not_there_is_told_of_once(said):
    alarm, before = Alarm("no-such-siren --loud"), threading.active_count()
    for now in (0, AGAIN):
        alarm.sound(BELT, now)
    wait_for(lambda: threading.active_count() <= before)
    told = said()
    assert told.count("the alarm command failed") == 1
    assert told.count("PULL THE SAFETY KEY") == 2
