"""Tokens, and whom the site knows: devices and people, kept in memory so that no request waits for the database."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import DeviceRevoked, DeviceSet, Fact, PersonErased, PersonSet
from retrowalk.history.records import Device, Person
from retrowalk.safety.roles import Role


# 256 bits: nobody guesses one, so a plain hash keeps it as well as a slow one. The mark lets a leak be found.
TOKEN_BYTES = 32
MARK = "rw_"
# Devices that are not revoked; more are a mistake of some program.
MOST = 256


def new_token() -> str:
    """A token nobody has seen; it is told once and kept as its hash."""
    return MARK + token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token, whatever characters somebody sends for one."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


def same(typed: str, secret: str) -> bool:
    """Whether a secret was typed, in a time that tells nothing of how much of it was right."""
    return compare_digest(digest(typed), digest(secret))


@dataclass(frozen=True, slots=True)
class SiteTime:
    """The time of day that no clock turns back: `at` s UTC when the monotonic clock said `now` ms.

    A leave that has ended stays ended then. A clock put forward ends leaves only for as long as it is wrong.
    """

    at: int
    now: int

    def steady(self, now: int) -> int:
        """Seconds UTC if nobody had touched the clock since."""
        return self.at + (now - self.now) // 1000

    def latest(self, now: int, wall: int) -> int:
        """Seconds UTC for leaves to end by."""
        return max(self.steady(now), wall)


Known = Person | Device | None


def _put_back(roll: dict[str, Any], id_: str, before: Known) -> None:
    if before is None:
        del roll[id_]
    else:
        roll[id_] = before


class Roll:
    """Every person and device, as the facts told so far have it."""

    def __init__(self, people: Iterable[Person] = (), devices: Iterable[Device] = ()) -> None:
        self.people = {person.id: person for person in people}
        self.devices = {device.id: device for device in devices}
        self._by_hash = {device.token_hash: device.id for device in self.devices.values()}

    def hear(self, fact: Fact) -> None:
        """Take in one fact; those about other things say nothing here."""
        match fact:
            case PersonSet(person):
                self.people[person.id] = person
            case PersonErased(person=erased):
                self.people.pop(erased, None)
                self._unbind(erased, fact.at)
            case DeviceSet(device):
                self.devices[device.id] = device
                self._by_hash[device.token_hash] = device.id
            case DeviceRevoked(device=revoked) if revoked in self.devices:
                self.devices[revoked] = replace(self.devices[revoked], revoked=fact.at)

    def known(self, fact: Fact) -> Known:
        """Whom a fact is about, as they are before it."""
        match fact:
            case PersonSet(person):
                return self.people.get(person.id)
            case DeviceSet(device):
                return self.devices.get(device.id)
            case _:
                return None

    def take_back(self, fact: Fact, before: Known) -> None:
        """A fact that was not kept; what was revoked or erased stays so, at least until the next start."""
        match fact:
            case PersonSet(person) if self.people.get(person.id) == person:
                _put_back(self.people, person.id, before)
            case DeviceSet(device) if self.devices.get(device.id) == device:
                _put_back(self.devices, device.id, before)

    def _unbind(self, person: str, at: int) -> None:
        """A device that was somebody's alone is nobody's."""
        for device in [each for each in self.devices.values() if each.person == person]:
            self.devices[device.id] = replace(device, revoked=at if device.revoked is None else device.revoked)

    def holder(self, token: str) -> Device | None:
        """The device of a token, revoked or not."""
        kept = digest(token)
        device = self.devices.get(self._by_hash.get(kept, ""))
        return device if device is not None and compare_digest(device.token_hash, kept) else None

    def live(self) -> list[Device]:
        """The devices that are not revoked, oldest first."""
        return sorted((each for each in self.devices.values() if each.revoked is None), key=lambda each: each.created)

    def named(self, name: str) -> str:
        """The id of whoever is called so, in any case, and has a PIN; "" = nobody has. Raises Refusal for several."""
        said = " ".join(name.split()).casefold()
        found = [each.id for each in self.people.values() if each.pin and each.name.casefold() == said]
        if len(found) > 1:
            raise Refusal(Code.CONFLICT, "several people are called so: log in by id", fields={"name": "several"})
        return found[0] if found else ""

    def owners(self) -> list[Person]:
        """Who rules the site."""
        return [person for person in self.people.values() if Role.ADMIN in person.roles]

    def newest(self) -> int:
        """The latest time of day at which some device was seen (s UTC)."""
        return max((each.last_used or 0 for each in self.devices.values()), default=0)
