"""`retrowalk walk`: one walk on a real or a simulated treadmill, from the warning to the report."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from dataclasses import dataclass, field, replace
from pathlib import Path

from rich.console import Console

from retrowalk import app
from retrowalk.cli.conduct import Conductor
from retrowalk.cli.custody import Custody, custody, reaching, running, take_over
from retrowalk.cli.exits import Exit, Trouble, code_of
from retrowalk.cli.guard import check
from retrowalk.cli.keys import pressed
from retrowalk.cli.papers import hand_out
from retrowalk.cli.screen import Apart, Frames, Lines, Screen
from retrowalk.cli.under_guard import guarding
from retrowalk.cli.walker import SOURCE as SCRIPTED
from retrowalk.cli.walker import ScriptedWalker
from retrowalk.cli.words import CANNOT_STOP, SIMULATED, WARNING
from retrowalk.controller.effects import Effect, Finished, Refused
from retrowalk.controller.events import Event, LinkLost, Prepare, Unguarded
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.export.report import Walk
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.logs import Log, Style
from retrowalk.runtime.priority import preferred
from retrowalk.runtime.service import Service
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.air.loopback import Place
from retrowalk.simulator.names import Carrier
from retrowalk.units import Speed


# What goes wrong is told at the terminal by a thread of its own: one that somebody has halted holds up nothing.
LOGS = Style("warning", json=False)
# Connecting may take a total deadline, a pause and a second attempt (seconds).
REACH = 45.0
# A treadmill that reports each second has been measured twice by then (seconds).
MEASURE = 10.0
# A guard starts within a second, on a busy computer three, and takes hold of the treadmill within another (seconds).
GUARD = 20.0
# For how long (s), what is said if it does not come true, what tells why, the exit code, and what must come true.
_WAITED_FOR: tuple[tuple[float, str, type[Event], Exit, Callable[[Snapshot], bool]], ...] = (
    (REACH, "the treadmill cannot be reached", LinkLost, Exit.UNREACHABLE, lambda seen: seen.linked),
    (
        MEASURE,
        "the treadmill does not tell its speed",
        LinkLost,
        Exit.UNREACHABLE,
        lambda seen: seen.belt is not Belt.UNKNOWN,
    ),
    (GUARD, "no guard watches this treadmill", Unguarded, Exit.REFUSED, lambda seen: seen.guarded is not False),
)
# The signals that mean "stop": Ctrl-C, a service's or a shell's end.
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


Meet = Callable[["Order"], AbstractAsyncContextManager[app.Met]]


@dataclass(frozen=True, slots=True)
class Walker:
    """What is known of who walks: years, the address of their strap, their own limit in beats a minute."""

    age: int | None = None
    strap: str | None = None
    hr_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for on the command line. `loop` runs at the pace of `speed_up`.

    `address` None = simulated in this process; `air` = simulated in another, and reached by `address`. `state` is
    where word is left of a treadmill that outlives this process; `known` are its rules, if the run before left them.
    """

    plan: Plan
    address: str | None
    speed_up: float
    carrier: Carrier
    folder: Path
    speed_cap: Speed | None = None
    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop
    air: Place | None = None
    state: Path | None = None
    known: Rules | None = None
    guard: bool = False
    who: Walker = field(default_factory=Walker)

    @property
    def guarded(self) -> Path | None:
        """Where the guard is met that must watch. None watches a treadmill that ends with this process."""
        return self.state if self.guard and self.address is not None else None

    @property
    def simulated(self) -> bool:
        """Whether no real belt moves."""
        return self.address is None or self.air is not None

    @property
    def reset_by(self) -> str:
        """Who resets a latch an earlier run left, with nobody at the keys; "" = a person does."""
        return SCRIPTED if self.simulated else ""


def run(order: Order, console: Console, meet: Meet | None = None) -> Exit:
    """The whole walk, and how it ended. `meet` gives the treadmill; None = as ordered. Raises Trouble, LinkError."""
    console.print(WARNING, style="bold")
    if order.simulated and not console.is_terminal:  # the live view says so itself
        console.print(SIMULATED, style="black on yellow")
    _see_to_the_guard(order, console)
    app.warm()
    with Log(LOGS), asyncio.Runner(loop_factory=order.loop) as runner:
        return runner.run(_walk(order, console, meet or _treadmill))


def _see_to_the_guard(order: Order, console: Console) -> None:
    """Say so if nobody guards this walk. Raises Trouble where a guard is asked for and cannot be."""
    if order.guarded is not None:
        check(order.guarded)
    elif order.address is None:
        console.print("No guard: this simulated treadmill ends with this program.", style="dim")
    else:
        console.print("No guard: nothing stops the belt if this program dies.", style="bold")


async def _walk(order: Order, console: Console, meet: Meet) -> Exit:
    loop = asyncio.get_running_loop()
    broke: asyncio.Future[str] = loop.create_future()

    def told(why: str) -> None:
        loop.call_soon_threadsafe(broke.set_result, why)

    with custody(order.state, order.address) as keeping, _folder(order) as folder, reaching(keeping):
        for other in keeping.others:
            console.print(other, style="bold yellow", markup=False, highlight=False, soft_wrap=True)
        async with meet(replace(order, known=keeping.known)) as found, guarding(order.guarded, order.air) as watch:
            met = replace(found, rules=replace(found.rules, guarded=order.guarded is not None))
            open_files = None if order.plan.monitor_only else keeping.open_files
            with app.journal(folder, met, order.speed_up, told, open_files) as journal:
                service = Service(met.port, met.rules, journal=journal)
                watch(service)
                with closing(_conductor(order, console, service, broke)) as conductor, keeping.until(service, journal):
                    async with running(service), _worn(order, met, service):
                        finished = await _conduct(order, met, service, conductor, keeping)
                        treadmill = service.snapshot.treadmill
        console.quiet = conductor.blind
        profile, name = met.rules.profile, treadmill or met.port.address
        walk = Walk(order.plan, name, order.simulated, app.credentials(profile), profile, journal.header.started)
        kept = hand_out(conductor.trace, walk, folder, console) and journal.healthy
    if journal.broken:
        console.print(journal.broken, style="bold red", markup=False, highlight=False, soft_wrap=True)
    _say_how_it_ended(finished, order.plan, console)
    return _code(finished, conductor, kept=kept)


