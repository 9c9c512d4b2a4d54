"""Ten million frames that no treadmill should send: nothing raises, nothing out of range is believed, and at what cost.

A quarter each is noise, valid frames with bits turned, valid fields under wrong flags, valid frames cut or lengthened.
Every frame goes through decoder and assembly, every hundredth or so through the whole core. Timed is the decoder,
refusals included: the mean of each batch, of which the best counts, since all are alike and whatever else the machine
does only adds time. Takes two to three minutes; a number of frames may be given. Ends with 1 when a bar is missed.
"""

import sys
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from retrowalk.controller.events import LinkUp, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.controller.step import initial, step
from retrowalk.firmware.profile import Profile
from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.treadmill_data import SPEED_BOUND, Assembly, TreadmillData, decode


# The frames are the tests'.
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from frames import frames, unbelievable  # type: ignore[import-not-found]


FRAMES, BATCH = 10_000_000, 20_000
# The bar: microseconds for one frame, on average.
BAR = 5.0
# Every so many goes through the core as well, which takes twenty times as long; odd, so that all families do.
CORE = 101
_RULES = Rules(Profile("bench"))


@dataclass
class Tally:
    """What came of the frames so far."""

    frames: int = 0
    accepted: int = 0
    samples: int = 0
    wrong: int = 0
    seconds: float = 0.0
    best: float = float("inf")  # seconds for one frame, on average of a batch


def decoded(batch: list[bytes], tally: Tally) -> list[TreadmillData]:
    """Decode, and note how long it took; anything but the one refusal ends the run with its traceback."""
    accepted = []
    began = time.process_time()
    for data in batch:
        try:
            accepted.append(decode(data))
        except MalformedValue:
            continue
    took = time.process_time() - began
    tally.seconds += took
    tally.best = min(tally.best, took / len(batch))
    tally.frames += len(batch)
    tally.accepted += len(accepted)
    return accepted


def assembled(accepted: list[TreadmillData], tally: Tally) -> None:
    """Put records together, and look at every field of every frame and record."""
    assembly = Assembly()
    for frame in accepted:
        assembly, record = assembly.add(frame)
        told = frame if record is None else record
        if unbelievable(frame) or unbelievable(told):
            tally.wrong += 1
            print("believed:", unbelievable(told) or unbelievable(frame), frame)


def heard(state: State, batch: list[bytes], now: int, tally: Tally) -> State:
    """Let the core hear some, and look at what it believes."""
    for later, data in enumerate(batch[::CORE]):
        at = now + 10 * later
        state, _ = step(state, TreadmillFrame(data), at, _RULES)
        sample = state.watch.sample
        if sample is not None and state.watch.at == at:
            tally.samples += 1
            tally.wrong += not 0 <= sample.speed.wire <= SPEED_BOUND
    return state


def main() -> int:
    """Run them all; 1 when a bar is missed."""
    total = int(sys.argv[1]) if len(sys.argv) > 1 else FRAMES
    tally, now = Tally(), 10 * BATCH
    state, _ = step(initial(), LinkUp(b"", b"", b""), now, _RULES)
    for seed in count():
        if tally.frames >= total:
            break
        batch = list(frames(seed, min(BATCH, total - tally.frames)))
        assembled(decoded(batch, tally), tally)
        now += 10 * BATCH
        state = heard(state, batch, now, tally)
    mean, best = tally.seconds / tally.frames * 1e6, tally.best * 1e6
    passed = best <= BAR and not tally.wrong
    print(
        f"frames: {tally.frames:,} random, {tally.accepted:,} accepted, {tally.samples:,} believed by the core, "
        f"{tally.wrong} out of range, no exception; {best:.2f} µs each (≤ {BAR:g}; {mean:.2f} over all) "
        f"{'PASS' if passed else 'FAIL'}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
