import pytest

from retrowalk.gateway.logins import IDLE, LONGEST, Login, alone, holds, lasts, worn
from retrowalk.gateway.principal import Scope
from retrowalk.history.records import Device, Person
from retrowalk.safety.roles import Role


ANN = Person("ann", "Ann", roles=(Role.TRAINER, Role.WALKER))
LOGIN = Login(1, "ann", Role.TRAINER, at=1000, seen=5000)
SHARED, HERS = Device("d1", "tablet", "x"), Device("d2", "phone", "y", person="ann")


@pytest.mark.parametrize(
    ("device", "now", "there"),
    [
        (SHARED, 5000, True),
        (SHARED, 5000 + IDLE - 1, True),
        (SHARED, 5000 + IDLE, False),
        (SHARED, 4999, False),
        (HERS, 5000 + IDLE, True),
        (HERS, 1000 + LONGEST - 1, True),
        (HERS, 1000 + LONGEST, False),
        (Device("d3", "phone", "z", person="ben"), 5000 + IDLE, False),
    ],
)
def test_how_long_somebody_is_there(device, now, there):
    assert lasts(LOGIN, device, IDLE, now) is there


def test_a_patient_site_waits_longer_than_a_shift():
    assert lasts(LOGIN, SHARED, 3 * LONGEST, 5000 + 2 * LONGEST)
    assert not lasts(LOGIN, SHARED, 3 * LONGEST, 1000 + 3 * LONGEST)


@pytest.mark.parametrize(
    ("person", "still"), [(ANN, True), (None, False), (Person("ann", "Ann", roles=(Role.WALKER,)), False)]
)
def test_somebody_is_who_they_were(person, still):
    assert holds(LOGIN, person) is still


@pytest.mark.parametrize("home", [True, False])
@pytest.mark.parametrize("scope", Scope)
def test_as_whom_a_device_acts_alone(home, scope):
    roles = {
        True: {Scope.ADMIN: Role.ADMIN, Scope.CONTROL: Role.SPOTTER, Scope.AUTOMATION: Role.SPOTTER},
        False: {Scope.ADMIN: Role.WALKER, Scope.CONTROL: Role.WALKER, Scope.AUTOMATION: Role.SPOTTER},
    }
    device = Device("d1", "x", "x", (scope.value,))
    assert alone(device, home=home) is roles[home].get(scope, Role.BYSTANDER)
    assert alone(Device("d1", "x", "x", (scope.value,), role=Role.STAFF), home=home) is Role.STAFF


@pytest.mark.parametrize(
    ("said", "roles", "worn_as"),
    [
        (None, (Role.TRAINER, Role.WALKER), Role.TRAINER),
        (Role.WALKER, (Role.TRAINER, Role.WALKER), Role.WALKER),
        (Role.ADMIN, (Role.TRAINER, Role.WALKER), Role.TRAINER),
        (None, (), Role.WALKER),
    ],
)
def test_nobody_wears_a_role_they_do_not_have(said, roles, worn_as):
    assert worn(Device("d1", "x", "x", role=said), Person("ann", "Ann", roles=roles)) is worn_as
