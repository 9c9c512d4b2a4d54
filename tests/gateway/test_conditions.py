import pytest

from retrowalk.gateway.conditions import CONDITIONS, LESSER, TO_INTERMEDIATE, WITHIN, Context
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.protocol.level import Level
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import On, Role
from retrowalk.units import Speed


L = Level
WALKER = Principal("c1", "Ann", Role.WALKER, "ann")
SPOTTER = Principal("c2", "Ben", Role.SPOTTER, "ben")
NOBODY = Principal("c3", "tablet", Role.WALKER)
OWN = {"walker": "ann", "own_level": L.BEGINNER, "level": L.FIRST}

# Where each condition holds, and where it does not: by one thing that is otherwise or not known.
HOLDS = {
    On.ALWAYS: [(NOBODY, {})],
    On.HOME_LEVEL: [(WALKER, {**OWN, "home": True}), (WALKER, {**OWN, "home": True, "level": L.BEGINNER})],
    On.OWN_LEVEL: [(WALKER, OWN), (SPOTTER, OWN), (WALKER, {**OWN, "home": True})],
    On.OWN: [(WALKER, {"walker": "ann"})],
    On.SESSION: [(SPOTTER, {"party": frozenset({"ben"})}), (SPOTTER, {"party": frozenset({"c2", "ann"})})],
    On.TO_INTERMEDIATE: [(NOBODY, {"level": L.INTERMEDIATE}), (NOBODY, {"level": L.OLDER})],
    On.NO_REHAB: [(NOBODY, {"level": L.ADVANCED}), (NOBODY, {"level": L.FIRST})],
    On.TEST_MODE: [(NOBODY, {"test_mode": True})],
    On.WITNESS: [(NOBODY, {"witness": True})],
    On.TWO_STEPS: [(NOBODY, {"repeated": True})],
    On.SMALL: [(NOBODY, {"old": Speed(240), "new": Speed(288)}), (NOBODY, {"old": Speed(240), "new": Speed(241)})],
    On.TO_SITE: [(NOBODY, {"new": Speed(300), "site": Speed(300)})],
    On.DIZZINESS: [(NOBODY, {"flag": StopReason.DIZZY, "because": "had not eaten"})],
    On.PAIN: [(NOBODY, {"flag": StopReason.PAIN, "because": "the old knee"})],
    On.ALONE: [(WALKER, {"home": True, "alone": True, "checklist": True, "party": frozenset({"ann"})})],
    On.NAMED: [(WALKER, {}), (NOBODY, {"home": True})],
    On.CONSENT: [(WALKER, {"consent": True}), (NOBODY, {"consent": True, "home": True})],
    On.LESSER: [(NOBODY, {"scopes": frozenset({Scope.CONTROL, Scope.DISPLAY})}), (NOBODY, {"scopes": LESSER})],
    On.SIMULATED: [(NOBODY, {"simulated": True})],
}
FAILS = {
    On.ALWAYS: [],
    On.HOME_LEVEL: [
        (WALKER, OWN), (WALKER, {}), (NOBODY, {**OWN, "home": True}), (WALKER, {**OWN, "home": True, "walker": "ben"}),
        (WALKER, {**OWN, "home": True, "level": L.INTERMEDIATE}), (WALKER, {**OWN, "home": True, "own_level": None}),
    ],
    On.OWN_LEVEL: [
        (WALKER, {**OWN, "level": L.ADVANCED}), (WALKER, {**OWN, "level": None}), (WALKER, {**OWN, "walker": "ben"}),
        (SPOTTER, {**OWN, "level": L.REHAB}), (SPOTTER, {**OWN, "walker": None}), (NOBODY, {**OWN, "walker": None}),
        (SPOTTER, {**OWN, "own_level": None}),
    ],
    On.OWN: [(WALKER, {"walker": "ben"}), (WALKER, {}), (NOBODY, {"walker": None}), (NOBODY, {"walker": "ann"})],
    On.SESSION: [(SPOTTER, {}), (SPOTTER, {"party": frozenset({"ann"})}), (NOBODY, {"party": frozenset({"ann"})})],
    On.TO_INTERMEDIATE: [(NOBODY, {"level": level}) for level in (L.ADVANCED, L.INTERVAL, L.INCLINE, L.REHAB, None)],
    On.NO_REHAB: [(NOBODY, {"level": L.REHAB}), (NOBODY, {})],
    On.TEST_MODE: [(NOBODY, {}), (NOBODY, {"simulated": True})],
    On.WITNESS: [(NOBODY, {})],
    On.TWO_STEPS: [(NOBODY, {})],
    On.SMALL: [
        (NOBODY, {"old": Speed(240), "new": Speed(289)}), (NOBODY, {"new": Speed(240)}), (NOBODY, {"old": Speed(240)}),
    ],
    On.TO_SITE: [
        (NOBODY, {"new": Speed(301), "site": Speed(300)}), (NOBODY, {"new": Speed(1)}), (NOBODY, {"site": Speed(300)}),
    ],
    On.DIZZINESS: [
        (NOBODY, {"flag": StopReason.CHEST_BREATH, "because": "x"}), (NOBODY, {"flag": StopReason.DIZZY}),
        (NOBODY, {"flag": StopReason.DIZZY, "because": "  "}), (NOBODY, {"because": "x"}),
    ],
    On.PAIN: [(NOBODY, {"flag": StopReason.DIZZY, "because": "x"}), (NOBODY, {"flag": StopReason.PAIN})],
    On.ALONE: [
        (WALKER, {"alone": True, "checklist": True, "party": frozenset({"ann"})}),
        (WALKER, {"home": True, "checklist": True, "party": frozenset({"ann"})}),
        (WALKER, {"home": True, "alone": True, "party": frozenset({"ann"})}),
        (WALKER, {"home": True, "alone": True, "checklist": True, "party": frozenset({"ben"})}),
    ],
    On.NAMED: [(NOBODY, {}), (NOBODY, {"walker": "ann"})],
    On.CONSENT: [(WALKER, {}), (NOBODY, {"consent": True})],
    On.LESSER: [(NOBODY, {}), *((NOBODY, {"scopes": LESSER | {more}}) for more in (Scope.ADMIN, Scope.AUTOMATION))],
    On.SIMULATED: [(NOBODY, {}), (NOBODY, {"test_mode": True})],
}  # fmt: skip


