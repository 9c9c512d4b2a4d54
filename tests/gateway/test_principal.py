import dataclasses

import pytest

from retrowalk.gateway.principal import ANONYMOUS, Principal, Scope
from retrowalk.safety.roles import Role


@pytest.mark.sr(31)
def test_somebody_who_shows_nothing_is_a_bystander_without_scopes():
    assert (ANONYMOUS.role, ANONYMOUS.scopes, ANONYMOUS.person) == (Role.BYSTANDER, frozenset(), None)
    assert ANONYMOUS.confirmed_at is None


@pytest.mark.parametrize(("made_for", "reached"), [(None, {"aa", "bb"}), ("aa", {"aa"}), ("cc", set())])
def test_a_client_reaches_the_treadmill_it_was_made_for(made_for, reached):
    client = Principal("c1", "tablet", Role.STAFF, scopes=frozenset({Scope.CONTROL}), treadmill=made_for)
    assert {treadmill for treadmill in ("aa", "bb") if client.reaches(treadmill)} == reached


def test_nobody_changes_who_asked():
    with pytest.raises(dataclasses.FrozenInstanceError):
        ANONYMOUS.role = Role.ADMIN
