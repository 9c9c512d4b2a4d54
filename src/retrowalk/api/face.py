"""What the face asks of a site: its treadmills, its doors, and the desk behind them."""

from dataclasses import dataclass

from retrowalk.gateway.access import Access
from retrowalk.gateway.admission import Admission
from retrowalk.gateway.commands import Commands
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.gateway import Gateway
from retrowalk.gateway.leases import Leases
from retrowalk.gateway.limits import Limits
from retrowalk.gateway.places import Place
from retrowalk.gateway.stops import Stops
from retrowalk.gateway.views import TreadmillView, treadmill
from retrowalk.gateway.words import Words
from retrowalk.history.store import History
from retrowalk.runtime.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Face:
    """One site. Stops ask nobody; everything else takes the Principal who asks and raises Refusal.

    `desk`: walks, people, coach and memory.
    """

    fleet: Fleet
    history: History
    events: EventLog
    stops: Stops
    access: Access
    admission: Admission
    words: Words
    leases: Leases
    commands: Commands
    limits: Limits
    desk: Gateway

    def seen(self, place: Place) -> TreadmillView:
        """A treadmill with everything there is to see, its walk's people included."""
        return treadmill(place, self.desk.under_way.of(place.id))
