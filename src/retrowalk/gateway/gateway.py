"""Everything a face of the site may ask for, in one place; each of these says itself who may."""

import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrowalk.gateway.calls import Calls
from retrowalk.gateway.coaching import Coaching
from retrowalk.gateway.commands import Commands
from retrowalk.gateway.leases import Leases
from retrowalk.gateway.library import OWN, Shelf
from retrowalk.gateway.limits import Limits
from retrowalk.gateway.people import People
from retrowalk.gateway.proof import Proof
from retrowalk.gateway.proposals import Proposals
from retrowalk.gateway.recording import Recorder
from retrowalk.gateway.runs import LEASES
from retrowalk.gateway.screening import Screenings
from retrowalk.gateway.telling import Telling
from retrowalk.gateway.trials import Trials
from retrowalk.gateway.under_way import UnderWay
from retrowalk.gateway.walks import Desk, Walks
from retrowalk.history import questions as q
from retrowalk.history.early import Early
from retrowalk.history.store import History
from retrowalk.runtime import clock


if TYPE_CHECKING:
    from retrowalk.gateway.access import Access
    from retrowalk.gateway.admission import Admission
    from retrowalk.gateway.eventlog import EventLog
    from retrowalk.gateway.stops import Stops
    from retrowalk.gateway.words import Words
    from retrowalk.protocol.library import Library
    from retrowalk.runtime.fleet import Fleet
    from retrowalk.safety.caps import Layer

# What the links of the next morning are made with, in the state folder; whoever takes it away ends them all.
KEY = "morning.key"
KEY_BYTES = 32
# The calls nobody has answered, in the state folder.
CALLS = "calls.json"


@dataclass(frozen=True, slots=True)
class Doors:
    """What a site has before anybody asks it for a walk: its treadmills, its events, its stops, and who gets in."""

    fleet: "Fleet"
    events: "EventLog"
    stops: "Stops"
    access: "Access"
    admission: "Admission"
    words: "Words"
    home: bool = False


@dataclass(frozen=True, slots=True)
class Gateway(Doors):
    """One site. Whatever is asked here takes the Principal who asks, and raises Refusal; a stop asks nobody."""

    _: KW_ONLY
    history: History
    leases: Leases
    commands: Commands
    limits: Limits
    under_way: UnderWay
    shelf: Shelf
    walks: Walks
    telling: Telling
    people: People
    screenings: Screenings
    proposals: Proposals
    recorder: Recorder
    calls: Calls
    proof: Proof
    trials: Trials

    async def load(self) -> None:
        """Take in what is remembered. Raises SiteError, OSError."""
        early = Early(self.history)
        self.limits.load(await early(q.caps()), await early(q.flags()))

    async def close(self) -> None:
        """Write down what was heard; the belts are at rest."""
        await self.recorder.settled()
        await self.calls.settled()


def secret(state: Path) -> bytes:
    """What links are made with, made on first use; readable by the operator alone. Raises OSError."""
    path = state / KEY
    if not path.exists():
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a site remembers and goes by. `caps`: the layers of site and facing as the settings have them.

    `state`: the state folder; `at` in s UTC, `now` in ms of the monotonic clock; `run`: which run this is.
    """

    history: History
    library: "Library"
    caps: "Sequence[Layer]"
    state: Path
    at: Callable[[], int] = clock.at
    now: Callable[[], int] = clock.now
    simulated: bool = False
    run: int = 0


def assembled(doors: Doors, kept: Kept) -> Gateway:
    """The gateway of a site; nothing is remembered before `load`. Raises OSError."""
    fleet, events, words, home = doors.fleet, doors.events, doors.words, doors.home
    history, at, state = kept.history, kept.at, kept.state
    under_way = UnderWay()
    leases = Leases(fleet, events, home=home, above=kept.run * LEASES)
    limits = Limits(kept.caps, fleet, history.record, events, under_way, words, at)
    shelf = Shelf(kept.library, state / OWN, history.record, at)
    shelf.load()
    proposals, screenings = Proposals(history, shelf, limits, at), Screenings(history, at)
    calls = Calls(history.record, events, under_way, at, state / CALLS)
    recorder = Recorder(fleet, history, events, under_way, limits, calls, at)
    desk = Desk(
        fleet, history, limits, leases, words, under_way, shelf, Coaching(history, proposals, screenings, at),
        recorder, state, at, kept.now, home, kept.simulated,
    )  # fmt: skip
    return Gateway(
        fleet, events, doors.stops, doors.access, doors.admission, words, home,
        history=history, leases=leases, commands=Commands(fleet, leases, words, under_way, home=home), limits=limits,
        under_way=under_way, shelf=shelf, walks=Walks(desk), telling=Telling(history, under_way, secret(state), at),
        people=People(history, proposals, at, doors.access.hear, under_way, home=home), screenings=screenings,
        proposals=proposals, recorder=recorder, calls=calls, proof=Proof(fleet, history.record, at),
        trials=Trials(fleet, leases, words, under_way, history.record, state, at),
    )  # fmt: skip