def _conductor(order: Order, console: Console, service: Service, broke: asyncio.Future[str]) -> Conductor:
    """Who conducts the walk, told when the screen is gone or the journal breaks."""
    screen = Apart(_screen(order, console))
    conductor = Conductor(service, screen)
    screen.lost = conductor.unseen
    broke.add_done_callback(lambda why: conductor.warn(f"THIS WALK IS NO LONGER RECORDED - {why.result()}"))
    return conductor


@contextmanager
def _folder(order: Order) -> Iterator[Path]:
    """The folder of this walk, gone again if nothing came into it. Raises OSError."""
    folder = app.walk_folder(order.folder, order.plan.id)
    try:
        yield folder
    finally:
        with suppress(OSError):  # there is something in it, and it stays
            folder.rmdir()


@asynccontextmanager
async def _worn(order: Order, met: app.Met, service: Service) -> AsyncIterator[None]:
    """Meanwhile the walker's strap is heard, if one was named: whatever becomes of it, the walk is not held up."""
    if order.who.strap is None or met.radio is None:
        yield
        return
    listening = asyncio.create_task(met.radio.strap(order.who.strap, service.tell).run())
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


def _treadmill(order: Order) -> AbstractAsyncContextManager[app.Met]:
    """The treadmill of the order."""
    if order.address is None:
        return app.simulated(order.carrier)
    return app.reached(order.address, order.air, order.known)


def _screen(order: Order, console: Console) -> Screen:
    if console.is_terminal:
        return Frames(console, order.plan, simulated=order.simulated, speed_up=order.speed_up)
    return Lines(lambda text: console.print(text, markup=False, highlight=False, soft_wrap=True), order.plan)


async def _conduct(
    order: Order, met: app.Met, service: Service, conductor: Conductor, keeping: Custody
) -> Finished | None:
    """Link up, bring to rest what an earlier run left, prepare, and watch until it is over."""
    keys = nullcontext() if order.simulated and not sys.stdin.isatty() else pressed(conductor.press, conductor.unseen)
    unsubscribe = service.subscribe(conductor.hear)
    try:
        with _signals(conductor), keys:
            ready = await take_over(keeping, service, conductor, order.reset_by) and await _ready(conductor)
            # Before the belt is ours: the guard stops it when a busy computer holds us up for a second.
            with app.settled(), preferred() if order.speed_up == 1 else nullcontext():
                if ready:
                    await keeping.begin()
                    _prepare(order, met, service, conductor)
                return await conductor.done
    finally:
        unsubscribe()


async def _ready(conductor: Conductor) -> bool:
    """Wait for the link and a measured belt; False when it was interrupted meanwhile."""
    for seconds, what, why, code, holds in _WAITED_FOR:
        if not await conductor.sees(holds, seconds):
            if conductor.done.done():
                return False
            raise Trouble(f"{what}{conductor.why.get(why, '')}", code)
    return True


def _prepare(order: Order, met: app.Met, service: Service, conductor: Conductor) -> None:
    """Begin the session; a refusal ends the command."""
    layers = () if order.speed_cap is None else (Layer(Source.SESSION, order.speed_cap, set_by="command line"),)
    _raise_refusal(service.tell(Prepare(order.plan, layers, order.who.age, hr_limit=order.who.hr_limit)))
    if order.simulated:
        walker = ScriptedWalker(order.plan, service.tell, conductor.say, met.machine)
        conductor.onlooker = walker.see


def _raise_refusal(effects: tuple[Effect, ...]) -> None:
    for effect in effects:
        if isinstance(effect, Refused):
            raise Trouble(f"refused: {effect.why}", Exit.REFUSED)


@contextmanager
def _signals(conductor: Conductor) -> Iterator[None]:
    """While the walk lasts, signals stop the belt instead of ending the program."""
    loop = asyncio.get_running_loop()
    for each in SIGNALS:
        loop.add_signal_handler(each, conductor.interrupt)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)


def _say_how_it_ended(finished: Finished | None, plan: Plan, console: Console) -> None:
    if plan.monitor_only:
        console.print("Only watched: the belt was never ours to stop.", style="bold")
    elif finished is not None and finished.verified:
        console.print("The belt was measured at standstill.", style="bold green")
    else:
        console.print(f"Standstill was NOT measured. {CANNOT_STOP}", style="bold white on red")


def _code(finished: Finished | None, conductor: Conductor, *, kept: bool) -> Exit:
    """The exit code of the walk; that its record was not kept counts when nothing else went wrong."""
    if finished is None:
        return Exit.NOT_VERIFIED
    code = code_of(finished, watched=conductor.trace.watched)
    if code is Exit.DONE and not kept:
        return Exit.FAILED
    return Exit.INTERRUPTED if conductor.interrupts and code is not Exit.NOT_VERIFIED else code
