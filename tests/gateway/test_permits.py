"""Every cell: role × act × condition, act × scope, act × confirmation."""

import dataclasses

import pytest

from retrowalk.gateway.conditions import LESSER, Context
from retrowalk.gateway.permits import CONFIRMED, CONFIRMED_FOR, SCOPES, confirmed, possible, refusal, require
from retrowalk.gateway.principal import ANONYMOUS, Principal, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import PERMISSIONS, Act, On, Role, permitted
from retrowalk.units import Speed


NOW = 10_000_000
EVERY_SCOPE = frozenset(Scope)
# Everything in it is as it must be; then one thing is not.
GOOD = Context(
    now=NOW, home=True, treadmill="aa", walker="ann", own_level=Level.BEGINNER, level=Level.BEGINNER,
    party=frozenset({"ann"}), alone=True, checklist=True, test_mode=True, simulated=True, witness=True, repeated=True,
    old=Speed(240), new=Speed(241), site=Speed(300), because="talked", consent=True, scopes=LESSER,
)  # fmt: skip
SPOILT = {
    On.HOME_LEVEL: {"home": False},
    On.OWN_LEVEL: {"level": Level.ADVANCED},
    On.OWN: {"walker": "ben"},
    On.SESSION: {"party": frozenset()},
    On.TO_INTERMEDIATE: {"level": Level.ADVANCED},
    On.NO_REHAB: {"level": Level.REHAB},
    On.TEST_MODE: {"test_mode": False},
    On.WITNESS: {"witness": False},
    On.TWO_STEPS: {"repeated": False},
    On.SMALL: {"new": Speed(289)},
    On.TO_SITE: {"new": Speed(301)},
    On.DIZZINESS: {"flag": StopReason.CHEST_BREATH},
    On.PAIN: {"flag": StopReason.CHEST_BREATH},
    On.ALONE: {"checklist": False},
    On.NAMED: {"home": False},
    On.CONSENT: {"consent": False},
    On.LESSER: {"scopes": EVERY_SCOPE},
    On.SIMULATED: {"simulated": False},
}
# s stop-only, d display, c control, u automation, a admin: which scope alone lets a device ask for what.
BY_SCOPE = {
    Act.STOP: "sdcua", Act.LOOK: "sdcua", Act.WATCH: "dcua",
    Act.SLOWER: "cu", Act.LOWER_CAP: "cu",
    Act.START: "c", Act.NUDGE: "c", Act.PICK: "c", Act.RAISE_PERSON: "c", Act.COMMISSION: "c", Act.CLEAR_FLAG: "c",
    Act.RESET: "c", Act.LEASE: "c", Act.TAKE_OVER: "c",
    Act.TELL: "ca", Act.READ_PERSON: "ca", Act.PERSON: "ca", Act.LEVEL: "ca", Act.PAIR: "ca", Act.REVOKE: "ca",
    Act.PROTOCOL: "ca", Act.AUDIT: "ca", Act.DIAGNOSE: "ca",
    Act.RAISE_SITE: "a", Act.ROLES: "a", Act.ERASE: "a", Act.TREADMILL: "a", Act.CONFIGURE: "a", Act.UPDATE: "a",
    Act.FAULTS: "a",
}  # fmt: skip
LETTERS = dict(zip("sdcua", Scope, strict=True))
CELLS = [(role, act) for role in Role for act in Act]
MOVING = {Act.START, Act.NUDGE, Act.RAISE_PERSON, Act.RAISE_SITE, Act.RESET, Act.LEASE, Act.TAKE_OVER, Act.COMMISSION}


def somebody(role=Role.ADMIN, scopes=EVERY_SCOPE, **more):
    return Principal("c1", "Ann", role, **{"person": "ann", "scopes": scopes, "confirmed_at": NOW, **more})


def good(on):
    flags = {On.DIZZINESS: StopReason.DIZZY, On.PAIN: StopReason.PAIN}
    return dataclasses.replace(GOOD, flag=flags.get(on))


def spoilt_person(on):
    return None if on is On.NAMED else "ann"


def code(who, act, it=GOOD):
    refused = refusal(who, act, it)
    return refused.code if refused else None


@pytest.mark.sr(31)
@pytest.mark.sr(42)
@pytest.mark.parametrize(("role", "act"), CELLS)
def test_a_cell_is_what_the_table_says_and_its_condition_is_seen_to(role, act):
    on = permitted(role, act)
    if on is None:
        assert code(somebody(role), act) is Code.ROLE
        return
    assert code(somebody(role), act, good(on)) is None
    require(somebody(role), act, good(on))
    if on is not On.ALWAYS:
        with pytest.raises(Refusal, match=f"may {act}: {on}") as refused:
            require(somebody(role, person=spoilt_person(on)), act, dataclasses.replace(good(on), **SPOILT[on]))
        assert (refused.value.code, refused.value.limit, refused.value.limited_by) == (Code.ROLE, on, (role,))


