"""How devices come and go: pairing by code, tokens for programs, revoking; and the first owner of a gym.

A token is told once, to the device it is for. Every call says who asks, and is judged here.
"""

from dataclasses import dataclass, field, replace
from ipaddress import IPv6Address, ip_address, ip_network
from secrets import choice, randbelow, token_hex

from retrowalk.gateway import pairing
from retrowalk.gateway.access import Access
from retrowalk.gateway.audit import audited
from retrowalk.gateway.devices import MOST, digest, new_token, same
from retrowalk.gateway.leaves import judge
from retrowalk.gateway.pairing import DIGITS, LIVES, Asking, Busy, Leave, Offer, Pairing
from retrowalk.gateway.particulars import legible
from retrowalk.gateway.permits import possible, require
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.tries import Tries
from retrowalk.history.facts import DeviceRevoked, DeviceSet, PersonSet
from retrowalk.history.records import Device, Person
from retrowalk.safety.roles import Act, Role


# What a device may be called, in characters.
NAME_LENGTH = 64
# The first owner's code: 60 bits, for it stays until somebody uses it. No letter that looks like a digit (Crockford).
SETUP_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SETUP_LENGTH = 12
OWNERS = frozenset({Scope.ADMIN, Scope.CONTROL, Scope.DISPLAY})


@dataclass(frozen=True, slots=True)
class Paired:
    """A device that was let in, and its token, told this once."""

    device: Device
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a device that asks shows to people (`code`), and what it comes back with (`id`, `secret`)."""

    id: str
    code: str = field(repr=False)
    secret: str = field(repr=False)
    lives: int = LIVES


def neighbourhood(address: str) -> str:
    """Whom an address belongs to: itself, or the /64 a single computer of IPv6 may fill with addresses."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((known, 64), strict=False))
    return str(known)


def _may_open(who: Principal) -> None:
    """Whether somebody lets any device in at all. Raises Refusal."""
    if Act.PAIR not in possible(who):
        require(who, Act.PAIR)


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not (0 < len(tidy) <= NAME_LENGTH and legible(tidy)):
        why = f"a name has 1 to {NAME_LENGTH} printable characters"
        raise Refusal(Code.INVALID, why, fields={"name": why})
    return tidy