def test_every_condition_has_examples_of_both_kinds():
    assert set(CONDITIONS) == set(HOLDS) == set(FAILS) == set(On)
    assert [on for on in On if not FAILS[on]] == [On.ALWAYS]


@pytest.mark.parametrize("on", On)
def test_a_condition_holds_where_it_is_said_to(on):
    assert [(who, it) for who, it in HOLDS[on] if not CONDITIONS[on](who, Context(**it))] == []
    assert [(who, it) for who, it in FAILS[on] if CONDITIONS[on](who, Context(**it))] == []


@pytest.mark.sr(45)
def test_no_level_reaches_over_a_rung_of_the_ladder():
    ladder = (L.FIRST, L.BEGINNER, L.INTERMEDIATE, L.ADVANCED)
    for rung, level in enumerate(ladder):
        assert [each for each in ladder if each in WITHIN[level]] == list(ladder[: rung + 1])
    assert all(level in WITHIN[level] for level in Level)
    assert {level for level in Level if L.REHAB in WITHIN[level]} == {L.REHAB}
    assert {L.ADVANCED, L.INTERVAL, L.INCLINE, L.REHAB} == set(Level) - TO_INTERMEDIATE


@pytest.mark.sr(36)
@pytest.mark.parametrize("apart", [L.TEEN, L.OLDER, L.REHAB])
def test_teen_older_and_rehab_walkers_walk_their_own_level_only(apart):
    assert WITHIN[apart] == {apart, L.COACH}
