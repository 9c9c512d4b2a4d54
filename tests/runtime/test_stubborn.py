"""A stop cannot be lost: the service and its lanes against treadmills that do everything but stop, in virtual time.

Every trouble begins before or while STOP is pressed on a walking belt. A witness holds what may never be broken against
every step; what must come about is asked of it at the end. A random trouble is its seed: `-k "seed and 17"` replays it.
"""

import asyncio
import random
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise

import pytest

from retrowalk.controller.effects import AlarmKind, Request, WriteStop
from retrowalk.controller.events import Answered, LinkUp, Ready, Unanswered
from retrowalk.link.errors import Fault as LinkFault
from retrowalk.link.errors import LinkError
from retrowalk.runtime.clock import now
from retrowalk.safety import thresholds as t
from retrowalk.safety.events import Reset, StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.faults import Fault


CONTROL, STOP, PAUSE, MINIMUM = b"\x00", b"\x08\x01", b"\x08\x02", bytes.fromhex("026400")
ASKS_TO_STOP = (STOP, PAUSE)
REFUSES = (LinkFault.BUSY, LinkFault.NOT_SUBSCRIBED, LinkFault.REFUSED, LinkFault.NOT_PERMITTED)
# R3: how soon after a refusal the treadmill is asked again (ms).
AGAIN = 50
# The core looks at the world at least this often (ms): a deadline of its own is kept within one look.
LOOK = 250
FOR_EVER = 10**9


class Witness:
    """Sees one service and its treadmill from the press of STOP on."""

    def __init__(self, port, service):
        self.port, self.service = port, service
        self.pressed = self.first = None
        self.steps = []
        self.refused = []  # when a stop was refused while the belt ran, by ATT or by an answer
        self.alarmed = self.cleared = None
        self.hanging = 0  # how many writes will never return
        service.subscribe(self.see)
        write = port.memory.write

        async def watched(data):
            if self.hanging:
                self.hanging -= 1
                await asyncio.get_running_loop().create_future()
            try:
                await write(data)
            except LinkError as error:
                if error.fault in REFUSES and data in ASKS_TO_STOP:
                    self.note_refusal()
                raise

        port.memory.write = watched

    def note_refusal(self):
        if self.pressed is not None and self.port.speed > t.ZERO:
            self.refused.append(now())

    def press(self):
        """Press STOP: what is promised of the press itself."""
        self.pressed, self.first = now(), len(self.port.writes)
        self.service.stop(source="test")
        assert self.service.snapshot.latched is StopReason.USER_STOP, "latched before anything else"
        assert self.service.snapshot.belt is Belt.STOPPING

    def see(self, step):
        if self.pressed is None:
            return
        seen = self.service.snapshot
        self.steps.append(step)
        if seen.latched is None:
            self.pressed = None  # reset by a person: what follows is another walk
            return
        assert seen.latched is StopReason.USER_STOP, "the first reason is kept"
        assert not [effect for effect in step.effects if isinstance(effect, Request)], "motion was asked for (R5)"
        self.zero_is_measured(seen)
        self.the_alarm_stays(seen)
        if isinstance(step.event, Answered) and step.event.request in ASKS_TO_STOP and step.event.response[2] != 1:
            self.note_refusal()

    def zero_is_measured(self, seen):
        if seen.belt is Belt.LATCHED:
            assert self.port.speed < t.ZERO, "called stopped in motion (R4)"
            assert seen.measured.speed.wire < t.ZERO

    def the_alarm_stays(self, seen):
        loud = AlarmKind.PULL_THE_KEY in seen.alarms
        if loud and self.alarmed is None:
            self.alarmed = now()
        if self.alarmed is not None and not loud and self.cleared is None:
            self.cleared = now()
            assert seen.belt is Belt.LATCHED, "quiet again before zero was measured"

    @property
    def asked(self):
        """What was written since the press: (ms after it, bytes)."""
        return [(time - self.pressed, data) for time, data in self.port.writes[self.first :]]

    def nothing_but_stops(self):
        """R5, seen at the treadmill: no byte that was decided before the press, and none that raises."""
        written = {frame for step in self.steps for each in step.effects if isinstance(each, WriteStop)
                   for frame in each.frames}  # fmt: skip
        assert written <= {CONTROL, STOP, PAUSE, MINIMUM}
        assert {data for _, data in self.asked} <= written

    def each_refusal_was_followed(self):
        """R3: asked again, control first, within 50 ms of each refusal."""
        times = [time for time, _ in self.port.writes]
        for refusal in self.refused:
            assert any(refusal < time <= refusal + AGAIN or time == refusal for time in times), refusal

    def never_quiet(self):
        """While the belt runs a stop is written at least every two seconds, whatever the treadmill says."""
        times = [time for time, data in self.asked if data in (*ASKS_TO_STOP, MINIMUM)]
        assert all(later - earlier <= t.REPEAT_APART + LOOK for earlier, later in pairwise(times))

    def escalated(self):
        """The published schedule: loud at 2 s, then Stop, the minimum speed, Pause, half a second apart."""
        assert self.alarmed is not None and 0 <= self.alarmed - self.pressed - t.FALLING_WITHIN <= LOOK
        first = next(time for time, data in self.asked if time >= t.FALLING_WITHIN and data == CONTROL)
        assert first - t.FALLING_WITHIN <= LOOK
        for rung, data in ((1, MINIMUM), (2, PAUSE)):
            due = t.FALLING_WITHIN + rung * t.ESCALATE_APART
            assert any(0 <= time - due <= (rung + 1) * LOOK for time, each in self.asked if each == data), data


