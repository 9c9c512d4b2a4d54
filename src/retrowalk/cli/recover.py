"""`retrowalk recover`: stop the belts that an earlier run left, measure them at standstill, and keep their latches."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from rich.console import Console

from retrowalk import app
from retrowalk.cli.custody import advised, keep_report, running, told
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.words import CANNOT_STOP
from retrowalk.controller.snapshot import Snapshot
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import held
from retrowalk.journal.writer import Journal
from retrowalk.link.errors import LinkError
from retrowalk.runtime import recovery
from retrowalk.runtime.recovery import Leftover
from retrowalk.runtime.service import Service
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.air.loopback import Place


# As long as a walk waits for its treadmill (s); whoever starts this again decides how often.
REACH = 45.0
# Longer than any belt needs to stand once it obeys (s); then people are told that it does not.
REST = 60.0
# The journals of what was done here, in the state folder.
JOURNALS = "recoveries"
# The code of several treadmills is the worst of theirs, in this order.
_WORST = (Exit.DONE, Exit.FAILED, Exit.UNREACHABLE, Exit.NOT_VERIFIED)
# A service's or a shell's end; Ctrl-C is seen to by asyncio.
SIGNALS = (signal.SIGTERM, signal.SIGHUP)

Meet = Callable[[Leftover], AbstractAsyncContextManager[app.Met]]
Say = Callable[[str], None]


def run(
    state: Path,
    treadmill: str | None,
    console: Console,
    *,
    air: Place | None = None,
    everything: bool = False,
    meet: Meet | None = None,
    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> Exit:
    """List what is left, or recover one or all of it. `meet` gives each treadmill. Raises Trouble, OSError."""

    def say(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    def reach(leftover: Leftover) -> AbstractAsyncContextManager[app.Met]:
        return app.reached(leftover.treadmill, air, leftover.rules)

    found = recovery.find(state)
    if not found:
        say("Nothing is left of earlier runs.")
    if not (everything or treadmill):
        for leftover in found:
            say(advised(leftover, state))
        return Exit.DONE
    chosen = _chosen(found, treadmill)
    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(_all(chosen, state, say, meet or reach))
    except (KeyboardInterrupt, asyncio.CancelledError):  # with nothing left to stop it would have ended by itself
        return Exit.NOT_VERIFIED


def _chosen(found: tuple[Leftover, ...], treadmill: str | None) -> list[Leftover]:
    """All, or the one that was asked for; a run that left nothing of it is no error. Raises Trouble."""
    chosen = [leftover for leftover in found if treadmill in (None, leftover.treadmill)]
    if found and not chosen:
        known = ", ".join(leftover.treadmill for leftover in found)
        raise Trouble(f"nothing is left of {treadmill}, only of {known}", Exit.USAGE)
    return chosen


async def _all(chosen: list[Leftover], state: Path, say: Say, meet: Meet) -> Exit:
    """At once: no belt waits for another."""
    recoveries = asyncio.gather(*(_one(leftover, state, say, meet) for leftover in chosen))
    with _heeding_signals(recoveries.cancel):
        codes = await recoveries
    return max(codes, key=_WORST.index, default=Exit.DONE)


@contextmanager
def _heeding_signals(interrupt: Callable[[], object]) -> Iterator[None]:
    """Meanwhile a signal interrupts, and no belt is left without a word."""
    loop = asyncio.get_running_loop()
    for each in SIGNALS:
        loop.add_signal_handler(each, interrupt)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)


async def _one(leftover: Leftover, state: Path, say: Say, meet: Meet) -> Exit:
    def line(text: str) -> None:
        say(f"{leftover.treadmill}: {text}")

    if not leftover.ours:
        line(told(leftover))
        line(f"A person resets it: retrowalk reset {leftover.treadmill}")
        return Exit.DONE
    try:
        with _alone(state, leftover.treadmill):
            line(told(leftover))
            async with meet(leftover) as met:
                return await _bring_to_rest(leftover, met, state, line)
    except Taken as taken:
        line(f"{taken}, and sees to the belt itself")
        return Exit.DONE
    except LinkError as error:
        line(f"NOT stopped: {error}. {CANNOT_STOP}")
        return Exit.UNREACHABLE
    except asyncio.CancelledError:
        line(f"Interrupted: standstill was NOT measured. {CANNOT_STOP}")
        raise


@contextmanager
def _alone(state: Path, treadmill: str) -> Iterator[None]:
    """Nobody else meanwhile; a disk that can hold no lock is no reason to leave a belt moving. Raises Taken."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(held(state / recovery.OPEN, treadmill))
        yield


async def _bring_to_rest(leftover: Leftover, met: app.Met, state: Path, line: Say) -> Exit:
    """Connect, Stop, verify, latch (SR-23), and keep the latch on the disk."""
    with _journal(state, met) as journal:
        service = Service(met.port, met.rules, journal=journal)
        service.tell(leftover.event)
        async with running(service):
            code = await _seen_to_stand(service, line)
        try:
            recovery.let_go(state, leftover.treadmill, service.snapshot, leftover.journal or journal.path)
        except OSError as error:
            line(f"The latch cannot be kept on the disk, so it will be stopped again: {error.strerror or error}")
            code = max(code, Exit.FAILED, key=_WORST.index)
    report = await asyncio.to_thread(keep_report, leftover)
    if report:
        line(report)
    return code


async def _seen_to_stand(service: Service, line: Say) -> Exit:
    for seconds, holds, else_, code in (
        (REACH, lambda seen: seen.linked, "NOT stopped, it cannot be reached", Exit.UNREACHABLE),
        (REST, lambda seen: seen.belt is Belt.LATCHED, "standstill was NOT measured", Exit.NOT_VERIFIED),
    ):
        if not await _comes_true(service, holds, seconds):
            line(f"{else_}. {CANNOT_STOP}")
            return code
    line("Stopped, measured at standstill and latched. A person resets it, on the spot or with `retrowalk reset`")
    return Exit.DONE


async def _comes_true(service: Service, holds: Callable[[Snapshot], bool], seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await service.until(holds)
    except TimeoutError:
        return False
    return True


def _journal(state: Path, met: app.Met) -> Journal:
    """The record of a recovery; where the disk takes none, the belt is stopped all the same."""
    folder = state / JOURNALS
    with suppress(OSError):
        folder = app.walk_folder(folder, "recovery")
    return app.journal(folder, met, 1.0, lambda _: None)
