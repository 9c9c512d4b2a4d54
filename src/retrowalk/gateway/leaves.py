"""What a device may be let in for, and by whom: nobody lets in more than they have."""

from collections.abc import Callable

from retrowalk.gateway.access import WALKERS, Access
from retrowalk.gateway.conditions import LESSER, Context
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.safety.roles import Act, Role


def _alone(leave: Leave) -> bool:
    return Scope.STOP_ONLY in leave.scopes and len(leave.scopes) > 1


# Looked at in this order; the first that holds is the answer.
_AGAINST: tuple[tuple[Callable[[Leave, Access], bool], str, str], ...] = (
    (lambda leave, _: not leave.scopes, "scopes", "a device is let in for something"),
    (lambda leave, _: _alone(leave), "scopes", "a stop button is a stop button only"),
    (
        lambda leave, _: leave.treadmill is not None and Scope.CONTROL not in leave.scopes,
        "treadmill",
        "only control is for one treadmill",
    ),
    (
        lambda leave, access: leave.person is not None and leave.person not in access.roll.people,
        "person",
        "nobody with this id is known here",
    ),
    (lambda leave, _: leave.lasts is not None and leave.lasts <= 0, "lasts", "a leave lasts some seconds"),
)


def _as_staff(leave: Leave, access: Access, who: Principal) -> bool:
    """Whether a device acts as more than a walker, for another than whoever lets it in."""
    person = access.roll.people.get(leave.person or "")
    theirs = person is not None and person.id != who.person and not set(person.roles) <= WALKERS
    return leave.role is not None or theirs


# Nobody lets in more than they have: neither their role nor the device they do it from.
_BEYOND: tuple[tuple[Callable[[Principal, Leave, Access], bool], Code, str], ...] = (
    (
        lambda who, leave, access: who.role is not Role.ADMIN and _as_staff(leave, access, who),
        Code.ROLE,
        "only the owner lets a device act as the staff",
    ),
    (
        lambda who, leave, _: Scope.ADMIN not in who.scopes and not leave.scopes <= LESSER,
        Code.SCOPE,
        "only the owner's device lets in programs and owners",
    ),
    (
        lambda who, leave, _: (
            Scope.CONTROL in leave.scopes and who.treadmill is not None and who.treadmill != leave.treadmill
        ),
        Code.SCOPE,
        "from here only this device's own treadmill is given control of",
    ),
)


def judge(who: Principal, leave: Leave, access: Access) -> None:
    """Whether somebody may let a device in for that. Raises Refusal."""
    require(who, Act.PAIR, Context(now=access.now(), scopes=leave.scopes))
    for beyond, kind, why in _BEYOND:
        if beyond(who, leave, access):
            raise Refusal(kind, why, limited_by=(who.role.value if kind is Code.ROLE else "device",))
    for holds, name, why in _AGAINST:
        if holds(leave, access):
            raise Refusal(Code.INVALID, why, fields={name: why})
