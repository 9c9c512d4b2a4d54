"""How long a half hour of walking takes in virtual time: service, core, lanes, belt and a walker, all of it.

Ends with 1 when the bar is missed.
"""

import asyncio
import statistics
import sys
import time

from retrowalk import app
from retrowalk.cli.walker import ScriptedWalker
from retrowalk.controller.events import Prepare
from retrowalk.controller.snapshot import Snapshot
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.clock import virtual_loop
from retrowalk.runtime.service import Service
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.simulator.names import Carrier


# The longest flat walk of the library, and what it is scaled to (ms of belt time).
PROTOCOL, HALF_HOUR = "P04", 30 * 60_000
# The bar: seconds for half an hour; and how often it is walked, for a median.
BAR, ROUNDS = 1.0, 3


async def walk(plan: Plan) -> int:
    """Walk the plan to its end; returns the virtual time from the link to the last standstill (ms)."""
    async with app.simulated(Carrier.MEMORY) as met:
        service = Service(met.port, met.rules)
        running = asyncio.create_task(service.run())
        began = (await service.until(lambda seen: seen.belt is not Belt.UNKNOWN)).now
        service.tell(Prepare(plan))
        walker = ScriptedWalker(plan, service.tell, lambda _: None)

        def over(seen: Snapshot) -> bool:
            """Let the walker look as well, so that there is one snapshot for each step."""
            walker.see(seen)
            return seen.stage is Stage.FINISHED

        ended = await service.until(over)
        await service.close()
        await running
        return ended.now - began


def measure(plan: Plan) -> float:
    """Seconds of this computer for half an hour of the walk. Nothing waits, so its own time is what counts."""
    began = time.process_time()
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        walked = runner.run(walk(plan))
    return (time.process_time() - began) * HALF_HOUR / walked


def main() -> int:
    """Walk a few times; 1 when the median misses the bar."""
    plan = load_protocols().plans[PROTOCOL]
    took = statistics.median(measure(plan) for _ in range(ROUNDS))
    passed = took < BAR
    print(f"walk: half an hour of {plan.name!r} in {took:.2f} s (< {BAR:g} s) {'PASS' if passed else 'FAIL'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
