"""What was measured of one machine, as it is kept, and what it is worth (SR-24, SR-25)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from retrowalk.firmware.commissioning import Record, Verdict, applied, verdict
from retrowalk.firmware.profile import Profile
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import keep
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import MachineSet
from retrowalk.history.records import Machine
from retrowalk.journal.codec import Unreadable, dump, load
from retrowalk.safety.roles import Act


if TYPE_CHECKING:
    from collections.abc import Callable

    from retrowalk.gateway.ledger import Record as Keeps
    from retrowalk.gateway.principal import Principal
    from retrowalk.link.port import Description
    from retrowalk.runtime.fleet import Fleet


def record_of(machine: Machine) -> Record | None:
    """The record of a machine; None where there is none, or one that this version cannot read."""
    try:
        return load(Record, machine.commissioned) if machine.commissioned else None
    except Unreadable:
        return None


def proven(profile: Profile, machine: Machine, found: "Description | None", at: int) -> Profile:
    """The profile with what was measured on this machine, while it holds: for its firmware, and for a year.

    A profile that was proven itself, as a simulated treadmill's is, needs no record.
    """
    record = record_of(machine)
    if record is None:
        return profile
    return applied(profile, record, found.firmware if found else machine.firmware, at)


class Proof:
    """Commissioning: measured with nobody on the belt, judged, kept, and felt by whatever is offered next."""

    def __init__(self, fleet: "Fleet", record: "Keeps", at: "Callable[[], int]") -> None:
        self._fleet, self._record, self._at = fleet, record, at

    def judged(self, treadmill: str, record: Record) -> Verdict:
        """What a record is worth for this machine, now. Raises Refusal."""
        bay = self._fleet.bays.get(treadmill)
        if bay is None:
            raise Refusal(Code.NOT_FOUND, f"there is no treadmill {treadmill!r}", fields={"treadmill": "unknown"})
        return verdict(record, bay.found.firmware if bay.found else bay.machine.firmware, self._at())

    async def commission(self, who: "Principal", treadmill: str, record: Record) -> Verdict:
        """Keep a record, whatever it says: one that finds a fault blocks the machine. Raises Refusal."""
        judged = self.judged(treadmill, record)
        require(who, Act.COMMISSION, Context(treadmill=treadmill))
        bay = self._fleet.bays[treadmill]
        if not bay.at_rest or bay.walk is not None:
            raise Refusal(Code.MOVING, "a treadmill is commissioned at rest, with nobody on it")
        machine = replace(bay.machine, commissioned=dump(record))
        at, by = self._at(), who.person or who.client
        said = audited(who, "commission", at, about=treadmill, new="; ".join(judged.problems) or "commissioned")
        await keep(self._record, MachineSet(machine, at, by), said)
        if bay.adopted:
            bay.adopt(machine)
        else:
            bay.machine = machine
        return judged
