"""Who somebody is: tokens of devices, PINs of people, and how lately they proved it.

Everything is looked up in memory; what changes is told to the memory of the site and not waited for.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.devices import Known, Roll, SiteTime, new_token, same
from retrowalk.gateway.logins import IDLE, Login, alone, holds, lasts, worn
from retrowalk.gateway.pending import failure, waited_for
from retrowalk.gateway.permits import confirmed, require
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import ANONYMOUS, Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.tries import Tries
from retrowalk.history.facts import Audited, DeviceRevoked, DeviceSet, Fact, PersonSet
from retrowalk.history.records import Device, Person
from retrowalk.runtime import clock
from retrowalk.safety.roles import Act, Role


# When a device was last used is kept to the day (s): enough to find what is forgotten, no diary of people.
DAY = 86_400
# A program on this computer that shows no token, and one that shows the operator's.
LOOPBACK, OPERATOR = "loopback", "operator"
# Who may log in somewhere: where there is something to do.
_LOGINS = frozenset({Scope.CONTROL, Scope.ADMIN})
WALKERS = frozenset({Role.WALKER, Role.SPOTTER})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class House:
    """How people get in. At home this computer is the owner's; in a gym it only shows, unless `loopback` says more.

    idle: ms after which somebody on a shared device is logged out.
    """

    home: bool = True
    loopback: frozenset[Scope] = field(default=frozenset({Scope.DISPLAY}))
    idle: int = IDLE


class Access:
    """Everybody the site knows, and who is there now.

    `record` keeps a fact and is not waited for; `full` says why nothing can be kept, "" when it can; `tries`: how often
    somebody was wrong about a PIN.
    """

    def __init__(
        self,
        house: House,
        people: Iterable[Person],
        devices: Iterable[Device],
        record: Callable[[Fact], object],
        *,
        now: Callable[[], int] = clock.now,
        at: Callable[[], int] = clock.at,
        pins: Pins | None = None,
        tries: Tries | None = None,
        full: Callable[[], str] = str,
    ) -> None:
        self.house = house
        self.roll = Roll(people, devices)
        self.pins = pins or Pins()
        self.operator = new_token()
        self.now = now
        self._record = record
        self._full = full
        self._wall = at
        self._time = SiteTime(max(at(), self.roll.newest()), now())
        self.tries = tries or Tries(now)
        self._logins: dict[str, Login] = {}
        self._confirmed: dict[str, int] = {}
        self._count = 0

    # ── whose request is it? ────────────────────────────────────────────────────────────────────────

    def authenticate(self, token: str | None, *, loopback: bool) -> Principal:
        """Whose request this is. Raises Refusal for a token that is not good; without one it is anybody's."""
        if not token:
            return self._as(self._this_computer()) if loopback else ANONYMOUS
        if loopback and same(token, self.operator):
            scopes = frozenset({Scope.ADMIN, Scope.DISPLAY})
            return Principal(OPERATOR, "operator", Role.ADMIN, None, scopes, None, self.now())
        return self._as(self._used(self._device(token)))

    def whoever(self, token: str | None, *, loopback: bool) -> Principal:
        """The same for a stop, which nobody is refused: whoever it is, or else anybody."""
        try:
            return self.authenticate(token, loopback=loopback)
        except Exception:  # noqa: BLE001 - a stop is done whatever is wrong with whoever asks
            return ANONYMOUS

    def today(self) -> int:
        """Seconds UTC that leaves end by; a clock that is put back does not turn it back."""
        return self._time.latest(self.now(), self._wall())

    def at(self) -> int:
        """Seconds UTC for records."""
        return self._wall()

    def _device(self, token: str) -> Device:
        device = self.roll.holder(token)
        if device is None or device.revoked is not None:
            raise Refusal(Code.NOT_PAIRED, "this token is not known here, or was revoked: pair the device again")
        if device.expires is not None and self.today() >= device.expires:
            raise Refusal(Code.NOT_PAIRED, "the leave of this device has ended: renew it, or pair it again")
        return device

    def _used(self, device: Device) -> Device:
        day = self._time.steady(self.now()) // DAY * DAY
        if device.last_used is None or device.last_used < day:
            device = replace(device, last_used=day)
            self.tell(DeviceSet(device, self.at()), waits=False)
        return device

    def _this_computer(self) -> Device:
        if not self.house.home:
            return Device(LOOPBACK, "this computer", "", tuple(sorted(self.house.loopback)))
        owner = next(iter(self.roll.owners()), None)
        everything = (Scope.DISPLAY, Scope.CONTROL, Scope.ADMIN)
        return Device(LOOPBACK, "this computer", "", everything, None, owner.id if owner else None, role=Role.ADMIN)

    def _as(self, device: Device) -> Principal:
        """Who acts on a device: whoever is logged in, or at home the one whose it is, or nobody in particular."""
        login = self._login(device)
        own = self.roll.people.get(device.person or "") if self.house.home else None
        if login is not None:
            person = self.roll.people[login.person]
            return self._principal(device, f"{device.id}.{login.number}", person, login.role)
        return self._principal(
            device, device.id, own, worn(device, own) if own else alone(device, home=self.house.home)
        )

    def _principal(self, device: Device, client: str, person: Person | None, role: Role) -> Principal:
        scopes = frozenset(Scope(scope) for scope in device.scopes if scope in set(Scope))
        name = person.name if person else device.name
        since = self._confirmed.get(client)
        return Principal(client, name, role, person.id if person else None, scopes, device.treadmill, since)

    def _login(self, device: Device) -> Login | None:
        login = self._logins.get(device.id)
        if login is None:
            return None
        if holds(login, self.roll.people.get(login.person)) and lasts(login, device, self.house.idle, self.now()):
            return login
        self._end(device.id)
        return None

    # ── people come and go ──────────────────────────────────────────────────────────────────────────

    async def login(self, who: Principal, person: str, pin: str, role: Role | None = None) -> Principal:
        """Log somebody in on a paired device, in place of whoever was. Raises Refusal."""
        if not who.scopes & _LOGINS:
            raise Refusal(Code.SCOPE if who.scopes else Code.NOT_PAIRED, "nobody logs in on this device")
        known = await self._proven(who, person, pin)
        device = self._of(who)
        if device.id != LOOPBACK and device.person not in {None, person}:
            raise Refusal(Code.WRONG_PIN, "this is somebody's own device: another person does not log in on it")
        acting = role or next(iter(known.roles), Role.WALKER)
        if acting not in known.roles:
            raise Refusal(Code.ROLE, f"{known.name} does not act as {acting}")
        return self._begin(device, known, acting)

    def _begin(self, device: Device, person: Person, role: Role) -> Principal:
        now = self.now()
        self._end(device.id)
        self._count += 1
        self._logins[device.id] = Login(self._count, person.id, role, now, now)
        self._confirmed[f"{device.id}.{self._count}"] = now
        who = self._as(device)
        self.tell(audited(who, "log in", self.at(), about=device.id, person=person.id))
        return who

    def logout(self, who: Principal) -> None:
        """Log out whoever is logged in there; their lease is not renewed, and their words are nobody's."""
        self._end(place_of(who))

    def seen(self, who: Principal) -> None:
        """Somebody did something: they are not idle. For what people do, and for renewals of their lease."""
        login = self._logins.get(place_of(who))
        if login is not None and who.client.endswith(f".{login.number}"):
            self._logins[place_of(who)] = replace(login, seen=self.now())

    def _end(self, device: str) -> None:
        login = self._logins.pop(device, None)
        if login is not None:
            self._confirmed.pop(f"{device}.{login.number}", None)

    async def confirm(self, who: Principal, pin: str = "") -> Principal:
        """Prove once more who one is; good for five minutes. Raises Refusal.

        At home, on this computer, with no PIN set, saying it again is enough.
        """
        if who.client == OPERATOR:
            return who
        person = self.roll.people.get(who.person or "")
        if person is not None and person.pin:
            await self._proven(who, person.id, pin)
        elif not (self.house.home and place_of(who) == LOOPBACK):
            raise Refusal(Code.CONFLICT, "there is no PIN to confirm with: log in, or have one set first")
        self._confirmed[who.client] = self.now()
        return replace(who, confirmed_at=self._confirmed[who.client])

    async def set_pin(self, who: Principal, person: str, pin: str) -> None:
        """Give somebody a new PIN; whoever is logged in with the old one elsewhere is logged out. Raises Refusal."""
        self._may_set_pin(who, self._person(person))
        self.storable()
        hashed = await self.pins.hashed(pin)
        self.tell(PersonSet(replace(self._person(person), pin=hashed), self.at(), who.person or who.client))
        self.tell(audited(who, "set a PIN", self.at(), about=person, person=person))
        self.tries.forgiven(person)
        for device in [each for each, login in self._logins.items() if login.person == person]:
            if device != place_of(who):
                self._end(device)

    def _person(self, person: str) -> Person:
        found = self.roll.people.get(person)
        if found is None:
            raise Refusal(Code.NOT_FOUND, "nobody with this id is known here")
        return found

    def _may_set_pin(self, who: Principal, person: Person) -> None:
        """One's own, proven again if there is one; a walker's by the staff; the staff's by the owner."""
        own = who.person == person.id
        if own and (not person.pin or confirmed(who, self.now())):
            return
        if own:
            raise Refusal(Code.CONFIRM_AGAIN, "to set another PIN, confirm once more who you are")
        require(who, Act.PERSON if set(person.roles) <= WALKERS else Act.ROLES, Context(now=self.now()))

    # ── what the other parts of access need ─────────────────────────────────────────────────────────

    async def _proven(self, who: Principal, named: str, pin: str) -> Person:
        """The person of this id, if this is their PIN. Raises Refusal, the same for a person who is not known."""
        person, place = self.roll.people.get(named), place_of(who)
        account, known = (person.id, person.pin) if person else ("", "")
        self.tries.attempted(place, account)
        right = await self.pins.matches(known, pin)
        person = self.roll.people.get(account)
        if not right or person is None or person.pin != known:
            raise Refusal(Code.WRONG_PIN, "this person and this PIN do not go together")
        self.tries.proven(place, account)
        return person

    def _of(self, who: Principal) -> Device:
        """The device of a principal, as it is now. Raises Refusal."""
        place = place_of(who)
        device = self._this_computer() if place == LOOPBACK else self.roll.devices.get(place)
        if device is None or device.revoked is not None:
            raise Refusal(Code.NOT_PAIRED, "this device is not let in any more")
        return device

    def tell(self, fact: Fact, *, waits: bool = True) -> None:
        """Take in a fact of ours, and have it kept. What somebody waits for is taken back when it is not."""
        before = self.roll.known(fact)
        self.hear(fact)
        kept = self._record(fact)
        if not isinstance(kept, asyncio.Future):
            return
        kept.add_done_callback(_told)
        if waits and not isinstance(fact, Audited):
            kept.add_done_callback(partial(self._take_back, fact, before))
            waited_for(kept)

    def _take_back(self, fact: Fact, before: Known, kept: "asyncio.Future[int]") -> None:
        if failure(kept) is not None:
            self.roll.take_back(fact, before)

    def storable(self) -> None:
        """Raise Refusal when what is begun now could not be kept: a token or a PIN that the next start forgets."""
        if why := self._full():
            raise Refusal(Code.STORAGE, f"nothing can be kept now: {why}")

    def hear(self, fact: Fact) -> None:
        """Take in a fact that another part has recorded: people and devices."""
        self.roll.hear(fact)
        if isinstance(fact, DeviceRevoked):
            self._end(fact.device)
            self._confirmed.pop(fact.device, None)


def _told(kept: "asyncio.Future[int]") -> None:
    """A full disk keeps nobody from being logged out; but it is said."""
    if (error := failure(kept)) is not None:
        _log.warning("who may do what is not kept: %s", error)


def place_of(who: Principal) -> str:
    """The device a principal acts on."""
    return who.client.partition(".")[0]
