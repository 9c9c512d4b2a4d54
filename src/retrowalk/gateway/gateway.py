"""Everything a face of the site may ask for, in one place; each of these says itself who may."""

from dataclasses import dataclass
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from retrowalk.gateway.access import Access
    from retrowalk.gateway.admission import Admission
    from retrowalk.gateway.commands import Commands
    from retrowalk.gateway.eventlog import EventLog
    from retrowalk.gateway.leases import Leases
    from retrowalk.gateway.limits import Limits
    from retrowalk.gateway.stops import Stops
    from retrowalk.gateway.under_way import UnderWay
    from retrowalk.gateway.words import Words
    from retrowalk.runtime.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Gateway:
    """One site. Stops ask nobody; the rest takes the Principal who asks and raises Refusal."""

    fleet: "Fleet"
    events: "EventLog"
    stops: "Stops"
    access: "Access"
    admission: "Admission"
    words: "Words"
    leases: "Leases"
    commands: "Commands"
    limits: "Limits"
    under_way: "UnderWay"
    home: bool = False
