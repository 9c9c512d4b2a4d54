"""A person at a terminal, who reads what is printed and presses keys."""

import io
import os
import pty
import signal
import sys
from contextlib import contextmanager

from retrowalk.cli.words import PROMPTS
from retrowalk.runtime.clock import loop_at
from retrowalk.session.stage import Stage


# A key takes about a millisecond through a pseudo-terminal: 0.1 s of this time, as fast as a person could be.
QUICKLY = 100.0
PACE = loop_at(QUICKLY, simulated=True)


class Person(io.StringIO):
    """Reads what is printed and presses keys of a real terminal: STARTS whenever asked, the rest of `script` once."""

    def __init__(self, keyboard, script):
        super().__init__()
        self.keyboard = keyboard
        self.script = list(script)
        self.read = 0

    def write(self, text):
        self.read += 1
        if self.read == ENOUGH:
            self.act(b"s")
        for each in [each for each in self.script if each[0] in text]:
            self.act(each[1])
            if each not in STARTS:
                self.script.remove(each)
        return super().write(text)

    def act(self, key):
        if isinstance(key, signal.Signals):
            signal.raise_signal(key)
        else:
            os.write(self.keyboard, key)


STARTS = (
    ("y yes, n no", b"y"),
    (PROMPTS[Stage.AWAITING_READY], b"g"),
    ("Ready: ", b"g"),
    (PROMPTS[Stage.SETTLING], b"y"),
)
# A walk of five minutes prints some hundred lines; a test that waits for ever is stopped after this many.
ENOUGH = 2000
WALKING = "  walking"


@contextmanager
def terminal():
    """A pseudo-terminal as standard input; gives the end that types."""
    keyboard, screen = pty.openpty()
    before, sys.stdin = sys.stdin, os.fdopen(screen)
    try:
        yield keyboard
    finally:
        sys.stdin.close()
        os.close(keyboard)
        sys.stdin = before
