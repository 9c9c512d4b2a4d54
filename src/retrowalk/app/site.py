"""Which pieces make a site: its radios, its guard, its fleet. Like the rest of this room it decides nothing."""

from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Barrier
from typing import Any

from retrowalk.app import NotInstalled, profile_of
from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Profile
from retrowalk.history.records import Machine
from retrowalk.link.found import Found
from retrowalk.link.port import Port
from retrowalk.runtime.bay import Shared
from retrowalk.runtime.discovery import Discovery, Radio
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.guard_process import GuardElsewhere, GuardProcess
from retrowalk.runtime.guarding import Guarding
from retrowalk.safety.caps import Layer
from retrowalk.simulator.air.loopback import Place


# Threads that wait for the disk, so that one treadmill's slow file is not everybody's.
WAITING = 4


@dataclass(frozen=True, slots=True)
class Adapter:
    """Satisfies Radio: an adapter of this computer, "" = the only one, or bleak's backend classes in its place."""

    hci: str = ""
    backend: type[Any] | None = None
    scanner: type[Any] | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.hci or ("Bluetooth" if self.backend is None else "air")

    async def scan(self, seconds: float) -> list[Found]:
        """See Radio.scan."""
        from retrowalk.link.ble import scan  # noqa: PLC0415 - bleak is slow to import

        return await scan(seconds, self.scanner, self.hci)

    def port(self, address: str, device: object | None) -> Port:
        """See Radio.port."""
        from retrowalk.link.ble import BleTreadmill  # noqa: PLC0415 - bleak is slow to import

        where: Any = device or address
        return BleTreadmill(where, backend=self.backend, scanner=self.scanner, hci=self.hci)

    async def hear(self, strap: str, tell: Callable[[HeartRate | HeartRateLost], object]) -> None:
        """See Radio.hear."""
        from retrowalk.link.heart_rate import Strap  # noqa: PLC0415 - bleak is slow to import

        await Strap(strap, tell, backend=self.backend, hci=self.hci).run()


def adapters(chosen: Sequence[str]) -> tuple[Adapter, ...]:
    """Those that were chosen, or every one this computer has."""
    from retrowalk.link import ble  # noqa: PLC0415 - bleak is slow to import

    return tuple(Adapter(name) for name in chosen or ble.adapters() or ("",))


@asynccontextmanager
async def radios(chosen: Sequence[str], air: Place | None) -> AsyncIterator[tuple[Radio, ...]]:
    """The adapters of this computer, or its place on the air of another process. Raises NoAir, NotInstalled."""
    if air is None:
        yield adapters(chosen)
        return
    try:
        from retrowalk.simulator.air.joined import JoinedAir  # noqa: PLC0415 - the extra `simulate`
    except ImportError as error:
        raise NotInstalled("a virtual air needs Bumble: install retrowalk[simulate]") from error

    async with JoinedAir(air) as joined:
        yield (Adapter(backend=joined.backend, scanner=joined.scanner),)


@dataclass(frozen=True, slots=True)
class House:
    """What a site's rules are, besides a treadmill's profile. `layers` are asked for anew before every walk.

    starts_guard: where none listens; alarm: a command that makes noise when the guard stops a belt; proven: a profile
    with what was measured of the machine at an address.
    """

    guarded: bool = True
    leased: bool = False
    presence: bool = False
    layers: Callable[[str], tuple[Layer, ...]] = lambda _: ()
    starts_guard: bool = True
    alarm: str = ""
    proven: Callable[[Profile, str], Profile] = lambda profile, _: profile

    def rules(self, profile: Profile, address: str) -> Rules:
        """The rules of one treadmill as they are now."""
        return Rules(self.proven(profile, address), self.layers(address), self.guarded, self.leased, self.presence)


@asynccontextmanager
async def fleet(
    state: Path,
    air: Place | None,
    house: House,
    *,
    chosen: Sequence[str] = (),
    remember: Callable[[Machine], None] = lambda _: None,
    forgotten: Callable[[str], None] = lambda _: None,
) -> AsyncIterator[Fleet]:
    """What an earlier run left of a site, under guard; `know` and `adopt` make treadmills the site's.

    Left, belts are stopped first, then links and guard let go of.

    Raises NoAir, NotInstalled, OSError.
    """
    async with AsyncExitStack() as stack:
        found = await stack.enter_async_context(radios(chosen, air))
        guard = Guarding(state, _guard(state, air, house)) if house.guarded else None
        if guard is not None:
            stack.push_async_callback(guard.close)
        discovery = Discovery(found)
        stack.push_async_callback(discovery.close)
        pool = at_work()
        stack.callback(pool.shutdown, wait=False)
        shared = Shared(state, discovery, pool, profile_of, house.rules, remember, forgotten)
        yield await stack.enter_async_context(Fleet(shared, guard=guard))


def at_work() -> ThreadPoolExecutor:
    """Threads that have all begun: whoever gives the first work to one waits for its start, and a stop would."""
    pool = ThreadPoolExecutor(WAITING, "papers")
    together = Barrier(WAITING)
    for begun in [pool.submit(together.wait) for _ in range(WAITING)]:
        begun.result()
    return pool


def _guard(state: Path, air: Place | None, house: House) -> GuardProcess | GuardElsewhere:
    if not house.starts_guard:
        return GuardElsewhere()
    alarm = ("--alarm-command", house.alarm) if house.alarm else ()
    return GuardProcess(state, (("--air", str(air)) if air is not None else ()) + alarm)
