"""May this client do this, here and now: role and condition, then the scopes of the device, then a fresh confirmation.

Rule 1: a stop is asked nothing.
Rule 2: the role is looked up in `safety/roles.py: PERMISSIONS`; scopes only take away from it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from retrowalk.gateway.conditions import CONDITIONS, NOTHING, Context
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.roles import Act, On, permitted


# How long a proof of who somebody is holds for the dangerous acts (ms): five minutes, as OctoPrint has it; long enough
# to finish what one began, too short for whoever finds the tablet.
CONFIRMED_FOR = 300_000

# What is proven once more before it is done: it raises a limit, lets somebody in, or cannot be taken back.
CONFIRMED = frozenset(
    {Act.RAISE_PERSON, Act.RAISE_SITE, Act.ROLES, Act.ERASE, Act.PAIR, Act.UPDATE, Act.FAULTS}
)  # fmt: skip

_S = Scope
_WATCHES = frozenset({_S.DISPLAY, _S.CONTROL, _S.AUTOMATION, _S.ADMIN})
_LOWERS = frozenset({_S.CONTROL, _S.AUTOMATION})
_CONTROLS = frozenset({_S.CONTROL})
_KEEPS = frozenset({_S.CONTROL, _S.ADMIN})
_RULES = frozenset({_S.ADMIN})

# One of these is enough; none: nothing is asked of the device.
SCOPES: Mapping[Act, frozenset[Scope]] = MappingProxyType(
    {
        Act.STOP: frozenset(),
        Act.LOOK: frozenset(),
        Act.WATCH: _WATCHES,
        **dict.fromkeys((Act.SLOWER, Act.LOWER_CAP), _LOWERS),
        **dict.fromkeys(
            (Act.START, Act.NUDGE, Act.PICK, Act.RAISE_PERSON, Act.COMMISSION, Act.CLEAR_FLAG, Act.RESET), _CONTROLS
        ),
        **dict.fromkeys((Act.LEASE, Act.TAKE_OVER), _CONTROLS),
        **dict.fromkeys((Act.TELL, Act.READ_PERSON, Act.PERSON, Act.LEVEL, Act.PAIR, Act.REVOKE), _KEEPS),
        **dict.fromkeys((Act.PROTOCOL, Act.AUDIT, Act.DIAGNOSE), _KEEPS),
        **dict.fromkeys((Act.RAISE_SITE, Act.ROLES, Act.ERASE, Act.TREADMILL, Act.CONFIGURE), _RULES),
        **dict.fromkeys((Act.UPDATE, Act.FAULTS), _RULES),
    }
)


def confirmed(who: Principal, now: int | None) -> bool:
    """Whether somebody proved lately who they are; a time from the future proves nothing."""
    return now is not None and who.confirmed_at is not None and 0 <= now - who.confirmed_at < CONFIRMED_FOR


def confirmed_for(who: Principal, now: int) -> int:
    """For how long (ms) the dangerous acts need no proof again; 0 = they do."""
    return 0 if who.confirmed_at is None else max(0, min(CONFIRMED_FOR, who.confirmed_at + CONFIRMED_FOR - now))


def _stranger(who: Principal, act: Act) -> bool:
    return bool(SCOPES[act]) and not who.scopes


def _out_of_scope(who: Principal, act: Act, it: Context) -> bool:
    if not SCOPES[act]:
        return False
    return not (SCOPES[act] & who.scopes) or (it.treadmill is not None and not who.reaches(it.treadmill))


def refusal(who: Principal, act: Act, it: Context = NOTHING) -> Refusal | None:
    """Why not; None when it may be done."""
    if act is Act.STOP:
        return None
    if _stranger(who, act):
        return Refusal(Code.NOT_PAIRED, f"to {act} this device must be paired first; a stop needs nothing")
    on = permitted(who.role, act)
    if on is None:
        return Refusal(Code.ROLE, f"the role {who.role} may not {act}")
    return _narrowed(who, act, it) or _condition(who, act, on, it) or _stale(who, act, it)


def _narrowed(who: Principal, act: Act, it: Context) -> Refusal | None:
    if not _out_of_scope(who, act, it):
        return None
    made_for = ", ".join(sorted(who.scopes)) + (f" on {who.treadmill}" if who.treadmill else "")
    return Refusal(Code.SCOPE, f"this device was let in for {made_for}; it may not {act} here", limited_by=("device",))


def _condition(who: Principal, act: Act, on: On, it: Context) -> Refusal | None:
    if CONDITIONS[on](who, it):
        return None
    return Refusal(Code.ROLE, f"the role {who.role} may {act}: {on}", limit=on.value, limited_by=(who.role.value,))


def _stale(who: Principal, act: Act, it: Context) -> Refusal | None:
    if act not in CONFIRMED or confirmed(who, it.now):
        return None
    return Refusal(Code.CONFIRM_AGAIN, f"to {act}, confirm once more who you are", limit=f"{CONFIRMED_FOR // 1000} s")


def require(who: Principal, act: Act, it: Context = NOTHING) -> None:
    """Raise the Refusal there is, if there is one."""
    if refused := refusal(who, act, it):
        raise refused


def possible(who: Principal) -> Mapping[Act, On]:
    """What this client may ask for, and what that depends on: for screens, which hide what is not there."""
    grants = {act: permitted(who.role, act) for act in Act if not SCOPES[act] or SCOPES[act] & who.scopes}
    return {act: on for act, on in grants.items() if on is not None}
