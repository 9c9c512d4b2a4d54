"""Kinds of trials: what is done to the chain that controls a belt, what must come of it, and how fast."""

import asyncio
import math
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from lane import Failed, Lane, now, run


# A link is lost this long (ms): longer than its supervision timeout, shorter than anybody's patience.
AWAY = 3_000
# bluetoothd is down this long when it is stopped, as for an update (s).
DOWN = 2.0
# A service beats this often (ms): its last sign of life may be this much older than what was done to it.
BEAT = 100
# What was frozen goes on; within this (s) it would show whether it still wants the belt to move.
THAWED = 3.0
STOP, ANSWERS_STOP = "0801", "8008"
# Request Control, then Stop: what comes first on a link to a belt that an earlier run left moving.
FIRST = ["00", STOP]
# Set Target Speed, Set Target Inclination, Start or Resume.
MOTION = ("02", "03", "07")


# ── what is done to a lane ──────────────────────────────────────────────────────────────────────────


async def press(lane):
    lane.press(b"s")


async def lose(lane):
    await lane.ask("lose", ms=AWAY)


async def kill(lane):
    lane.signal(signal.SIGKILL)


async def freeze(lane):
    lane.signal(signal.SIGSTOP)


async def kill_out_of_range(lane):
    await lane.ask("lose", ms=AWAY)
    await asyncio.sleep(1)
    lane.signal(signal.SIGKILL)


async def kill_guard(lane):
    (guard,) = lane.guards()
    os.kill(guard, signal.SIGKILL)


async def kill_both(lane):
    await kill_guard(lane)
    lane.signal(signal.SIGKILL)


# ── what is done to all of them ─────────────────────────────────────────────────────────────────────


async def stop_bluetoothd(_lanes):
    await run("bluez", "stop")
    await asyncio.sleep(DOWN)
    await run("bluez", "start")


async def kill_bluetoothd(_lanes):
    await run("bluez", "kill")


async def kill_bluetoothd_and_services(lanes):
    await run("bluez", "kill")
    for lane in lanes:
        lane.signal(signal.SIGKILL)


# ── what must come of it; every one gives a time in ms, and raises Failed ───────────────────────────


async def stopped(lane, since):
    """The belt stands because of a Stop, and nothing asked it to move after that; from the deed to the answer."""
    await lane.standstill(since)
    writes = [each for each in await lane.notes("write", since) if not each["code"]]
    stops = [each["at"] for each in writes if each["said"] == STOP]
    if not stops:
        raise Failed("no Stop was written")
    answers = [each["at"] for each in await lane.notes("answer", stops[0]) if each["said"].startswith(ANSWERS_STOP)]
    if not answers:
        raise Failed("no Stop was answered")
    after = [each["said"] for each in writes if each["at"] > stops[0] and each["said"].startswith(MOTION)]
    if after:
        raise Failed(f"asked to move after the stop: {after}")
    return answers[0] - since


async def guarded(lane, since):
    """The guard stopped the belt; counted from the last beat there may have been."""
    return BEAT + await stopped(lane, since)


async def thawed(lane, since):
    """The same; and the service that goes on then moves nothing."""
    took = await guarded(lane, since)
    lane.signal(signal.SIGCONT)
    await asyncio.sleep(THAWED)
    await guarded(lane, since)
    return took


async def missed(lane, since):
    """The walk says that nobody watches, gets another guard, and can be stopped; until it said so."""
    took = await lane.says("No guard watches the belt") - since
    await lane.says("unguarded over")
    pressed = now()
    lane.press(b"s")
    await stopped(lane, pressed)
    return took


async def recovered(lane, _since):
    """The belt runs on, and the next walk stops it before all else; from that walk's start to the answer."""
    await asyncio.sleep(2 * BEAT / 1000)
    if not await lane.speed():
        raise Failed("the belt stands, though nobody was left to stop it")
    await lane.bury()
    began = now()
    await lane.begin()
    took = await stopped(lane, began)
    first = [each["said"] for each in await lane.notes("write", began)][: len(FIRST)]
    if first != FIRST:
        raise Failed(f"the first writes were {first}, not {FIRST}")
    return took


@dataclass
class Kind:
    """A kind of trial: what is done, what must come of it, its bar (ms, p99), and what came of it.

    `share`: how many of these for each of the others; `ends`: the walk ends by itself then.
    """

    name: str
    do: Callable[..., Awaitable[None]]
    judge: Callable[[Lane, int], Awaitable[int]] = stopped
    bar: int | None = None
    share: float = 1.0
    ends: bool = False
    took: list[int] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    @property
    def held(self):
        """Whether every belt stood as it must, and the bar was kept."""
        return not self.failed and (self.bar is None or quantile(self.took, 0.99) <= self.bar)


def alone():
    """What is done to one lane at a time. The bars are for the guard, and for missing it."""
    return [
        Kind("stop pressed", press, ends=True),
        Kind(f"link lost for {AWAY / 1000:g} s", lose, ends=True),
        Kind("service killed (SIGKILL)", kill, guarded, bar=1_500),
        Kind("service frozen (SIGSTOP)", freeze, thawed, bar=1_500),
        Kind("service killed, link lost", kill_out_of_range, share=0.1),
        Kind("guard killed, until missed", kill_guard, missed, bar=1_000, share=0.1, ends=True),
        Kind("both killed, until walk again", kill_both, recovered, share=0.1),
    ]


def together():
    """What is done to all lanes at once."""
    return [
        Kind("bluetoothd stopped (SIGTERM)", stop_bluetoothd, share=0.2),
        Kind("bluetoothd killed (SIGKILL)", kill_bluetoothd, share=0.2),
        Kind("bluetoothd, services killed", kill_bluetoothd_and_services, share=0.2),
    ]


def quantile(values, share):
    """The value that `share` of them do not exceed; infinite for none."""
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else math.inf


def table(kinds):
    """Figures of every kind of trial that was made."""
    rows = [("until Stop was answered (ms)", "trials", "failed", "p50", "p99", "max", "bar p99", "")]
    for kind in kinds:
        figures = [quantile(kind.took, share) for share in (0.5, 0.99, 1)]
        verdict = "PASS" if kind.held else "FAIL"
        rows.append((kind.name, len(kind.took) + len(kind.failed), len(kind.failed), *figures, kind.bar or "", verdict))
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(f"{cell!s:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in rows)
