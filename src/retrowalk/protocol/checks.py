"""What a well-formed protocol must still be: safe by its level, possible on a belt, and whole.

Each check sees the plan and where it was written, and notes problems that name the limit they break.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

from retrowalk.protocol import keys as k
from retrowalk.protocol.errors import Place
from retrowalk.protocol.level import LEVELS, Level, LevelRules
from retrowalk.protocol.placed import Placed, Written
from retrowalk.protocol.plan import Kind, Plan
from retrowalk.protocol.reading import Notes
from retrowalk.protocol.timeline import INCLINE_APART, INCLINE_STEP, STANDING, belt_time, timeline
from retrowalk.units import Facing, Speed


# A walker needs this long to turn round and find the rails (SR-33).
TURN_AT_LEAST = 15_000
# The longest bout in the trials; the code ceiling of the belt time (SR-39).
BELT_TIME = 30 * 60_000
# The belt a protocol's length is judged on: 1.0 km/h at least, in steps of 0.1 km/h, as most treadmills have it.
USUAL_MINIMUM = Speed(100)
USUAL_STEP = Speed(10)

# Up to 2 min people count seconds.
COUNTED = 120_000
# In words, for messages.
INCLINE = f"{INCLINE_STEP / 10} % in {INCLINE_APART // 1000} s"

Finding = tuple[Place, str]
Check = Callable[[Plan, Written], Iterator[Finding]]


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g} s" if ms < COUNTED else f"{ms // 60_000}:{ms % 60_000 // 1000:02d} min"


def _ramp(steps: int) -> str:
    return f"{steps / 100:.2f} km/h/s"


def _caps(plan: Plan, written: Written) -> Iterator[Finding]:
    """The protocol's caps and ramps are within its level's."""
    rules, level = LEVELS[plan.level], plan.level.value
    if plan.speed_cap > rules.speed:
        yield written.cap.at(k.CAP_SPEED), f"{plan.speed_cap} is above level {level}'s cap of {rules.speed}"
    if plan.inclination_cap > rules.inclination:
        place = written.cap.at(k.CAP_INCLINATION)
        yield place, f"{plan.inclination_cap} is above level {level}'s cap of {rules.inclination}"
    for key, ramp, limit in (
        (k.RAMP_UP, plan.ramp_up, rules.ramp_up),
        (k.RAMP_DOWN, plan.ramp_down, rules.ramp_down),
    ):
        if ramp > limit:
            yield written.ramp.at(key), f"{_ramp(ramp)} is faster than level {level}'s {_ramp(limit)}"


def _limits(plan: Plan, written: Written) -> Iterator[Finding]:
    """No segment is faster or steeper than the protocol's caps (which are not above the level's)."""
    rules = LEVELS[plan.level]
    for placed in written.segments:
        segment, said = placed.segment, placed.said
        if segment.speed is not None and segment.speed > plan.speed_cap:
            place = said.at(k.TO_SPEED if segment.kind is Kind.RAMP else k.SPEED_KEY)
            yield place, _above(segment.speed, plan.speed_cap, plan.level, rules.speed)
        if segment.inclination > plan.inclination_cap:
            place = said.at(k.INCLINATION_KEY)
            yield place, _above(segment.inclination, plan.inclination_cap, plan.level, rules.inclination)


def _above(value: object, cap: object, level: Level, limit: object) -> str:
    return f"{value} is above this protocol's cap of {cap} (level {level.value}: {limit})"


def _starts(plan: Plan, written: Written) -> Iterator[Finding]:
    """Every start of the belt settles for the level's dwell (SR-10)."""
    rules = LEVELS[plan.level]
    if not written.segments:
        yield written.said.place, "no segments: expected at least a settle"
    elif written.segments[0].segment.kind is not Kind.SETTLE:
        yield written.segments[0].said.place, "the first segment must be a settle: every start is at the belt's minimum"
    yield from _dwells(written, rules, plan.level)
    for before, after in pairwise(written.segments):
        if before.segment.kind in STANDING and after.segment.kind is not Kind.SETTLE:
            yield (
                after.said.place,
                f"after a {before.segment.kind.value} comes a settle, not a {after.segment.kind.value}",
            )


def _dwells(written: Written, rules: LevelRules, level: Level) -> Iterator[Finding]:
    """The settle after each start is long enough."""
    stood = True
    for placed in written.segments:
        segment = placed.segment
        if stood and segment.kind is Kind.SETTLE and (segment.duration or 0) < rules.settle:
            place = placed.said.at(k.SETTLE_FOR)
            yield place, f"level {level.value} settles at least {_seconds(rules.settle)} after every start"
        stood = segment.kind in STANDING


