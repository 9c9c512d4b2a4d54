"""One client's link to a treadmill: what is written and what is said takes its time, in order, and can fail.

On one link nothing overtakes anything: each direction is a queue. Delays are drawn from the seed.
"""

from collections.abc import Callable, Mapping
from random import Random
from typing import TYPE_CHECKING, Protocol

from retrowalk.ftms.codes import ErrorCode
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.errors import Fault, LinkError
from retrowalk.simulator.audience import Cut, Outgoing
from retrowalk.simulator.soak.agenda import Agenda


if TYPE_CHECKING:
    from retrowalk.simulator.treadmill import Treadmill


# One way over the air (ms): half of a write with its confirmation, which takes 30 ms as a rule and 62 ms at the 99th
# percentile; eight of them, to be drawn by three bits.
_WAYS = (8, 12, 15, 15, 18, 22, 30, 60)
# ATT errors that say "later" and "enable indications first"; all others are refusals.
_ERRORS: Mapping[int, Fault] = {
    ErrorCode.NOT_SUBSCRIBED: Fault.NOT_SUBSCRIBED,
    ErrorCode.BUSY: Fault.BUSY,
    ErrorCode.BUSY_IN_THE_FIELD: Fault.BUSY,
}
# What a client of the Fitness Machine Service switches on, in this order.
SUBSCRIPTIONS = (
    Characteristic.CONTROL_POINT,
    Characteristic.MACHINE_STATUS,
    Characteristic.TRAINING_STATUS,
    Characteristic.TREADMILL_DATA,
)
# Bytes that are no answer, no status and no measurement.
_NOISE = b"\x80\x55"


class Ears(Protocol):
    """Who is at the client's end."""

    def wrote(self, number: int, error: LinkError | None) -> None:
        """Hear how a write ended."""

    def heard(self, characteristic: int, data: bytes) -> None:
        """Hear a notification or an indication."""

    def cut(self, why: str) -> None:
        """Hear that the link is gone."""


class Wire:
    """One link while it is up. `ills` are the ways it fails now, by name, with an amount each.

    `took(client, data, code)` hears of every write that reached the treadmill.
    """

    __slots__ = ("_agenda", "_chance", "_ears", "_inward", "_outward", "_said", "client", "ills", "took", "treadmill")

    def __init__(
        self,
        treadmill: "Treadmill",
        ears: Ears,
        agenda: Agenda,
        chance: Random,
        ills: dict[str, int],
        took: Callable[["Wire", bytes, int], None],
    ) -> None:
        self.treadmill, self.took, self.ills = treadmill, took, ills
        self.client: int | None = None
        self._ears, self._agenda, self._chance = ears, agenda, chance
        self._outward = self._inward = agenda.now
        self._said = 0

    # ── the link ────────────────────────────────────────────────────────────────────────────────────

    def up(self) -> None:
        """Connect and subscribe."""
        self.client = self.treadmill.connect(self._agenda.now)
        for characteristic in SUBSCRIPTIONS:
            self.treadmill.subscribe(self.client, characteristic)
        self.treadmill.heard()

    def down(self) -> None:
        """End it, whoever asked for that; nothing on its way arrives any more."""
        if self.client is not None:
            self.treadmill.disconnect(self.client, self._agenda.now)
            self.client = None

    # ── out ─────────────────────────────────────────────────────────────────────────────────────────

    def write(self, number: int, data: bytes) -> None:
        """Put a write on its way to the control point."""
        due = self._agenda.now + _WAYS[self._chance.getrandbits(3)] + self.ills.get("write late", 0)
        self._outward = due = max(due, self._outward + 1)  # one link carries its writes in their order
        self._agenda.at(due, self._arrive, self.client, number, data)

    def _arrive(self, client: int, number: int, data: bytes) -> None:
        if client != self.client:
            return
        if self.ills and self._lost_on_the_way(number):
            return
        code = self.treadmill.write(client, data, self._agenda.now)
        if code:
            self._confirm(number, LinkError(_ERRORS.get(code, Fault.REFUSED), "refused", code))
        else:
            self._confirm(number, None)
        self.took(self, data, code)

    def _lost_on_the_way(self, number: int) -> bool:
        """Whether a fault keeps it from the treadmill: refused by the radio, or never heard of again."""
        if "write hangs" in self.ills:
            return True
        self._said += 1
        failing = "write fails" in self.ills or ("write fails now and then" in self.ills and self._said % 2)
        if failing:
            self._confirm(number, LinkError(Fault.REFUSED, "the radio failed"))
        return bool(failing)

    def _confirm(self, number: int, error: LinkError | None) -> None:
        due = self._agenda.now + _WAYS[self._chance.getrandbits(3)] + self.ills.get("confirmed late", 0)
        self._inward = due = max(due, self._inward)
        self._agenda.at(due, self._confirmed, self.client, number, error)

    def _confirmed(self, client: int, number: int, error: LinkError | None) -> None:
        if client == self.client:
            self._ears.wrote(number, error)

    # ── in ──────────────────────────────────────────────────────────────────────────────────────────

    def send(self, sent: Outgoing) -> None:
        """Put what the treadmill says on its way to the client."""
        now = self._agenda.now
        if isinstance(sent, Cut):
            self.client = None
            self._ears.cut("out of reach")
            return
        if self.ills and self._swallowed(sent.characteristic):
            return
        late = self.ills.get("heard late", 0) if self.ills else 0
        self._inward = due = max(now + _WAYS[self._chance.getrandbits(3)] + late, self._inward)
        data = _NOISE if self.ills and self._spoilt(sent.characteristic) else sent.data
        self._agenda.at(due, self._hear, self.client, sent.characteristic, data)

    def _swallowed(self, characteristic: int) -> bool:
        """Whether a fault loses it: every one, or all but each third."""
        self._said += 1
        kind = "answers" if characteristic == Characteristic.CONTROL_POINT else "telemetry"
        return f"{kind} lost" in self.ills or (f"{kind} rare" in self.ills and self._said % 3 != 0)

    def _spoilt(self, characteristic: int) -> bool:
        return characteristic == Characteristic.CONTROL_POINT and "answers spoilt" in self.ills

    def _hear(self, client: int, characteristic: int, data: bytes) -> None:
        if client == self.client:
            self._ears.heard(characteristic, data)
