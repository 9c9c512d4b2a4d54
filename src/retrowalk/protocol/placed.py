"""What a file said, each part with its place, for the checks that need both."""

from dataclasses import dataclass

from retrowalk.protocol.plan import Segment
from retrowalk.protocol.reading import Values


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment and the values it was built of."""

    segment: Segment
    said: Values


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its single values, its blocks, and its segments with repeats unrolled."""

    said: Values
    cap: Values
    ramp: Values
    segments: tuple[Placed, ...]