def _end(_plan: Plan, written: Written) -> Iterator[Finding]:
    """The walk ends walking: the stop at the end is not written."""
    if written.segments and written.segments[-1].segment.kind in STANDING:
        kind = written.segments[-1].segment.kind.value
        yield written.segments[-1].said.place, f"a protocol ends by itself with a stop: nothing comes after this {kind}"


def _facings(_plan: Plan, written: Written) -> Iterator[Finding]:
    """The facing is known from the start and changes only by a turn (SR-33)."""
    first = written.segments[0].said.of(k.FACES) if written.segments else None
    facing = written.said.of(k.FACING_KEY) or first
    if facing is None:
        yield written.said.place, "'facing' is missing: expected forward or backward"
        return
    for placed in written.segments:
        yield from _facing(facing, placed)
        facing = placed.segment.facing


def _facing(before: Facing, placed: Placed) -> Iterator[Finding]:
    """A turn changes the facing, nothing else does."""
    turns, same = placed.segment.kind is Kind.TURN, placed.segment.facing is before
    if turns and same:
        yield placed.said.at(k.TURN_TO), f"the walker already faces {before.value}"
    if not turns and not same:
        yield placed.said.at(k.FACES), f"the walker faces {before.value} here: expected a turn before this"


def _turns(_plan: Plan, written: Written) -> Iterator[Finding]:
    for placed in written.segments:
        if placed.segment.kind is Kind.TURN and (placed.segment.duration or 0) < TURN_AT_LEAST:
            yield placed.said.at(k.TURN_AT_LEAST), f"a turn takes at least {_seconds(TURN_AT_LEAST)}"


def _ramps(plan: Plan, written: Written) -> Iterator[Finding]:
    """A ramp changes speed or inclination, and no faster than permitted (SR-4, SR-28)."""
    for before, after in pairwise(written.segments):
        if after.segment.kind is Kind.RAMP:
            yield from _ramp_findings(plan, before, after)


def _ramp_findings(plan: Plan, before: Placed, after: Placed) -> Iterator[Finding]:
    """Against what the file tells of the speed before; after a settle that is the belt's own."""
    speeds = _difference(before.segment.speed, after.segment.speed)
    inclines = after.segment.inclination.wire - before.segment.inclination.wire
    if inclines and speeds != 0:
        yield after.said.place, "a ramp changes speed or inclination, not both; inclination left out means flat"
    change = speeds or 0
    limit = plan.ramp_up if change > 0 else plan.ramp_down
    needs = max(-(-abs(change) * 1000 // limit), abs(inclines) * INCLINE_APART // INCLINE_STEP)
    if (after.segment.duration or needs) < needs:
        why = f"inclination moves {INCLINE}" if inclines else f"the ramp is {_ramp(limit)}"
        yield after.said.at(k.RAMP_FOR), f"{why}: expected at least {_seconds(needs)}"


def _difference(before: Speed | None, after: Speed | None) -> int | None:
    """The change of speed in 0.01 km/h, None if a belt's own minimum is in it."""
    return None if before is None or after is None else after.wire - before.wire


def _length(plan: Plan, written: Written) -> Iterator[Finding]:
    """Not longer than the level permits, transitions included (SR-39)."""
    allowed = min(LEVELS[plan.level].belt_time, BELT_TIME)
    length = belt_time(timeline(plan, USUAL_MINIMUM, USUAL_STEP))
    if length > allowed:
        last = written.segments[-1].said.place
        yield last, f"{_seconds(length)} on the belt is longer than level {plan.level.value}'s {_seconds(allowed)}"


def _watching(plan: Plan, written: Written) -> Iterator[Finding]:
    """Level coach and monitor-only belong together, and neither moves a belt."""
    if plan.monitor_only is not (plan.level is Level.COACH):
        yield written.said.at(k.LEVEL_KEY), "level coach and 'monitor_only: true' belong together"
    if plan.monitor_only:
        for block in (written.cap, written.ramp):
            if block.read:
                yield block.place, "a monitor-only protocol drives no belt: nothing is capped or ramped here"
        if not written.segments:
            yield written.said.place, "no segments: expected at least a watch"


_DRIVING: tuple[Check, ...] = (_watching, _caps, _limits, _starts, _end, _facings, _turns, _ramps, _length)
_WATCHING: tuple[Check, ...] = (_watching, _facings, _length)


def check(plan: Plan, written: Written, notes: Notes) -> None:
    """Note everything that is wrong with a plan."""
    for each in _WATCHING if plan.monitor_only else _DRIVING:
        for place, message in each(plan, written):
            notes.add(place, message)