class Admission:
    """The door of a site."""

    def __init__(self, access: Access, codes: Tries | None = None) -> None:
        """`codes`: how often somebody typed a wrong one."""
        self._access = access
        self._pairing = Pairing()
        self.codes = codes or Tries(access.now)
        self._setup = ""

    # ── somebody offers a code, the device types it ─────────────────────────────────────────────────

    def offer(self, who: Principal, leave: Leave) -> Offer:
        """A code for a new device to type within two minutes; it ends the one before. Raises Refusal."""
        judge(who, leave, self._access)
        offer = Offer(f"{randbelow(10**DIGITS):0{DIGITS}}", leave, who, self._access.now())
        try:
            self._pairing = pairing.offered(self._pairing, offer)
        except Busy as busy:
            raise Refusal(Code.LOCKED_OUT, str(busy), retry_after=busy.retry_after) from None
        return offer

    def redeem(self, code: str, name: str, address: str) -> Paired:
        """A device types the code. Raises Refusal, the same whether a code is offered or not."""
        name, place = _tidy(name), f"pairing from {neighbourhood(address)}"
        self._count(place)
        self._pairing, offer = pairing.typed(self._pairing, code, self._access.now())
        if offer is None:
            raise Refusal(Code.WRONG_CODE, "this is not the code, or its two minutes are over: ask for a new one")
        self.codes.proven(place, "")
        return self._let_in(replace(offer.leave, name=offer.leave.name or name), offer.by)

    # ── the device shows a code, somebody confirms it ───────────────────────────────────────────────

    def ask(self, name: str, wants: Leave, address: str) -> Shown:
        """A device asks to be let in: anybody may ask. Raises Refusal."""
        name, secret, place = _tidy(name), new_token(), neighbourhood(address)
        code = self._unused_code()
        asking = Asking(token_hex(8), code, digest(secret), name, wants, place, self._access.now())
        try:
            self._pairing = pairing.asked(self._pairing, asking)
        except Busy as busy:
            raise Refusal(Code.FULL, str(busy), retry_after=busy.retry_after) from None
        return Shown(asking.id, code, secret)

    def _unused_code(self) -> str:
        taken = {each.code for each in self._pairing.asking}
        return next(code for code in iter(lambda: f"{randbelow(10**DIGITS):0{DIGITS}}", "") if code not in taken)

    def asking(self, who: Principal) -> tuple[Asking, ...]:
        """The devices that wait at the door, for whoever may open it."""
        _may_open(who)
        return pairing.waiting(self._pairing, self._access.now())

    def confirm(self, who: Principal, asking: str, code: str, leave: Leave) -> None:
        """Let a device in that shows this code; `leave` need not be what it wants. Raises Refusal."""
        judge(who, leave, self._access)
        self._pairing, right = pairing.confirmed(self._pairing, asking, code, (leave, who), self._access.now())
        if not right:
            raise Refusal(Code.WRONG_CODE, "no device that waits shows this code")

    def deny(self, who: Principal, asking: str) -> None:
        """Send a device away."""
        _may_open(who)
        self._pairing = pairing.denied(self._pairing, asking, self._access.now())

    def collect(self, asking: str, secret: str) -> Paired | None:
        """The device asks what became of it: None while it waits. Raises Refusal when it was not let in."""
        now = self._access.now()
        self._pairing, one = pairing.collected(self._pairing, asking, digest(secret), now)
        if one is None:
            raise Refusal(Code.GONE, "nobody let this device in within two minutes: ask again")
        if one.granted is None:
            return None
        leave, by = one.granted
        return self._let_in(replace(leave, name=leave.name or one.name), by)

    # ── devices ─────────────────────────────────────────────────────────────────────────────────────

    def issue(self, who: Principal, leave: Leave) -> Paired:
        """A token for a program, told this once. Raises Refusal."""
        judge(who, leave, self._access)
        return self._let_in(replace(leave, name=_tidy(leave.name)), who)

    def devices(self, who: Principal) -> list[Device]:
        """The devices that are let in. Raises Refusal."""
        require(who, Act.REVOKE)
        return self._access.roll.live()

    def revoke(self, who: Principal, device: str) -> None:
        """Let a device in no more, from now on. Raises Refusal. A device may give itself up."""
        if who.client.partition(".")[0] != device:
            require(who, Act.REVOKE)
        self.known(device)
        self._access.tell(DeviceRevoked(device, self._access.at(), who.person or who.client))
        self._access.tell(audited(who, "revoke a device", self._access.at(), about=device))

    def renew(self, who: Principal, device: str, lasts: int | None) -> Device:
        """Let a device's leave end later, from now on. Raises Refusal. None = when it is revoked."""
        known = self._admit(who, device, lasts)
        return self._changed(who, replace(known, expires=self._end_of(lasts)), "renew a device")

    def rename(self, who: Principal, device: str, name: str) -> Device:
        """Call a device otherwise. Raises Refusal."""
        return self._changed(who, replace(self._admit(who, device), name=_tidy(name)), "rename a device")

    def _admit(self, who: Principal, device: str, lasts: int | None = None) -> Device:
        """A device that who asks could let in anew, for so long. Raises Refusal."""
        known = self.known(device)
        scopes = frozenset(Scope(scope) for scope in known.scopes)
        judge(who, Leave(scopes, known.treadmill, known.person, known.role, lasts=lasts), self._access)
        return known

    def _changed(self, who: Principal, device: Device, act: str) -> Device:
        at = self._access.at()
        self._access.tell(DeviceSet(device, at, who.person or who.client))
        self._access.tell(audited(who, act, at, about=device.id))
        return device

    def known(self, device: str) -> Device:
        """A device that is let in. Raises Refusal."""
        known = self._access.roll.devices.get(device)
        if known is None or known.revoked is not None:
            raise Refusal(Code.NOT_FOUND, "no device with this id is let in")
        return known

    def _end_of(self, lasts: int | None) -> int | None:
        return None if lasts is None else self._access.today() + lasts

    def _let_in(self, leave: Leave, by: Principal) -> Paired:
        self._access.storable()
        if len(self._access.roll.live()) >= MOST:
            raise Refusal(Code.FULL, f"{MOST} devices are let in: revoke those that are not used", limit=str(MOST))
        token, at = new_token(), self._access.at()
        scopes = tuple(sorted(scope.value for scope in leave.scopes))
        device = Device(
            f"d{token_hex(6)}", leave.name, digest(token), scopes, leave.treadmill, leave.person, at,
            role=leave.role, expires=self._end_of(leave.lasts),
        )  # fmt: skip
        self._access.tell(DeviceSet(device, at, by.person or by.client))
        self._access.tell(audited(by, "let a device in", at, about=device.id, new=" ".join(scopes)))
        return Paired(device, token)

    # ── the first owner ─────────────────────────────────────────────────────────────────────────────

    def setup_code(self) -> str:
        """What to show on the console of a site that nobody owns yet; "" when somebody does, or at home."""
        if self._access.house.home or self._access.roll.owners():
            return ""
        self._setup = self._setup or "".join(choice(SETUP_LETTERS) for _ in range(SETUP_LENGTH))
        return "-".join(self._setup[place : place + 4] for place in range(0, SETUP_LENGTH, 4))

    async def claim(self, code: str, device: str, person: str, pin: str, address: str) -> Paired:
        """Become the owner of a site nobody owns: with the code of its console, a name and a PIN. Raises Refusal."""
        device, person, place = _tidy(device), _tidy(person), f"pairing from {neighbourhood(address)}"
        self._count(place)
        if not self._is_setup(code):
            raise Refusal(Code.WRONG_CODE, "this is not the code on the console, or somebody owns this site already")
        self.codes.proven(place, "")
        self._access.storable()
        hashed = await self._access.pins.hashed(pin)
        if not self._is_setup(code):
            raise Refusal(Code.CONFLICT, "somebody else was faster")
        owner = Person(f"p{token_hex(6)}", person, roles=(Role.ADMIN,), pin=hashed)
        self._access.tell(PersonSet(owner, self._access.at(), owner.id))
        return self._let_in(Leave(OWNERS, name=device), Principal("console", person, Role.ADMIN, owner.id))

    def _count(self, place: str) -> None:
        """Count a code that is typed, as wrong until it is not. Raises Refusal. Kept apart from PINs: anybody types."""
        self.codes.attempted(place, "")

    def _is_setup(self, code: str) -> bool:
        typed = "".join(code.upper().replace("-", " ").split())
        return bool(self._setup and self.setup_code()) and same(typed, self._setup)
