"""Somebody presses STOP: a process of its own, so that each press comes from outside, as a key's or a network's does.

`presses.py SOCKET TREADMILLS RATE` presses at random until the socket closes: RATE a second over all treadmills. A
press says on which treadmill and when, on the clock every process shares.
"""

import random
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


PRESS = struct.Struct("dH")
# Before the service's own priority, where the system permits it.
BEFORE_ALL = 20


def press(pipe: socket.socket, treadmills: int, rate: float) -> None:
    """Press at random moments until nobody listens."""
    while True:
        time.sleep(random.expovariate(rate))
        which = random.randrange(treadmills)  # noqa: S311 - as above
        try:
            pipe.send(PRESS.pack(time.monotonic(), which))
        except OSError:
            return


@contextmanager
def pressed(treadmills: int, rate: float) -> Iterator[socket.socket]:
    """Where the presses of such a process arrive, one datagram each."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    ours.settimeout(0)
    command = [sys.executable, __file__, str(theirs.fileno()), str(treadmills), str(rate)]
    with subprocess.Popen(command, pass_fds=(theirs.fileno(),)) as process, ours, theirs:  # noqa: S603 - a file of ours
        try:
            yield ours
        finally:
            process.terminate()


@contextmanager
def hogs(count: int) -> Iterator[None]:
    """So many programs that do nothing and take all they can get."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for each in spinning:
            each.kill()
            each.wait()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as there:
        press(there, int(sys.argv[2]), float(sys.argv[3]))
