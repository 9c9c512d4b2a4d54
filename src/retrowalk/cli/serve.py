"""`retrowalk serve`: every treadmill of the site, all day, until it is asked to end; belts are stopped first."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from rich.console import Console

from retrowalk import app
from retrowalk.api.face import Face
from retrowalk.app import operations
from retrowalk.app.entry import places
from retrowalk.app.memory import Register, remembered
from retrowalk.app.operations import style
from retrowalk.app.serving import Given, NotServed, SiteCaps, served
from retrowalk.app.site import House, fleet
from retrowalk.cli.belts_first import Say, belts_first
from retrowalk.cli.custody import told
from retrowalk.cli.entrance import welcome
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.guard import check
from retrowalk.cli.words import CANNOT_STOP, NO_PAGE, SIMULATED, WARNING
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.site import SiteError
from retrowalk.history.store import History
from retrowalk.page import built
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.logs import Log
from retrowalk.runtime.priority import preferred
from retrowalk.settings.model import Http, Settings, layers
from retrowalk.settings.read import Choice
from retrowalk.simulator.air.apart import Apart, air_apart
from retrowalk.simulator.air.loopback import Place


# Ctrl-C, the system's or a terminal's end.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for. `simulate`: so many virtual treadmills on an air of their own; `air`: another's.

    `straps`: each of the virtual ones comes with a heart-rate strap.
    `treadmills`: addresses that belong to the site. `leased`: only who holds the lease starts and raises (SR-31).
    """

    state: Path
    choice: Choice
    treadmills: tuple[str, ...] = ()
    simulate: int = 0
    air: Place | None = None
    leased: bool = True
    straps: bool = False


# What runs beside the fleet, inside it: entered once it is there, left after its belts have been stopped.
Beside = Callable[[Order, Fleet, Given], AbstractAsyncContextManager[object]]


def beside(_: Order, __: Fleet, given: Given) -> AbstractAsyncContextManager[object]:
    """The site as its network meets it."""
    return served(given)


def run(order: Order, console: Console, around: Beside = beside) -> Exit:
    """Serve until a signal, and how it ended. Raises Trouble, NoAir, NotInstalled, Taken, OSError."""
    console.print(WARNING, style="bold")
    if order.choice.settings.guard.required:
        check(order.state)
    app.warm()
    try:
        with Log(style(order.choice.settings.logs)) as log, asyncio.Runner() as runner:
            return runner.run(_serve(order, console, around, log))
    except (Away, DatabaseError, SiteError) as error:
        raise Trouble(f"the memory of this site cannot be used: {error}") from None
    except NotServed as error:
        raise Trouble(str(error)) from None


async def _serve(order: Order, console: Console, around: Beside, log: Log) -> Exit:
    """Belts that an earlier run left come before everything that may fail: the memory, and the way to the network."""

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    settings, register = order.choice.settings, Register()
    caps = SiteCaps(layers(settings.caps, str(order.choice.file) if order.choice.file else "settings"))
    with _signals(say) as ended:
        async with _air(order) as simulated, _fleet(order, simulated, caps, register) as there:
            if simulated.place is not None:
                say(SIMULATED)
            for leftover in there.leftovers:
                say(f"{leftover.treadmill}: {told(leftover)}")
            async with (
                belts_first(there, say, ended),
                remembered(settings.memory, order.state, register) as (history, machines),
            ):
                for machine in machines:
                    await there.know(machine)
                await _adopt(there, order, simulated)
                given = Given(
                    order.choice, order.state, there, history, caps, bool(simulated.treadmills), simulated.machines,
                    lambda: log.latest,
                )  # fmt: skip
                async with around(order, there, given) as face:
                    await _until(ended, there, [*_welcome(face, settings), *_page(), *_away(history)], settings, say)
    say("Every belt was let go of at standstill." if there.at_rest else f"Standstill was NOT measured. {CANNOT_STOP}")
    return Exit.DONE if there.at_rest else Exit.NOT_VERIFIED


def _fleet(order: Order, simulated: Apart, caps: SiteCaps, register: Register) -> AbstractAsyncContextManager[Fleet]:
    settings = order.choice.settings
    return fleet(
        order.state,
        simulated.place,
        _house(order, caps),
        chosen=settings.bluetooth.adapters,
        remember=register.remember,
        forgotten=register.forgotten,
    )


def _house(order: Order, caps: SiteCaps) -> House:
    """The rules of the site as its settings give them, and whoever changes its caps."""
    people, guard = order.choice.settings.people, order.choice.settings.guard
    return House(
        guarded=guard.required,
        leased=order.leased,
        presence=people.presence,
        layers=caps,
        starts_guard=guard.start,
        alarm=guard.alarm,
        proven=caps.proven,
    )


async def _until(ended: asyncio.Event, there: Fleet, welcome: Sequence[str], settings: Settings, say: Say) -> None:
    """Serve; then belts first, while the face still answers."""
    with app.settled(), preferred():
        for line in welcome:
            say(line)
        say(f"Serving {len(there.bays)} treadmills at {_where(settings.http)}")
        say("Ctrl-C ends it, belts first.")
        operations.ready(there)
        await ended.wait()
        await there.close()


async def _adopt(there: Fleet, order: Order, simulated: Apart) -> None:
    """Make the treadmills that were named the site's. Raises Taken, OSError."""
    for address in order.treadmills:
        await there.adopt(address)
    for address, strap in zip_longest(simulated.treadmills, simulated.straps):
        bay = await there.adopt(address)
        if strap is not None:
            bay.expect(strap)


def _welcome(face: object, settings: Settings) -> list[str]:
    """The code of a site nobody owns yet."""
    if not isinstance(face, Face):
        return []
    return welcome(face.admission.setup_code(), places(settings, settings.http.port)[1])


def _page() -> tuple[str, ...]:
    """What is missing of the page: the service does its work without it."""
    return () if built() else (NO_PAGE,)


def _away(history: History) -> tuple[str, ...]:
    """What walks wait for; a stop waits for nothing."""
    return (f"The database is away, and walks wait for it; STOP works: {history.behind}",) if history.behind else ()


def _where(http: Http) -> str:
    host = f"[{http.host}]" if ":" in http.host else http.host
    return f"http{'s' if http.certificate else ''}://{host}:{http.port}"


@asynccontextmanager
async def _air(order: Order) -> AsyncIterator[Apart]:
    """The air to join, and what is on it that is ours; no place = this computer's own radio."""
    if not order.simulate:
        yield Apart(order.air)
        return
    async with air_apart(order.simulate, order.simulate if order.straps else 0) as there:
        yield there


@contextmanager
def _signals(say: Callable[[str], None]) -> Iterator[asyncio.Event]:
    """Meanwhile a signal ends the service orderly; another one hurries nothing, for a belt takes the time it takes."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def end() -> None:
        say("Still stopping; every belt is measured first." if ended.is_set() else "Ending: belts first.")
        operations.stopping()
        ended.set()

    for each in SIGNALS:
        loop.add_signal_handler(each, end)
    try:
        yield ended
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
