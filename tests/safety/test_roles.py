import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.safety.caps import CEILINGS, Source
from retrowalk.safety.roles import (
    PERMISSIONS,
    PERSON_EXPIRES,
    TRAINERS_STEP,
    Act,
    CapChange,
    On,
    Role,
    permitted,
    refusal,
)
from retrowalk.units import Facing, Speed


SITE = Speed.parse("2.5 mph")
NOW = 1_800_000_000
MONTH = 30 * 86_400
COLUMNS = (
    Role.WALKER, Role.BYSTANDER, Role.SPOTTER, Role.STAFF, Role.TRAINER, Role.CLINICIAN, Role.ADMIN, Role.TECHNICIAN,
)  # fmt: skip
# The table of the clinical review, §5, as it is printed: + permitted, c under a condition, - not.
PRINTED = {
    Act.STOP: "++++++++",
    Act.SLOWER: "+-++++++",
    Act.START: "c-+++++c",
    Act.NUDGE: "+-+++++-",
    Act.PICK: "c-ccc+c-",
    Act.LOWER_CAP: "c-c+++++",
    Act.RAISE_PERSON: "----cc--",
    Act.RAISE_SITE: "------c-",
    Act.COMMISSION: "---c--++",
    Act.CLEAR_FLAG: "---cc+--",
    Act.RESET: "c-++++++",
}
# What a site needs beside it, in the same columns.
SITE_ACTS = {
    Act.LOOK: "++++++++",
    Act.WATCH: "++++++++",
    Act.LEASE: "c-+++++c",
    Act.TAKE_OVER: "c-c++++c",
    Act.TELL: "c-c++++-",
    Act.READ_PERSON: "c-c++++-",
    Act.PERSON: "---++++-",
    Act.LEVEL: "---cc+c-",
    Act.ROLES: "------+-",
    Act.ERASE: "------+-",
    Act.PAIR: "---ccc+-",
    Act.REVOKE: "---+--+-",
    Act.PROTOCOL: "----c+c-",
    Act.TREADMILL: "------++",
    Act.CONFIGURE: "------+-",
    Act.AUDIT: "-----++-",
    Act.DIAGNOSE: "---+--++",
    Act.UPDATE: "------+-",
    Act.FAULTS: "------cc",
}


@pytest.mark.sr(42)
@pytest.mark.parametrize("act", Act)
def test_the_table_is_the_printed_one(act):
    marks = {None: "-", On.ALWAYS: "+"}
    assert "".join(marks.get(permitted(role, act), "c") for role in COLUMNS) == {**PRINTED, **SITE_ACTS}[act]


def test_every_condition_is_used():
    assert {on for row in PERMISSIONS.values() for on in row.values()} == set(On)


@pytest.mark.sr(31)
@pytest.mark.parametrize("act", Act)
def test_a_bystander_stops_and_looks_and_watches_and_does_nothing_else(act):
    free = {Act.STOP, Act.LOOK, Act.WATCH}
    assert permitted(Role.BYSTANDER, act) is (On.ALWAYS if act in free else None)


@pytest.mark.sr(31)
@pytest.mark.sr(42)
@pytest.mark.parametrize("role", Role)
def test_everybody_may_stop(role):
    assert permitted(role, Act.STOP) is On.ALWAYS


def test_every_act_has_a_row():
    assert set(PERMISSIONS) == set(Act)


def change(role=Role.CLINICIAN, source=Source.PERSON, old="1.5 mph", new="1.8 mph", **more):
    given = {"by": "Dr Ann", "reason": "3 m walk in 5 s", "at": NOW, "expires": NOW + MONTH, **more}
    return CapChange(role, source, old and Speed.parse(old), Speed.parse(new), **given)


@pytest.mark.sr(42)
def test_whoever_may_raise_a_cap_raises_it_with_reason_and_end_at_standstill():
    assert refusal(change(), SITE, standing=True) == ""
    assert refusal(change(Role.TRAINER), SITE, standing=True) == ""
    site = change(Role.ADMIN, Source.SITE, new="2.9 mph", confirmed_twice=True)
    assert refusal(site, SITE, standing=True) == ""


@pytest.mark.sr(42)
@pytest.mark.parametrize(
    ("made", "standing", "words"),
    [
        (change(new="3.1 mph"), True, "ceiling"),
        (change(Role.ADMIN, Source.SITE, new="3.1 mph", confirmed_twice=True), True, "ceiling"),
        (change(Role.ADMIN), True, "does not raise"),
        (change(Role.STAFF), True, "does not raise"),
        (change(Role.CLINICIAN, Source.SITE), True, "does not raise"),
        (change(source=Source.CODE), True, "does not raise"),
        (change(source=Source.BELT), True, "does not raise"),
        (change(source=Source.AGE), True, "does not raise"),
        (change(), False, "stands"),
        (change(reason=" "), True, "name and a reason"),
        (change(by=""), True, "name and a reason"),
        (change(expires=None), True, "needs an end"),
        (change(expires=NOW), True, "needs an end"),
        (change(expires=NOW + PERSON_EXPIRES + 1), True, "90 days"),
        (change(Role.TRAINER, new="1.9 mph"), True, "0.3 mph"),
        (change(new="2.6 mph"), True, "site"),
        (change(Role.ADMIN, Source.FACING, new="2.2 mph"), True, "second time"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_cap_is_not_raised_otherwise(made, standing, words):
    assert words in refusal(made, SITE, standing=standing)


@pytest.mark.sr(42)
@pytest.mark.parametrize("role", [role for role in Role if permitted(role, Act.LOWER_CAP)])
@pytest.mark.parametrize("source", [Source.PERSON, Source.SITE, Source.AGE])
def test_lowering_needs_no_reason_no_end_and_no_standstill(role, source):
    for old, new in (("1.5 mph", "1.2 mph"), ("1.5 mph", "1.5 mph"), (None, "1.2 mph")):
        assert refusal(change(role, source, old, new, by="", reason="", expires=None), SITE, standing=False) == ""


@pytest.mark.sr(42)
def test_a_bystander_changes_no_cap():
    assert refusal(change(Role.BYSTANDER, new="1.0 mph"), SITE, standing=True) == "bystander lowers no caps"


@pytest.mark.sr(42)
@given(
    st.sampled_from(Role), st.sampled_from(Source), st.integers(0, 800), st.integers(0, 800), st.sampled_from(Facing),
    st.booleans(),
)  # fmt: skip
def test_whatever_is_tried_nobody_raises_above_the_code_or_on_the_move(role, source, old, new, facing, standing):
    made = CapChange(role, source, Speed(old), Speed(new), facing, "x", "y", 0, 1, confirmed_twice=True)
    if new > old and refusal(made, Speed(800), standing=standing) == "":
        assert standing and Speed(new) <= CEILINGS[facing].speed
        assert permitted(role, Act.RAISE_PERSON if source is Source.PERSON else Act.RAISE_SITE)


def test_a_trainer_s_step_is_three_tenths_of_a_mile():
    assert Speed(TRAINERS_STEP) == Speed.parse("0.3 mph")


@pytest.mark.sr(42)
def test_a_persons_cap_lasts_ninety_days_to_the_second():
    assert refusal(change(expires=NOW + PERSON_EXPIRES), SITE, standing=True) == ""
    assert "within 90 days" in refusal(change(expires=NOW + PERSON_EXPIRES + 1), SITE, standing=True)
