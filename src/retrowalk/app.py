"""The composition root: which pieces make a walk. It decides nothing; every choice is its caller's or a room's own."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from retrowalk.controller.rules import Rules
from retrowalk.firmware import catalogue
from retrowalk.firmware.parse import parse as parse_profile
from retrowalk.firmware.profile import Profile
from retrowalk.journal.record import Header
from retrowalk.journal.writer import Journal
from retrowalk.link.port import Description, Port
from retrowalk.link.probe import probe
from retrowalk.protocol.parse import parse as parse_protocol
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.clock import PacedLoop
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.shape import Shape, shape_of
from retrowalk.simulator.treadmill import Treadmill


SIMULATED_NAME = "Retrowalk Sim"
SIMULATED_PROFILE = "retrowalk_simulator"


class UnknownProfile(Exception):
    """No firmware profile of that name ships."""


class Carrier(StrEnum):
    """What carries a simulated treadmill's bytes."""

    AIR = "air"
    MEMORY = "memory"


def shipped(folder: str) -> Path:
    """A folder that ships with Retrowalk: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).parent
    inside = package / folder
    return inside if inside.is_dir() else package.parents[1] / folder


def protocol_files() -> tuple[Path, ...]:
    """The files of the protocol library."""
    return tuple(sorted((shipped("config") / "protocols").glob("*.yaml")))


def protocol_file(path: Path) -> Plan:
    """A protocol read from a file. Raises ProtocolError, OSError, UnicodeDecodeError."""
    return parse_protocol(path.read_text(encoding="utf-8"), str(path))


def library() -> Mapping[str, Plan]:
    """The protocols that ship, by id."""
    plans = (protocol_file(path) for path in protocol_files())
    return MappingProxyType({plan.id: plan for plan in plans})


def profiles() -> tuple[Profile, ...]:
    """The firmware profiles that ship."""
    files = sorted(shipped("firmware_profiles").glob("*.toml"))
    return tuple(parse_profile(path.read_text(encoding="utf-8"), path.name) for path in files)


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


def loop(speed_up: float) -> asyncio.AbstractEventLoop:
    """The loop a walk runs on: asyncio's own, or one whose clock runs faster."""
    return asyncio.new_event_loop() if speed_up == 1 else PacedLoop(speed_up)


@dataclass(frozen=True, slots=True)
class Met:
    """A treadmill to walk on: its port, the rules for it, and the simulated machine if it is one."""

    port: Port
    rules: Rules
    machine: Treadmill | None = None


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


async def real(address: str) -> Met:
    """A real treadmill and the rules its profile gives. Raises LinkError, AmbiguousProfile."""
    from retrowalk.link.ble import BleTreadmill  # noqa: PLC0415 - bleak is slow to import and not always needed

    port = BleTreadmill(address)
    return Met(port, Rules(profile_of(await probe(port))))


def now() -> datetime:
    """The wall clock, for names and headers that people read; nothing is decided by it."""
    return datetime.now(UTC).astimezone()


def walk_folder(parent: Path, protocol: str) -> Path:
    """A new folder for one walk's papers. Raises OSError."""
    folder = parent / f"{now():%Y-%m-%d_%H-%M-%S}_{protocol}"
    number = 1
    while folder.exists():
        number += 1
        folder = folder.with_name(f"{folder.name.partition('~')[0]}~{number}")
    folder.mkdir(parents=True)
    return folder


def journal(folder: Path, port: Port, rules: Rules, speed_up: float) -> Journal:
    """The journal of one walk, in its folder."""
    header = Header(port.address, rules, speed_up, now().isoformat(timespec="seconds"))
    return Journal(folder / "journal.jsonl", header)


def credentials(profile: Profile) -> str:
    """A firmware profile and whether this treadmill was measured, for the report."""
    return f"{profile.id}, {'commissioned' if profile.commissioned else 'not commissioned'}"
