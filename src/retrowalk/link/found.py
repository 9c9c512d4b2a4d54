"""What a scan finds, and whether it is a treadmill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from retrowalk.ftms.advertisement import Verdict, looks_like_treadmill
from retrowalk.ftms.uuids import Service, full


@dataclass(frozen=True, slots=True)
class Found:
    """Something that advertises: its signal in dBm, whether it is a treadmill, and why we think so.

    `device` is what the radio that found it can connect to without looking again.
    """

    address: str
    name: str
    rssi: int
    verdict: Verdict
    why: str
    device: object = field(default=None, repr=False, compare=False)


def judge(
    address: str,
    name: str,
    rssi: int,
    services: Iterable[str],
    service_data: Mapping[str, bytes],
    device: object = None,
) -> Found:
    """Judge one advertisement by its service UUIDs and service data (by full UUID)."""
    opinion = looks_like_treadmill(services, service_data.get(full(Service.FITNESS_MACHINE)), name)
    return Found(address, name, rssi, opinion.verdict, opinion.reason, device)


def in_order(found: Iterable[Found]) -> list[Found]:
    """Sort the likeliest treadmills first, then by signal, strongest first."""
    likely = list(Verdict)
    return sorted(found, key=lambda each: (likely.index(each.verdict), -each.rssi, each.address))
