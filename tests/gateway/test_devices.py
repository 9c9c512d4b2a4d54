import dataclasses
import math

import pytest

from retrowalk.gateway.devices import MARK, Roll, SiteTime, digest, new_token
from retrowalk.history.facts import DeviceRevoked, DeviceSet, Marked, PersonErased, PersonSet
from retrowalk.history.records import Device, Person
from retrowalk.history.walks import Mark, MarkKind
from retrowalk.safety.roles import Role


ANN = Person("ann", "Ann")
TOKEN = new_token()
TABLET = Device("d1", "tablet", digest(TOKEN), ("control",), created=5)


def test_a_token_has_256_bits_and_no_other_like_it():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(token.startswith(MARK) and len(token) == len(MARK) + math.ceil(256 / 6) for token in tokens)
    assert all(TOKEN not in kept for kept in (digest(TOKEN), repr(TABLET)))


def test_the_roll_takes_in_people_and_devices_and_passes_the_rest_by():
    roll = Roll()
    for fact in (PersonSet(ANN, 1), DeviceSet(TABLET, 1), Marked(Mark("w", 1, MarkKind.RPE, 3), 1)):
        roll.hear(fact)
    assert (roll.people, roll.holder(TOKEN), roll.holder(new_token())) == ({"ann": ANN}, TABLET, None)
    assert roll.live() == [TABLET]
    roll.hear(DeviceRevoked("d1", 9))
    assert (roll.live(), roll.holder(TOKEN).revoked) == ([], 9)
    roll.hear(DeviceRevoked("d9", 9))
    assert set(roll.devices) == {"d1"}


def test_a_token_that_was_changed_is_not_good_any_more():
    roll, other = Roll([], [TABLET]), new_token()
    roll.hear(DeviceSet(dataclasses.replace(TABLET, token_hash=digest(other)), 2))
    assert roll.holder(TOKEN) is None
    assert roll.holder(other).id == "d1"


def test_with_a_person_go_the_devices_that_were_theirs_alone():
    theirs = dataclasses.replace(TABLET, id="d2", token_hash=digest("2"), person="ann")
    gone = dataclasses.replace(theirs, id="d3", token_hash=digest("3"), revoked=4)
    roll = Roll([ANN, Person("ben", "Ben", roles=(Role.ADMIN,))], [TABLET, theirs, gone])
    roll.hear(PersonErased("ann", 9))
    roll.hear(PersonErased("nobody", 9))
    assert {device.id: device.revoked for device in roll.devices.values()} == {"d1": None, "d2": 9, "d3": 4}
    assert [person.id for person in roll.owners()] == ["ben"]


def test_the_oldest_device_comes_first():
    roll = Roll([], [TABLET, dataclasses.replace(TABLET, id="d0", token_hash=digest("0"), created=1)])
    assert [device.id for device in roll.live()] == ["d0", "d1"]


@pytest.mark.parametrize("used", [None, 7])
def test_the_newest_use(used):
    assert Roll([], [dataclasses.replace(TABLET, last_used=used)]).newest() == (used or 0)
    assert Roll().newest() == 0


@pytest.mark.sr(26)
@pytest.mark.parametrize(("wall", "latest"), [(1060, 1060), (1000, 1060), (0, 1060), (-5, 1060), (9999, 9999)])
def test_no_clock_turns_the_time_back(wall, latest):
    time = SiteTime(1000, 500)
    assert time.steady(60_500) == 1060
    assert time.latest(60_500, wall) == latest


RENAMED = dataclasses.replace(TABLET, name="other")


@pytest.mark.parametrize("fact", [DeviceSet(RENAMED, 2), PersonSet(Person("ann", "Anna"), 2), DeviceRevoked("d1", 2)])
@pytest.mark.parametrize("known", [True, False])
def test_what_was_not_kept_is_taken_back_but_for_a_revocation(fact, known):
    roll = Roll([ANN], [TABLET]) if known else Roll()
    before = roll.known(fact)
    roll.hear(fact)
    roll.take_back(fact, before)
    revoked = known and isinstance(fact, DeviceRevoked)
    there = dataclasses.replace(TABLET, revoked=2) if revoked else TABLET
    assert (roll.people, roll.devices) == (({"ann": ANN}, {"d1": there}) if known else ({}, {}))
    assert roll.holder(TOKEN) == (there if known else None)


def test_what_was_told_since_stays():
    roll, first, second = Roll([], [TABLET]), DeviceSet(RENAMED, 2), DeviceSet(dataclasses.replace(TABLET, name="x"), 3)
    before = roll.known(first)
    roll.hear(first)
    roll.hear(second)
    roll.take_back(first, before)
    assert roll.devices["d1"].name == "x"
