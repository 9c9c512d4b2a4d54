import pytest

from people import OTHER_PIN, OWNERS, STAFF, START
from retrowalk.gateway.newcomer import welcomed
from retrowalk.gateway.particulars import Told
from retrowalk.gateway.principal import ANONYMOUS
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import Audited, PersonSet
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


WALKS = (Role.WALKER,)


def add(access, who, name, born, roles):
    return welcomed(access, who, Told(name, born, roles=roles))


def code(*given):
    with pytest.raises(Refusal) as refused:
        add(*given)
    return refused.value.code


def test_somebody_new_begins_at_level_first_and_is_known_at_once(gym):
    person = add(gym.access, gym.operator(), "  Ann   Smith ", 1980, (Role.TRAINER, Role.WALKER))
    assert (person.name, person.born, person.level, person.pin) == ("Ann Smith", 1980, Level.FIRST, "")
    assert gym.access.roll.people[person.id] == person
    assert [type(fact) for fact in gym.kept] == [PersonSet, Audited]
    assert (gym.kept[1].audit.new, gym.kept[1].audit.person, gym.kept[1].at) == ("trainer, walker", person.id, START)
    assert "Ann" not in repr(gym.kept[1])


async def test_the_staff_adds_walkers_and_the_owner_everybody(gym):
    staff = await gym.access.login(gym.who(gym.let_in(OWNERS).token), STAFF.id, OTHER_PIN)
    assert add(gym.access, staff, "Ben", None, (Role.WALKER, Role.SPOTTER)).born is None
    assert code(gym.access, staff, "Ben", None, (Role.STAFF,)) is Code.ROLE
    assert code(gym.access, ANONYMOUS, "Ben", None, WALKS) is Code.NOT_PAIRED
    assert code(gym.access, gym.who(gym.let_in().token), "Ben", None, WALKS) is Code.ROLE


@pytest.mark.parametrize(
    ("name", "born", "roles", "fields"),
    [
        ("", None, WALKS, ["name"]),
        ("x" * 81, None, WALKS, ["name"]),
        ("a\0", None, WALKS, ["name"]),
        ("\ud800", None, WALKS, ["name"]),
        ("Ann", 1896, WALKS, ["born"]),
        ("Ann", 2027, WALKS, ["born"]),
        ("Ann", None, (), ["roles"]),
        (" ", 1, (Role.BYSTANDER, Role.WALKER), ["name", "born", "roles"]),
    ],
)
def test_what_nobody_is_is_refused_by_every_field(gym, name, born, roles, fields):
    with pytest.raises(Refusal) as refused:
        add(gym.access, gym.operator(), name, born, roles)
    assert (refused.value.code, list(refused.value.fields)) == (Code.INVALID, fields)
    assert gym.kept == []


def test_nobody_is_welcomed_whom_the_next_start_would_not_know(gym):
    gym.why = "the disk takes no facts"
    assert code(gym.access, gym.operator(), "Ann", None, WALKS) is Code.STORAGE