@asynccontextmanager
async def walking(port, running, minutes=3.0):
    async with running(port) as (service, walker):
        witness = Witness(port, service)
        await walker.walk(minutes)
        yield service, walker, witness


async def written_at_once(witness):
    """The write is issued in the very next pass of the loop."""
    await asyncio.sleep(0)
    assert witness.asked[:1] in ([(0, STOP)], [(0, CONTROL)])


async def at_rest(service, within=30):
    async with asyncio.timeout(within):
        await service.until(lambda seen: seen.belt is Belt.LATCHED)


async def and_walks_again(service, walker):
    """The twin: a person resets, and once the treadmill has answered the last request the belt can be walked again."""
    await asyncio.sleep(31)
    service.tell(Reset("test"))
    assert service.snapshot.latched is None
    await service.until(lambda seen: seen.belt is not Belt.STOPPING)
    async with asyncio.timeout(120):
        await walker.start()
    assert service.snapshot.measured.speed.wire >= 100


# ── one trouble at a time ─────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Trouble:
    """What fails at the press, by how much, for how long (s, None: until the key is pulled), and whether it is loud."""

    fault: Fault
    amount: int | None = None
    lasts: float | None = 0.0
    loud: bool = False


ONCE = 0.0  # the amount runs out by itself
TROUBLES = {
    "busy once": Trouble(Fault.BUSY, 1, ONCE),
    "busy for a second": Trouble(Fault.BUSY, FOR_EVER, 1.0),
    "busy for ever": Trouble(Fault.BUSY, FOR_EVER, None, loud=True),
    "busy 0x80 once": Trouble(Fault.BUSY_VENDOR, 1, ONCE),
    "busy 0x80 for a second": Trouble(Fault.BUSY_VENDOR, FOR_EVER, 1.0),
    "busy 0x80 for ever": Trouble(Fault.BUSY_VENDOR, FOR_EVER, None, loud=True),
    "control not permitted once": Trouble(Fault.NOT_PERMITTED, 1, ONCE),
    "control not permitted for a second": Trouble(Fault.NOT_PERMITTED, FOR_EVER, 1.0),
    "control not permitted for ever": Trouble(Fault.NOT_PERMITTED, FOR_EVER, None, loud=True),
    "operation failed once": Trouble(Fault.FAILED, 1, ONCE),
    "operation failed for ever": Trouble(Fault.FAILED, FOR_EVER, None, loud=True),
    "success without stopping": Trouble(Fault.STOP_IGNORED, None, None, loud=True),
    "success without stopping for a while": Trouble(Fault.STOP_IGNORED, None, 5.0, loud=True),
    "nothing at all once": Trouble(Fault.DEAF, 1, ONCE),
    "nothing at all for a second": Trouble(Fault.DEAF, FOR_EVER, 1.0, loud=True),  # it is believed at 2 s
    "nothing at all for ever": Trouble(Fault.DEAF, FOR_EVER, None, loud=True),
    "stops and never says so": Trouble(Fault.UNANSWERED, FOR_EVER, ONCE),
    "forgets who listens": Trouble(Fault.FORGETFUL, 1, ONCE),
    "forgets who listens ten times": Trouble(Fault.FORGETFUL, 10, ONCE),
    "forgets who listens for ever": Trouble(Fault.FORGETFUL, FOR_EVER, None, loud=True),
    "answers twice": Trouble(Fault.DUPLICATED, None, ONCE),
    "answers after five seconds": Trouble(Fault.LATE, 5_000, ONCE),
    "answers after thirty seconds": Trouble(Fault.LATE, 30_000, ONCE),
}


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.sr(11)
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_stop_is_not_lost(virtually, running, trouble):
    async def main(port):
        async with walking(port, running) as (service, walker, witness):
            port.treadmill.fail(trouble.fault, trouble.amount, now())
            witness.press()
            await written_at_once(witness)
            await asyncio.sleep(3.4 if trouble.lasts is None else trouble.lasts)
            if trouble.lasts is None:
                assert service.snapshot.belt is Belt.STOPPING and port.speed > 0
                witness.escalated()
                await asyncio.sleep(20)
                assert service.snapshot.alarms == (AlarmKind.PULL_THE_KEY,)
                port.treadmill.pull_key(now())
            elif trouble.lasts:
                port.treadmill.mend(trouble.fault, now())
            await at_rest(service)
            assert (witness.alarmed is not None) is trouble.loud
            witness.nothing_but_stops()
            witness.each_refusal_was_followed()
            witness.never_quiet()
            port.treadmill.mend(trouble.fault, now())
            port.treadmill.replace_key(now())
            await and_walks_again(service, walker)

    virtually(main)


