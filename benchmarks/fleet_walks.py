"""A whole service with a scripted walker on every treadmill: what the kills of services kill.

Walks begin as soon as a treadmill stands and is watched by the guard; they last longer than any trial.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from retrowalk.cli import serve
from retrowalk.cli.screen import Output
from retrowalk.cli.walker import ScriptedWalker
from retrowalk.controller.events import Prepare
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.bay import Bay
from retrowalk.runtime.fleet import Fleet
from retrowalk.safety.supervisor import Belt
from retrowalk.settings import load_protocol
from retrowalk.settings.read import read
from retrowalk.simulator.air.loopback import Place


def run(words: Sequence[str]) -> int:
    """Serve these treadmills; with a protocol they are walked on, without one only what was left is seen to."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--air", type=Place.parse, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--protocol", type=Path)
    parser.add_argument("treadmills", nargs="+")
    asked = parser.parse_args(words)
    choice = read(options=[("--state-dir", "state", str(asked.state_dir)), ("--quiet", "mdns.announce", "false")])
    order = serve.Order(asked.state_dir, choice, tuple(asked.treadmills), air=asked.air, leased=False)
    plan = load_protocol(asked.protocol) if asked.protocol else None

    def beside(_: serve.Order, fleet: Fleet, __: object) -> AbstractAsyncContextManager[object]:
        return _walked(fleet, plan, asked.state_dir / "walks") if plan else nullcontext()

    return serve.run(order, Output(highlight=False), beside)


@asynccontextmanager
async def _walked(fleet: Fleet, plan: Plan, walks: Path) -> AsyncIterator[None]:
    walking = [asyncio.create_task(_walk(bay, plan, walks / bay.id)) for bay in fleet.bays.values()]
    try:
        yield
    finally:
        for each in walking:
            each.cancel()


async def _walk(bay: Bay, plan: Plan, folder: Path) -> None:
    walker = ScriptedWalker(plan, bay.tell, lambda _: None)
    await bay.service.until(lambda seen: seen.belt is Belt.IDLE and seen.guarded is True)
    await bay.begin(Prepare(plan), bay.id, folder)
    bay.subscribe(lambda each, _: walker.see(each.snapshot))
