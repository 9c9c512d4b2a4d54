"""What is said is said in order, by whoever reads it, and holds up nobody when nobody does."""

import logging
import os
import subprocess
import sys
import termios

import pytest

from retrowalk.guard import voice


def test_lines_come_in_their_order(capfd):
    for number in range(50):
        voice.say(f"line {number}")
    voice.finish(20)
    assert capfd.readouterr().err.splitlines() == [f"retrowalk guard: line {number}" for number in range(50)]


def test_what_is_logged_is_said_with_its_traceback(capfd):
    log = logging.getLogger("tests.voice")
    log.addHandler(voice.Spoken())
    log.propagate = False
    log.error("one look failed", exc_info=OSError("gone"))
    voice.finish(20)
    said = capfd.readouterr().err
    assert said.startswith("retrowalk guard: one look failed\n") and said.endswith("OSError: gone\n")


SPEAKS = """
import sys, time
from retrowalk.guard import voice
for number in range(int(sys.argv[1])):
    voice.say("x" * 4000)
print("went on", flush=True)
began = time.monotonic()
voice.finish(0.5)
print(time.monotonic() - began < 5, flush=True)
"""


def _halted_terminal():
    reader, terminal = os.openpty()
    termios.tcflow(terminal, termios.TCOOFF)
    return reader, terminal


def _closed_pipe():
    reader, writer = os.pipe()
    os.close(reader)
    return writer, writer


@pytest.mark.sr(23)
@pytest.mark.parametrize("stderr", [_halted_terminal, os.pipe, _closed_pipe], ids=["Ctrl-S", "full pipe", "closed"])
def test_a_reader_who_does_not_read_holds_up_nobody(stderr):
    kept, given = stderr()
    try:
        words = [sys.executable, "-c", SPEAKS, str(2 * voice.WAITING)]
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=given, text=True, timeout=60, check=True)
        assert done.stdout == "went on\nTrue\n"
    finally:
        for each in {kept, given}:
            os.close(each)