@pytest.mark.sr(14)
@pytest.mark.sr(15)
@pytest.mark.parametrize("fault", [LinkFault.REFUSED, LinkFault.NOT_PERMITTED])
@pytest.mark.parametrize("times", [1, 10])
def test_an_att_error_that_says_nothing_of_busy_costs_a_stop_no_more_time(virtually, running, fault, times):
    """0x0E, "unlikely error", and its like: written again within 50 ms, long before a stop is known to fail."""

    async def main(port):
        async with walking(port, running) as (service, _, witness):
            write, left = port.memory.write, [LinkError(fault, "unlikely", 0x0E)] * times

            async def fails(data):
                await asyncio.sleep(0.03)
                if left and data in ASKS_TO_STOP:
                    witness.note_refusal()
                    raise left.pop()
                await write(data)

            port.memory.write = fails
            witness.press()
            await at_rest(service)
            assert not left and witness.alarmed is None
            witness.each_refusal_was_followed()
            assert len(witness.refused) == times

    virtually(main)


@pytest.mark.sr(11)
@pytest.mark.sr(15)
@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_VENDOR, Fault.FORGETFUL])
@pytest.mark.parametrize("mended", ["while it fails", "once it stands", "after the reset"])
def test_no_speed_outlives_the_look_that_decided_it(virtually, running, fault, mended):
    """A minimum speed that waited for a busy treadmill would be taken by one that stands, and could start it anew."""

    async def main(port):
        write = port.memory.write

        async def slowly(data):
            await asyncio.sleep(0.06)
            await write(data)

        port.memory.write = slowly
        async with walking(port, running) as (service, _, witness):
            port.treadmill.fail(fault, FOR_EVER, now())
            witness.press()
            await asyncio.sleep(2.8)
            assert MINIMUM in {data for _, data in witness.asked}, "the ladder was climbed"
            if mended == "while it fails":
                port.treadmill.mend(fault, now())
            port.treadmill.pull_key(now())
            asked = now()
            await at_rest(service)
            if mended == "once it stands":
                port.treadmill.mend(fault, now())
            port.treadmill.replace_key(now())
            service.tell(Reset("test"))
            port.treadmill.mend(fault, now())
            await asyncio.sleep(15)
            assert not [time for time, data in port.writes if data == MINIMUM and time > asked + LOOK]
            assert (service.snapshot.belt, port.speed) == (Belt.IDLE, 0)

    virtually(main)


@pytest.mark.sr(15)
def test_control_taken_away_is_asked_for_again_by_itself(virtually, running):
    async def main(port):
        async with walking(port, running) as (service, _, witness):
            other = port.treadmill.connect(now())
            port.treadmill.subscribe(other, 0x2AD9)
            assert port.treadmill.write(other, CONTROL, now()) == 0  # another program has taken control
            await asyncio.sleep(0.2)
            witness.press()
            await at_rest(service)
            assert [data for _, data in witness.asked][:3] in ([CONTROL, STOP], [STOP, CONTROL, STOP])
            assert witness.alarmed is None

    virtually(main)


