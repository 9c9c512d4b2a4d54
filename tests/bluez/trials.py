"""Trials on the real Linux Bluetooth stack: what a belt does when a piece of the chain that controls it is taken out.

Run inside the bench's machine; `make test-bluez` does it. Simulated treadmills on a virtual radio are the other side.
Several people walk at once, each on a treadmill of their own, with a service, a guard and a state folder of its own.
Prints a line for each trial and a table; ends with 1 when something is not as it must be.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
from contextlib import asynccontextmanager
from itertools import accumulate, compress, count, islice, starmap
from pathlib import Path

from kinds import alone, table, together
from lane import Failed, Ground, Lane, now, output, run


# Treadmills that are walked on at once: more would keep this one processor from what is timed.
LANES = 2
# Between the beginning of one walk and of the next: an interpreter starts in about this time (s).
QUEUE = 2.0
# Between what is done to one lane and to the next (s).
APART = 0.5, 2.0
# Of what happened, this much is shown when a trial fails (lines).
LAST = 25


async def outcome(lane, kind, since):
    """Wait for what must come of it. Raises Failed."""
    took = await kind.judge(lane, since)
    kind.took.append(took)
    say(f"{lane.address} {kind.name}: {took} ms")
    if kind.bar is not None and took > kind.bar:
        await show(lane, since)


async def show(lane, since=0):
    """What treadmill, walk, radio and kernel saw last."""
    notes = (await lane.ask("notes", since=since))[-LAST:]
    for each in [*notes, *lane.log()[-LAST:], *await lane.ask("links"), *(await output("dmesg"))[-LAST:]]:
        say(f"    {each}")


@asynccontextmanager
async def judged(lane, kind):
    """What fails inside is a failure of this kind, written down with what was seen; the belt is brought to rest."""
    try:
        yield
    except Failed as failed:
        kind.failed.append(str(failed))
        say(f"{lane.address} {kind.name}: FAILED: {failed}")
        await show(lane)
        await lane.bury()
        await lane.ask("halt")
        lane.spoilt = True


async def cleared(lanes):
    """After a failure nothing of it is left for the next: no guard, and a bluetoothd that has just begun."""
    if not any(lane.spoilt for lane in lanes):
        return
    for lane in lanes:
        for guard in lane.guards():
            os.kill(guard, signal.SIGKILL)
        lane.spoilt = False
    await run("bluez", "kill")
    await run("bluez", "start")
    await lanes[0].ground.powered()


async def walk(lane, kind, turn):
    """Somebody walks, or this trial has failed; whether they do."""
    await asyncio.sleep(turn * QUEUE)
    async with judged(lane, kind):
        await lane.walk()
    return lane.process is not None


async def one(lane, kind, after):
    """Do it to one lane, `after` a while (s)."""
    await asyncio.sleep(after)
    async with judged(lane, kind):
        since = now()
        await kind.do(lane)
        await outcome(lane, kind, since)
        if kind.ends:
            await lane.end()


async def one_by_one(lanes, kinds, chance):
    """All walk, then something is done to one after the other: no walk is being started meanwhile."""
    walking = await asyncio.gather(*map(walk, lanes, kinds, count()))
    delays = accumulate(chance.uniform(*APART) for _ in kinds)
    await asyncio.gather(*starmap(one, compress(zip(lanes, kinds, delays, strict=False), walking)))
    await asyncio.gather(*(lane.bury() for lane in lanes))
    await cleared(lanes)


async def all_at_once(lanes, kind, chance):
    """All walk, and it is done to all of them."""
    walking = await asyncio.gather(*(walk(lane, kind, turn) for turn, lane in enumerate(lanes)))
    hit = list(compress(lanes, walking))
    await asyncio.sleep(chance.uniform(*APART))
    since = now()
    await kind.do(hit)
    for lane in hit:
        async with judged(lane, kind):
            await outcome(lane, kind, since)
    await asyncio.gather(*(lane.bury() for lane in lanes))
    await cleared(lanes)


async def main(chosen):
    """Every kind of trial that was chosen; 1 when one fails."""
    chance = random.Random(chosen.seed)
    singles, joint = ([kind for kind in kinds if chosen.only in kind.name] for kinds in (alone(), together()))
    ground = await Ground.start(LANES)
    lanes = [Lane(ground, each, Path(f"/run/lane{number}")) for number, each in enumerate(await ground.ask("list"))]
    plan = [kind for kind in singles for _ in range(max(1, round(chosen.times * kind.share)))]
    chance.shuffle(plan)
    say(f"seed {chosen.seed}: {len(plan)} trials, {LANES} treadmills at a time")
    plan = iter(plan)
    while some := list(islice(plan, LANES)):
        await one_by_one(lanes, some, chance)
    for kind in joint:
        for _ in range(max(1, round(chosen.times * kind.share / LANES))):
            await all_at_once(lanes, kind, chance)
    await ground.stop()
    print(table([*singles, *joint]))
    return 0 if all(kind.held for kind in [*singles, *joint]) else 1


def say(text):
    """One line, at once."""
    print(f"{now() / 1000:9.3f} {text}", flush=True)


def arguments():
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=50, help="how often each of the main kinds (50)")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="order and moments (any)")
    parser.add_argument("--only", default="", metavar="WORDS", help="kinds whose name has these words")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(asyncio.run(main(arguments())))
