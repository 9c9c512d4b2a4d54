"""What a machine says of itself before anyone connects: the service data of 0x1826 (FTMS 1.0.1 §3.1.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntFlag

from retrowalk.ftms.malformed import MalformedValue
from retrowalk.ftms.uuids import Service, short


class MachineKind(IntFlag):
    """What kind of machine it is. Reserved bits are kept."""

    TREADMILL = 1 << 0
    CROSS_TRAINER = 1 << 1
    STEP_CLIMBER = 1 << 2
    STAIR_CLIMBER = 1 << 3
    ROWER = 1 << 4
    INDOOR_BIKE = 1 << 5


_KNOWN = 0x3F  # the six kinds the standard names
_AVAILABLE = 0x01
_SIZE = 3  # flags, kind u16


@dataclass(frozen=True, slots=True)
class Advertisement:
    """`available` is the machine's own flag; `swapped` says that the kind came high byte first."""

    available: bool
    kind: MachineKind
    swapped: bool = False


class Verdict(Enum):
    """Whether it is worth connecting."""

    YES = "yes"
    PERHAPS = "perhaps"  # connect and look: its features and characteristics decide
    UNLIKELY = "unlikely"  # a name and nothing else; some treadmills are as silent, and so is everybody's headset
    NO = "no"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verdict and the reason for it, for people."""

    verdict: Verdict
    reason: str


def decode(data: bytes) -> Advertisement:
    """Read service data without its UUID; a kind in the wrong byte order is put right. Raises MalformedValue."""
    if len(data) < _SIZE:
        raise MalformedValue(f"service data has flags and a kind, not {data.hex(' ') or 'nothing'}")
    number, other = int.from_bytes(data[1:3], "little"), int.from_bytes(data[1:3], "big")
    swapped = not number & _KNOWN and bool(other & _KNOWN)
    return Advertisement(bool(data[0] & _AVAILABLE), MachineKind(other if swapped else number), swapped)


def encode(advertisement: Advertisement) -> bytes:
    """Advertisement → service data without the UUID."""
    kind = int(advertisement.kind).to_bytes(2, "big" if advertisement.swapped else "little")
    return bytes((_AVAILABLE * advertisement.available,)) + kind


def _by_service_data(data: bytes) -> Opinion:
    """Judge by the service data alone."""
    try:
        advertisement = decode(data)
    except MalformedValue as error:
        return Opinion(Verdict.PERHAPS, f"fitness machine of unknown kind ({error})")
    if advertisement.kind & MachineKind.TREADMILL:
        order = ", byte order swapped" if advertisement.swapped else ""
        return Opinion(Verdict.YES, f"says it is a treadmill{order}")
    if advertisement.kind & _KNOWN:
        return Opinion(Verdict.NO, f"another fitness machine: {_words(advertisement.kind)}")
    return Opinion(Verdict.PERHAPS, "fitness machine that names no kind")


def _words(kind: MachineKind) -> str:
    """Kinds in words, reserved bits left out."""
    return ", ".join(
        each.name.lower().replace("_", " ") for each in MachineKind if each in kind and each.name is not None
    )


def looks_like_treadmill(services: Iterable[str], service_data: bytes | None, name: str | None = None) -> Opinion:
    """Judge by advertised service UUIDs (16 or 128 bits), the service data of 0x1826 if any, and the name."""
    if service_data is not None:
        return _by_service_data(service_data)
    told = [short(uuid) for uuid in services]
    if Service.FITNESS_MACHINE in told:
        return Opinion(Verdict.PERHAPS, "fitness machine that does not say its kind")
    if name:
        return Opinion(Verdict.UNLIKELY, "advertises other services" if told else "advertises a name only")
    return Opinion(Verdict.NO, "does not advertise the Fitness Machine Service")