@pytest.mark.sr(14)
@pytest.mark.parametrize("after", [0.05, 1.5, 2.9])
def test_a_stop_during_the_treadmills_own_start_countdown_is_kept_up(virtually, running, after):
    async def main(port):
        port.treadmill.fail(Fault.COUNTS_ON, None, now())
        async with running(port) as (service, walker):
            witness = Witness(port, service)
            await walker.arm()
            service.tell(Ready("test"))
            await service.until(lambda seen: seen.belt is Belt.STARTING)
            await asyncio.sleep(after)
            witness.press()
            await written_at_once(witness)
            await at_rest(service)
            assert port.speed == 0
            tops = [step.event for step in witness.steps if isinstance(step.event, Answered)]
            assert any(each.request == STOP and each.response[2] == 4 for each in tops)
            witness.nothing_but_stops()
            await asyncio.sleep(20)
            assert port.speed == 0 and service.snapshot.belt is Belt.LATCHED

    virtually(main)


# ── in the middle of another procedure ────────────────────────────────────────────────────────────────


# A slope to walk on, so that every kind of request is written (0.1 %).
STEEP = 20


def answers_late(port, op, after):
    """The answer to this procedure takes so long (ms), and everything else is refused meanwhile."""
    write = port.memory.write

    async def writing(data):
        if data[0] == op:
            port.treadmill.fail(Fault.LATE, after, now())
            asyncio.get_running_loop().call_later(0.001, port.treadmill.mend, Fault.LATE, now())
        await write(data)

    port.memory.write = writing


async def next_write(port, op):
    """Wait until a write of this op code is issued."""
    while not port.wrote.is_set() or port.writes[-1][1][0] != op:
        port.wrote.clear()
        await port.wrote.wait()


@pytest.mark.sr(14)
@pytest.mark.parametrize("answers_after", [0, 3_000, 30_000])
@pytest.mark.parametrize("moment", [0.0, 0.035, 0.5])
@pytest.mark.parametrize("op", [0x00, 0x07, 0x02, 0x03], ids=["request control", "start", "speed", "incline"])
def test_a_stop_in_the_middle_of_a_procedure_overtakes_it(virtually, running, op, moment, answers_after):
    async def main(port):
        async with running(port) as (service, walker):
            witness = Witness(port, service)
            person = asyncio.create_task(walker.start(2.0, STEEP))
            answers_late(port, op, answers_after)
            async with asyncio.timeout(120):
                await next_write(port, op)
            await asyncio.sleep(moment)
            person.cancel()
            witness.press()
            await written_at_once(witness)
            await at_rest(service, 60)
            witness.nothing_but_stops()
            witness.never_quiet()
            assert port.speed == 0

    virtually(main)


# ── a link that hangs, goes and comes back ────────────────────────────────────────────────────────────


@pytest.mark.sr(14)
@pytest.mark.parametrize("times", [1, 2, 5, FOR_EVER])
@pytest.mark.parametrize("busy", [False, True], ids=["nothing else", "a speed on the wire"])
def test_a_write_that_never_returns_holds_no_stop_up(virtually, running, times, busy):
    async def main(port):
        async with walking(port, running) as (service, _, witness):
            witness.hanging = times
            if busy:
                await next_write(port, 0x02)
            witness.press()
            await written_at_once(witness)
            if times == FOR_EVER:
                await asyncio.sleep(10)
                assert service.snapshot.belt is Belt.STOPPING and AlarmKind.PULL_THE_KEY in service.snapshot.alarms
                witness.never_quiet()
                port.treadmill.pull_key(now())
            await at_rest(service)
            witness.nothing_but_stops()

    virtually(main)


