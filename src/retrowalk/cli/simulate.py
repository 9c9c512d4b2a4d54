"""`retrowalk simulate`: virtual treadmills that advertise until stopped."""

import asyncio

from rich.console import Console

from retrowalk import app
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.simulator.treadmill import Treadmill


async def run(transport: str, count: int, name: str, console: Console) -> None:
    """Advertise `count` treadmills on a Bumble transport until cancelled. Raises Trouble."""
    try:
        from retrowalk.simulator.air import advertise  # noqa: PLC0415 - the extra `simulate`
    except ImportError as error:
        raise Trouble("virtual treadmills need Bumble: install retrowalk[simulate]") from error
    treadmills = [Treadmill(app.simulated_shape(number, name)) for number in range(1, count + 1)]
    names = ", ".join(each.shape.name for each in treadmills)
    console.print(f"Advertising {names} on {transport}. Ctrl-C ends it.", markup=False, soft_wrap=True)
    try:
        await advertise(treadmills, transport)
    except (OSError, ValueError) as error:
        raise Trouble(f"transport {transport}: {error}", Exit.UNREACHABLE) from error
    await asyncio.Event().wait()
