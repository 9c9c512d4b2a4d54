"""How a new device is let in: it types a code somebody offers, or shows a code that somebody confirms.

Rule 1: one code is offered at a time, for two minutes and five tries: a guess is right once in 200 000 windows.
Rule 2: wrong tries make the next code wait, longer each time; a right one ends that.
Times in ms of the monotonic clock. Codes and secrets are made by whoever calls.
"""

from dataclasses import dataclass, field, replace
from hmac import compare_digest

from retrowalk.gateway.devices import same
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.safety.roles import Role


DIGITS = 6
LIVES = 120_000
TRIES = 5
# After five wrong tries the next code waits 10 s, then 20 s, up to a quarter of an hour; a quiet day forgets them.
FIRST_WAIT = 10_000
LONGEST_WAIT = 900_000
FORGOTTEN = 86_400_000
# Devices that wait to be confirmed, in all and from one address: a person reads the list.
ASKING = 8
ASKING_FROM_ONE = 2


@dataclass(frozen=True, slots=True)
class Leave:
    """What a device is let in for. `treadmill`, `person`: the only one; `role`: whom it acts as with nobody logged in.

    lasts: s, None = until it is revoked.
    """

    scopes: frozenset[Scope]
    treadmill: str | None = None
    person: str | None = None
    role: Role | None = None
    name: str = ""
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A code for whoever types it. `wrong`: tries so far."""

    code: str = field(repr=False)
    leave: Leave
    by: Principal
    at: int
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """A device that shows its code and waits. `secret_hash`: of what only it knows; `granted`: what, and by whom."""

    id: str
    code: str = field(repr=False)
    secret_hash: str = field(repr=False)
    name: str
    wants: Leave
    address: str
    at: int
    wrong: int = 0
    granted: tuple[Leave, Principal] | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """The code that is offered, the devices that ask, and what was wrong since something was right."""

    offer: Offer | None = None
    asking: tuple[Asking, ...] = ()
    wrong: int = 0
    wrong_at: int = 0


class Busy(Exception):
    """Not now; `retry_after` in ms."""

    def __init__(self, why: str, retry_after: int) -> None:
        super().__init__(why)
        self.retry_after = retry_after


def _lives(since: int, now: int) -> bool:
    return 0 <= now - since < LIVES


# ── somebody offers a code, the device types it ─────────────────────────────────────────────────────


def wait(pairing: Pairing, now: int) -> int:
    """Tell in how many ms a code may be offered; 0 = now."""
    windows = pairing.wrong // TRIES
    if not windows or now - pairing.wrong_at >= FORGOTTEN:
        return 0
    return max(0, pairing.wrong_at + min(LONGEST_WAIT, FIRST_WAIT << min(windows - 1, 16)) - now)


def offered(pairing: Pairing, offer: Offer) -> Pairing:
    """Offer a code; the one before is over. Raises Busy."""
    if remaining := wait(pairing, offer.at):
        raise Busy("too many wrong codes were typed; the next one waits", remaining)
    return replace(pairing, offer=offer)


def typed(pairing: Pairing, code: str, now: int) -> tuple[Pairing, Offer | None]:
    """A device types a code: the offer, which is used up; or None, which counts. Nobody learns whether one is open."""
    offer = pairing.offer
    if offer is None or not _lives(offer.at, now):
        return replace(pairing, offer=None), None
    if same(code, offer.code):
        return replace(pairing, offer=None, wrong=0), offer
    tried = replace(offer, wrong=offer.wrong + 1)
    left = tried if tried.wrong < TRIES else None
    return replace(pairing, offer=left, wrong=pairing.wrong + 1, wrong_at=now), None


# ── the device shows a code, somebody confirms it ───────────────────────────────────────────────────


def waiting(pairing: Pairing, now: int) -> tuple[Asking, ...]:
    """The devices that ask, oldest first."""
    return tuple(each for each in pairing.asking if _lives(each.at, now))


def asked(pairing: Pairing, asking: Asking) -> Pairing:
    """A device asks. Raises Busy, also for a code that another one shows."""
    now = waiting(pairing, asking.at)
    if len(now) >= ASKING or sum(each.address == asking.address for each in now) >= ASKING_FROM_ONE:
        raise Busy("too many devices wait to be let in", LIVES)
    if any(each.code == asking.code for each in now):
        raise Busy("this code is shown already", 0)
    return replace(pairing, asking=(*now, asking))


def _with(pairing: Pairing, old: Asking, new: Asking | None, now: int) -> Pairing:
    return replace(
        pairing,
        asking=tuple(
            each for each in (new if one is old else one for one in waiting(pairing, now)) if each is not None
        ),
    )


def _one(pairing: Pairing, asking: str, now: int) -> Asking | None:
    return next((each for each in waiting(pairing, now) if each.id == asking), None)


def confirmed(
    pairing: Pairing, asking: str, code: str, granted: tuple[Leave, Principal], now: int
) -> tuple[Pairing, bool]:
    """Somebody entitled types the code they see on the device; five wrong ones end its asking."""
    one = _one(pairing, asking, now)
    if one is None or one.granted is not None:
        return pairing, False
    if same(code, one.code):
        return _with(pairing, one, replace(one, granted=granted), now), True
    tried = replace(one, wrong=one.wrong + 1)
    return _with(pairing, one, tried if tried.wrong < TRIES else None, now), False


def denied(pairing: Pairing, asking: str, now: int) -> Pairing:
    """Somebody entitled says no."""
    one = _one(pairing, asking, now)
    return pairing if one is None else _with(pairing, one, None, now)


def collected(pairing: Pairing, asking: str, secret_hash: str, now: int) -> tuple[Pairing, Asking | None]:
    """The device asks what became of it: itself, waiting or granted; granted once. None: gone, or not this device."""
    one = _one(pairing, asking, now)
    if one is None or not compare_digest(one.secret_hash, secret_hash):
        return pairing, None
    return (pairing if one.granted is None else _with(pairing, one, None, now)), one
