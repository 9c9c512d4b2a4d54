"""The composition root: which pieces make a walk. It decides nothing; every choice is its caller's or a room's own."""

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrowalk.controller.rules import Rules
from retrowalk.firmware import catalogue
from retrowalk.firmware.parse import parse
from retrowalk.firmware.profile import Profile
from retrowalk.journal.codec import make_ready
from retrowalk.journal.disk import make_folder
from retrowalk.journal.open import Entry
from retrowalk.journal.record import Header
from retrowalk.journal.writer import Journal
from retrowalk.link.port import Description, Port
from retrowalk.link.probe import TRIES, probe
from retrowalk.runtime.clock import wall
from retrowalk.settings import shipped
from retrowalk.simulator.air.loopback import Place
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.names import SIMULATED_NAME, SIMULATED_PROFILE, Carrier
from retrowalk.simulator.shape import Shape, shape_of
from retrowalk.simulator.treadmill import Treadmill


if TYPE_CHECKING:
    from retrowalk.controller.events import HeartRate, HeartRateLost
    from retrowalk.link.ble import BleTreadmill
    from retrowalk.link.heart_rate import Strap


class UnknownProfile(Exception):
    """No firmware profile of that name ships."""


class NotInstalled(Exception):
    """An optional part is missing; the message says how to get it."""


def profiles() -> tuple[Profile, ...]:
    """The firmware profiles that ship."""
    files = sorted(shipped("firmware_profiles").glob("*.toml"))
    return tuple(parse(path.read_text(encoding="utf-8"), path.name) for path in files)


def profile_of(description: Description) -> Profile:
    """The profile of a treadmill by what it says of itself."""
    return catalogue.find(profiles(), description.name, description.manufacturer, description.model)


def profile_named(name: str) -> Profile:
    """The shipped profile of this id. Raises UnknownProfile."""
    known = {profile.id: profile for profile in profiles()}
    if name not in known:
        raise UnknownProfile(f"no firmware profile {name!r}; there are {', '.join(known)}")
    return known[name]


def simulated_shape(name: str = SIMULATED_NAME) -> Shape:
    """The treadmill that is simulated, as its own profile describes it."""
    return shape_of(profile_named(SIMULATED_PROFILE), name)


def warm() -> None:
    """Make now what the first stop would wait for: the record's forms, a quarter of a second in all."""
    make_ready(Header, Entry)


@contextmanager
def settled() -> Iterator[None]:
    """Meanwhile what has been made so far stays, and collections pass it by. Entered once, before a belt moves.

    Looking through all that the libraries bring takes Python up to 70 ms, in which nobody can stop a belt; what a walk
    itself makes is looked through in 1 ms.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(frozen=True, slots=True)
class Met:
    """A treadmill to walk on: its port, the rules for it, the simulated machine if it is one, and what reached it."""

    port: Port
    rules: Rules
    machine: Treadmill | None = None
    radio: "Bluetooth | None" = None


@asynccontextmanager
async def simulated(carrier: Carrier) -> AsyncIterator[Met]:
    """A simulated treadmill, on virtual air or in memory, and the rules for it."""
    treadmill = Treadmill(simulated_shape())
    rules = Rules(profile_named(SIMULATED_PROFILE))
    if carrier is Carrier.MEMORY:
        yield Met(MemoryTreadmill(treadmill), rules, treadmill)
        return
    from retrowalk.link.ble import BleTreadmill  # noqa: PLC0415 - bleak is slow to import and not always needed
    from retrowalk.simulator.air.virtual import VirtualAir  # noqa: PLC0415 - the extra `simulate`

    async with VirtualAir() as air:
        station = await air.add(treadmill)
        yield Met(BleTreadmill(station.address, backend=air.backend, scanner=air.scanner), rules, treadmill)


@dataclass(frozen=True, slots=True)
class Bluetooth:
    """What reaches treadmills: bleak's backend classes; None = this computer's own radio."""

    backend: type[Any] | None = None
    scanner: type[Any] | None = None

    def treadmill(self, device: Any) -> "BleTreadmill":  # noqa: ANN401 - an address, or bleak's own object of a scan
        """The port of a treadmill."""
        from retrowalk.link.ble import BleTreadmill  # noqa: PLC0415 - bleak is slow to import and not always needed

        return BleTreadmill(device, backend=self.backend, scanner=self.scanner)

    def strap(self, address: str, tell: "Callable[[HeartRate | HeartRateLost], object]") -> "Strap":
        """The heart-rate strap at an address; `tell` hears it while its `run` runs."""
        from retrowalk.link.heart_rate import Strap  # noqa: PLC0415 - bleak and pycycling are slow to import

        return Strap(address, tell, backend=self.backend)


@asynccontextmanager
async def bluetooth(air: Place | None = None) -> AsyncIterator[Bluetooth]:
    """Give this computer's own Bluetooth, or its place on the air of another process. Raises NoAir, NotInstalled."""
    if air is None:
        yield Bluetooth()
        return
    try:
        from retrowalk.simulator.air.joined import JoinedAir  # noqa: PLC0415 - the extra `simulate`
    except ImportError as error:
        raise NotInstalled("a virtual air needs Bumble: install retrowalk[simulate]") from error

    async with JoinedAir(air) as joined:
        yield Bluetooth(joined.backend, joined.scanner)


@asynccontextmanager
async def reached(address: str, air: Place | None = None, known: Rules | None = None) -> AsyncIterator[Met]:
    """A treadmill by its address, real or on an air, and the rules its profile gives, or those that are known.

    Raises LinkError, AmbiguousProfile, NoAir, NotInstalled.
    """
    async with bluetooth(air) as radio:
        port = radio.treadmill(address)
        yield Met(port, known or Rules(profile_of(await probe(port, TRIES))), radio=radio)


def walk_folder(parent: Path, protocol: str) -> Path:
    """A new folder for one walk's papers. Raises OSError."""
    began = wall()[: len("2026-11-21T12:00:00")].replace("T", "_").replace(":", "-")
    folder = parent / f"{began}_{protocol}"
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{folder.name.partition('~')[0]}~{number}")
    make_folder(folder)
    return folder


def journal(
    folder: Path, met: Met, speed_up: float, broke: Callable[[str], None], open_files: Path | None = None
) -> Journal:
    """The journal of one walk, in its folder; `broke` is told once, on any thread, if it cannot go on."""
    header = Header(met.port.address, met.rules, speed_up, wall())
    return Journal(folder / "journal.jsonl", header, broke, open_files)


def credentials(profile: Profile) -> str:
    """A firmware profile and whether this treadmill was measured, for the report."""
    return f"{profile.id}, {'commissioned' if profile.commissioned else 'not commissioned'}"
