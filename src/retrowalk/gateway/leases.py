"""Who alone may start and raise on each treadmill: taken, kept, given back, handed over, taken over (SR-29, SR-31).

The lease itself is the core's, so that nothing here can be of another mind. What changes is told within one tick of
the core, a quarter of a second, to everybody and so to whoever lost it.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from retrowalk.controller.events import ReleaseLease, RenewLease, TakeLease, Tick
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.permits import refusal, require
from retrowalk.gateway.places import Place, Site, find, told
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety import thresholds as t
from retrowalk.safety.roles import Act
from retrowalk.session.stage import Stage


if TYPE_CHECKING:
    from retrowalk.controller.snapshot import Snapshot
    from retrowalk.gateway.principal import Principal
    from retrowalk.journal.record import Step

# Whoever asks for a lease that another holds is answered within this long (ms), or asks again: a walker looks at the
# display once in half a minute.
ASKED_FOR = 30_000


@dataclass(frozen=True, slots=True)
class Holding:
    """A treadmill's lease: `holder` is a client, "" = nobody; `left` in ms; the number only goes up."""

    treadmill: str
    holder: str
    name: str
    number: int
    left: int


class Leases:
    """All of them. Belongs to the loop that runs the treadmills. `above`: the highest number of earlier runs."""

    def __init__(self, site: Site, events: EventLog, *, home: bool = False, above: int = 0) -> None:
        self._site, self._events, self._home, self._above = site, events, home, above
        self._names: dict[str, str] = {}  # of clients, for people to read
        self._held: dict[str, tuple[str, int]] = {}  # as it was last told
        self._asked: dict[tuple[str, str], int] = {}  # (treadmill, client) → when
        site.subscribe(self._hear)

    def of(self, treadmill: str) -> Holding:
        """How it stands. Raises Refusal."""
        return self._holding(find(self._site, treadmill))

    def take(self, who: "Principal", treadmill: str, *, test_mode: bool = False, over: bool = True) -> Holding:
        """Take a free lease; staff may take one that another holds. Raises Refusal.

        `test_mode`: of an empty belt. `over`: False for whoever begins a walk, which takes nobody's controls away.
        """
        place = find(self._site, treadmill)
        require(who, Act.LEASE, replace(self._context(place), test_mode=test_mode))
        if not over:
            self._vacant(who, place)
        self._names[who.client] = who.name
        self._answered(place, who.client)
        try:
            told(place, TakeLease(who.client, self._may_take_over(who, place), self._above))
        except Refusal as no:
            raise self._is_held(place, no.detail) from None
        return self._holding(place)

    def renew(self, who: "Principal", treadmill: str, number: int) -> Holding:
        """Keep it for another while. Raises Refusal."""
        place = self.check(who, treadmill, number)
        told(place, RenewLease(who.client))
        return self._holding(place)

    def release(self, who: "Principal", treadmill: str, number: int) -> Holding:
        """Give it back. Raises Refusal."""
        place = self.check(who, treadmill, number)
        told(place, ReleaseLease(who.client))
        return self._holding(place)

    def ask(self, who: "Principal", treadmill: str) -> Holding:
        """Ask the holder for it: everybody is told who asks. Raises Refusal."""
        place = find(self._site, treadmill)
        require(who, Act.LEASE, self._context(place))
        self._names[who.client] = who.name
        self._asked[treadmill, who.client] = place.snapshot.now
        data = {"client": who.client, "name": who.name, "answer_within_ms": ASKED_FOR}
        self._events.publish(Kind.LEASE_ASKED, data, treadmill)
        return self._holding(place)

    def hand_over(self, who: "Principal", treadmill: str, number: int, to: str) -> Holding:
        """Give it to a client that has asked for it. Raises Refusal."""
        place = self.check(who, treadmill, number)
        asked = self._asked.get((treadmill, to))
        if asked is None or place.snapshot.now - asked > ASKED_FOR:
            raise Refusal(Code.GONE, f"nobody called {to!r} has asked for it lately", fields={"to": "has not asked"})
        self._answered(place, to)
        told(place, ReleaseLease(who.client))
        told(place, TakeLease(to, above=self._above))
        return self._holding(place)

    def check(self, who: "Principal", treadmill: str, number: int | None) -> Place:
        """The treadmill, if the lease of this number is this client's, now. Raises Refusal."""
        place = find(self._site, treadmill)
        seen = place.snapshot
        if not seen.holder or number is None:
            raise Refusal(Code.LEASE_REQUIRED, "take the lease of this treadmill first", fields={"lease": "missing"})
        if seen.holder != who.client:
            raise self._is_held(place, f"{self._name(seen.holder)} holds the lease")
        if seen.lease != number:
            raise Refusal(
                Code.STALE_EPOCH,
                f"lease {number} is over: the number now is {seen.lease}",
                limit=str(seen.lease),
                fields={"lease": "an old number"},
            )
        return place

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    def _may_take_over(self, who: "Principal", place: Place) -> bool:
        return refusal(who, Act.TAKE_OVER, self._context(place)) is None

    def _vacant(self, who: "Principal", place: Place) -> None:
        """Nobody walks there, and nobody else holds it. Raises Refusal."""
        seen = place.snapshot
        if seen.stage not in (None, Stage.FINISHED):
            raise Refusal(Code.CONFLICT, "a walk is under way on this treadmill", fields={"treadmill": "in use"})
        if seen.holder not in ("", who.client):
            raise self._is_held(place, f"{self._name(seen.holder)} holds the lease")

    def _context(self, place: Place) -> Context:
        return Context(now=place.snapshot.now, home=self._home, treadmill=place.id)

    def _is_held(self, place: Place, detail: str) -> Refusal:
        seen = place.snapshot
        fields = {"holder": self._name(seen.holder), "lease": "held by another"}
        return Refusal(Code.LEASE_HELD, detail, fields=fields, retry_after=seen.lease_left)

    def _name(self, client: str) -> str:
        return self._names.get(client, client)

    def _answered(self, place: Place, client: str) -> None:
        """One that got it asks no more; nor does one that asked long ago."""
        now = place.snapshot.now
        fresh = {key: at for key, at in self._asked.items() if now - at <= ASKED_FOR}
        self._asked = {key: at for key, at in fresh.items() if key != (place.id, client)}

    def _holding(self, place: Place) -> Holding:
        seen = place.snapshot
        return Holding(place.id, seen.holder, self._name(seen.holder) if seen.holder else "", seen.lease,
                       seen.lease_left or 0)  # fmt: skip

    # ── what is told ────────────────────────────────────────────────────────────────────────────────

    def _hear(self, place: Place, step: "Step") -> None:
        """Tell a change of the lease: at once when somebody acted, with the next tick when time did."""
        if not isinstance(step.event, _CHANGES):
            return
        seen = place.snapshot
        before, now = self._held.get(place.id, ("", 0)), (seen.holder, seen.lease)
        if now == before or (not seen.holder and not before[0]):
            return
        self._held[place.id] = now
        self._tell(place, before[0], seen, why=_why(before[0], seen, step))

    def _tell(self, place: Place, lost: str, seen: "Snapshot", why: str) -> None:
        data = {
            "holder": seen.holder,
            "name": self._name(seen.holder) if seen.holder else "",
            "fencing": seen.lease,
            "left_ms": seen.lease_left,
            "lost_by": lost if lost != seen.holder else "",
            "why": why,
            "ramps_to_stop_in_ms": None if seen.holder else t.UNLEASED_FOR,
        }
        self._events.publish(Kind.LEASE_CHANGED, data, place.id)


_CHANGES = (TakeLease, ReleaseLease, Tick)


def _why(lost: str, seen: "Snapshot", step: "Step") -> str:
    """In one word, for whoever lost it."""
    if seen.holder:
        return "taken over" if lost and lost != seen.holder else "taken"
    return "given back" if isinstance(step.event, ReleaseLease) else "ended"