@pytest.mark.sr(14)
@pytest.mark.sr(20)
@pytest.mark.sr(21)
@pytest.mark.parametrize("away", [500, 2_900, 3_100, 30_000])
@pytest.mark.parametrize("pressed", ["before", "as it goes", "just after", "later"])
def test_a_stop_pressed_out_of_range_is_latched_told_and_first_when_it_is_back(virtually, running, away, pressed):
    async def main(port):
        async with walking(port, running) as (service, walker, witness):
            if pressed == "before":
                witness.press()  # on the wire, and the link goes before any answer
                await asyncio.sleep(0.001)
            port.treadmill.fail(Fault.LINK_DROP, away, now())
            dropped = now()
            await asyncio.sleep({"before": 0, "as it goes": 0, "just after": 0.001, "later": 0.4}[pressed])
            if pressed != "before":
                witness.press()
            await service.until(lambda seen: not seen.linked)
            assert AlarmKind.LINK_LOST in service.snapshot.alarms and now() - dropped <= 500
            if pressed in ("just after", "later"):
                await asyncio.sleep(0.01)
                assert "not sent: no link" in {e.event.why for e in witness.steps if isinstance(e.event, Unanswered)}
            gone = len(port.writes)
            await service.until(lambda seen: seen.linked)
            back = next(step.now for step in witness.steps if isinstance(step.event, LinkUp))
            await asyncio.sleep(0.2)
            assert [data for _, data in port.writes[gone : gone + 2]] == [CONTROL, STOP]
            assert port.writes[gone][0] == back
            await at_rest(service)
            witness.nothing_but_stops()
            assert service.snapshot.alarms == ()
            await and_walks_again(service, walker)

    virtually(main)


@pytest.mark.sr(21)
@pytest.mark.parametrize("away", [3_200, 30_000])
def test_a_link_that_stays_away_too_long_stops_by_itself_and_first_of_all(virtually, running, away):
    async def main(port):
        async with walking(port, running) as (service, _, _):
            port.treadmill.fail(Fault.LINK_DROP, away, now())
            await service.until(lambda seen: not seen.linked)
            gone = len(port.writes)
            await service.until(lambda seen: seen.latched is StopReason.LINK_LOST)
            await service.until(lambda seen: seen.linked)
            await asyncio.sleep(0.2)
            assert [data for _, data in port.writes[gone : gone + 2]] == [CONTROL, STOP]
            await at_rest(service)
            assert port.speed == 0

    virtually(main)


# ── anything at once ──────────────────────────────────────────────────────────────────────────────────

SEEDS = 60
ANY = (
    Fault.BUSY, Fault.BUSY_VENDOR, Fault.NOT_PERMITTED, Fault.FAILED, Fault.STOP_IGNORED, Fault.DEAF, Fault.UNANSWERED,
    Fault.FORGETFUL, Fault.DUPLICATED, Fault.LATE, Fault.SILENT, Fault.GARBAGE, Fault.FROZEN, Fault.IGNORED,
)  # fmt: skip


async def some_trouble(chance, port, witness):
    """Anything that fails, for a moment or until it is mended: a fault, a lost link, a write that hangs."""
    dice = chance.random()
    if dice < 0.15:
        port.treadmill.fail(Fault.LINK_DROP, chance.choice((100, 500, 2_900, 3_100, 8_000)), now())
    elif dice < 0.25:
        witness.hanging = chance.choice((1, 2, 5))
    else:
        fault = chance.choice(ANY)
        amount = {Fault.LATE: chance.choice((300, 5_000, 30_000)), Fault.FROZEN: None}.get(fault, chance.randint(1, 40))
        port.treadmill.fail(fault, amount, now())
    await asyncio.sleep(chance.choice((0, 0, 0.001, 0.03, 0.3, 1.0)))


@pytest.mark.sr(15)
@pytest.mark.sr(14)
@pytest.mark.parametrize("seed", range(SEEDS), ids=lambda seed: f"seed-{seed}")
def test_no_mixture_of_troubles_loses_a_stop(virtually, running, seed):
    chance = random.Random(seed)

    async def main(port):
        async with walking(port, running) as (service, walker, witness):
            await asyncio.sleep(chance.random() * 3)
            for _ in range(chance.randint(0, 2)):
                await some_trouble(chance, port, witness)
            if service.snapshot.latched is None:
                witness.press()
            for _ in range(chance.randint(0, 3)):
                await some_trouble(chance, port, witness)
            await asyncio.sleep(chance.random() * 15)
            witness.hanging = 0
            for fault in ANY:
                port.treadmill.mend(fault, now())
            await at_rest(service, 90)
            if witness.pressed is not None:
                witness.nothing_but_stops()
            await and_walks_again(service, walker)

    virtually(main)
