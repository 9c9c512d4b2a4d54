"""One control-point procedure: a request with its retries, and how patient each kind of request is. Times in ms."""

import sys
from dataclasses import dataclass

from retrowalk.controller.effects import Request


# One write and its answer take 62 ms at the 99th percentile (BlueZ, 30 ms connection interval). The standard allows
# 30 s, in which a belt does what it likes: after one second the request counts as lost (ms).
DEADLINE = 1_000
# A strict machine is busy until its last answer is confirmed, which is two connection events of up to 30 ms (ms).
RETRY = 30
RETRIES = 10
# A stop asks more often (ms), and for longer than the core's schedule ever leaves it alone, which is 2 s.
STOP_RETRY = 20
STOP_RETRIES = 105
# A confirmed write may have been refused all the same: when a stop overtakes a write, some stacks take the one's answer
# for the other's (CoreBluetooth through bleak keeps one for each characteristic). After four exchanges' time without an
# answer (ms) a stop, a pause or a request for control is written again, which does no harm; three times in all.
PATIENCE = 250
TRIES = 3
_HARMLESS = frozenset({0x00, 0x08})
# Stop or Pause; and Set Target Speed: the rung of a stop that is no stop.
_STOP = 0x08
_SPEED = 0x02
# It was decided by what was measured then: it is written at once (ms) or not at all, and never asked again. A speed
# that is taken once the belt has stopped could start it anew; the ladder comes round to it while the belt runs on.
AT_ONCE = 100
# Every other frame of a stop outlives every epoch and every expiry.
_ALWAYS = sys.maxsize


@dataclass(slots=True, eq=False)
class Procedure:
    """One request, from its first write to its outcome.

    pause, refusals: how long until it is written again when refused as busy, and how often it may still be;
    silences: how often silence may still be met with another write; due: when it is looked at again;
    number: its write under way, 0 between two; behind: the frame of a stop that follows this one;
    fresh: never written yet; stops: Stop or Pause itself.
    """

    data: bytes
    epoch: int
    expires: int
    pause: int
    refusals: int
    silences: int = 0
    due: int = 0
    number: int = 0
    confirmed: bool = False
    answer: bytes | None = None
    behind: "Procedure | None" = None
    fresh: bool = True
    stops: bool = False


def ordinary(request: Request) -> Procedure:
    """A request of the ordinary lane: written once more only where the treadmill said that it did not take it."""
    return Procedure(request.data, request.epoch, request.expires, RETRY, RETRIES)


def stop_frame(data: bytes, due: int, epoch: int) -> Procedure:
    """One frame of a stop; what does no harm twice is written again when it is not answered."""
    if data[0] == _SPEED:
        return Procedure(data, epoch, due + AT_ONCE, STOP_RETRY, 0, due=due)
    silences = TRIES - 1 if data[0] in _HARMLESS else 0
    return Procedure(data, _ALWAYS, _ALWAYS, STOP_RETRY, STOP_RETRIES, silences, due, stops=data[0] == _STOP)