def test_every_condition_of_the_table_is_spoilt_once():
    assert set(SPOILT) == {on for row in PERMISSIONS.values() for on in row.values()} - {On.ALWAYS}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("act", Act)
def test_a_device_is_good_for_what_it_was_let_in_for(act, scope):
    role = next(iter(PERMISSIONS[act]))
    refused = code(somebody(role, frozenset({scope})), act, good(permitted(role, act)))
    assert refused is (None if scope in {LETTERS[letter] for letter in BY_SCOPE[act]} else Code.SCOPE)


def test_every_act_has_its_scopes():
    assert set(SCOPES) == set(Act) == set(BY_SCOPE)


@pytest.mark.sr(43)
@pytest.mark.parametrize("act", sorted(MOVING))
@pytest.mark.parametrize("role", Role)
def test_a_stolen_display_button_or_program_moves_nothing(role, act):
    thief = somebody(role, frozenset({Scope.DISPLAY, Scope.STOP_ONLY, Scope.AUTOMATION}))
    assert code(thief, act, good(permitted(role, act))) in {Code.SCOPE, Code.ROLE}


@pytest.mark.sr(43)
@pytest.mark.parametrize("act", Act)
def test_whoever_shows_nothing_may_stop_and_look_and_nothing_else(act):
    assert code(ANONYMOUS, act) is (None if act in {Act.STOP, Act.LOOK} else Code.NOT_PAIRED)


@pytest.mark.sr(31)
@pytest.mark.parametrize("role", Role)
def test_a_stop_asks_for_no_scope_no_treadmill_and_no_confirmation(role):
    nobody = Principal("c1", "", role, scopes=frozenset(), treadmill="bb")
    assert refusal(nobody, Act.STOP) is None
    assert code(nobody, Act.STOP) is None


@pytest.mark.parametrize("act", [act for act in Act if SCOPES[act]])
def test_a_client_of_one_treadmill_reaches_no_other(act):
    role = next(iter(PERMISSIONS[act]))
    it = good(permitted(role, act))
    assert code(somebody(role, treadmill="bb"), act, it) is Code.SCOPE
    assert code(somebody(role, treadmill="aa"), act, it) is None
    assert code(somebody(role, treadmill="bb"), act, dataclasses.replace(it, treadmill=None)) is None


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize(
    ("since", "now", "holds"),
    [
        (NOW, NOW, True),
        (NOW, NOW + CONFIRMED_FOR - 1, True),
        (NOW, NOW + CONFIRMED_FOR, False),
        (NOW, NOW - 1, False),
        (NOW, None, False),
        (None, NOW, False),
    ],
)
def test_what_is_dangerous_is_confirmed_again_within_five_minutes(act, since, now, holds):
    role = next(iter(PERMISSIONS[act]))
    who = somebody(role, confirmed_at=since)
    it = dataclasses.replace(good(permitted(role, act)), now=now)
    assert confirmed(who, now) is holds
    assert code(who, act, it) is (None if holds or act not in CONFIRMED else Code.CONFIRM_AGAIN)


def test_the_dangerous_acts():
    assert {
        Act.RAISE_PERSON, Act.RAISE_SITE, Act.ROLES, Act.ERASE, Act.PAIR, Act.UPDATE, Act.FAULTS,
    } == CONFIRMED  # fmt: skip
    assert CONFIRMED_FOR == 5 * 60 * 1000


def test_a_refusal_names_what_the_device_was_let_in_for():
    refused = refusal(somebody(scopes=frozenset({Scope.STOP_ONLY, Scope.DISPLAY}), treadmill="bb"), Act.RESET, GOOD)
    assert refused.detail == "this device was let in for display, stop-only on bb; it may not reset a stop here"
    assert refused.limited_by == ("device",)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("scopes", [frozenset(), frozenset({Scope.DISPLAY}), frozenset({Scope.CONTROL}), EVERY_SCOPE])
def test_what_is_possible_is_what_good_conditions_permit(role, scopes):
    who = somebody(role, scopes)
    allowed = {act for act in Act if code(who, act, good(permitted(role, act))) is None}
    assert set(possible(who)) == allowed
    assert all(on is permitted(role, act) for act, on in possible(who).items())
