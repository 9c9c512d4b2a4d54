import asyncio
import dataclasses
import re

import pytest

from people import CONTROL, EVERYBODY, OTHER_PIN, OWNER, OWNERS, PIN, STAFF, START, WALKER, Site
from retrowalk.gateway.admission import OWNERS as OWNERS_SCOPES
from retrowalk.gateway.admission import SETUP_LENGTH, SETUP_LETTERS, neighbourhood
from retrowalk.gateway.attempts import FREE
from retrowalk.gateway.devices import MOST
from retrowalk.gateway.pairing import ASKING_FROM_ONE, LIVES, TRIES, Leave
from retrowalk.gateway.principal import ANONYMOUS, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import Audited, DeviceRevoked, DeviceSet, PersonSet
from retrowalk.safety.roles import Role


S = Scope
ADDRESS = "192.168.1.20"


def code(call, *given, **more):
    with pytest.raises(Refusal) as refused:
        call(*given, **more)
    return refused.value.code


def wrong(right):
    return f"{(int(right) + 1) % 10**6:06}"


def audits(site, act):
    return [fact.audit for fact in site.kept if isinstance(fact, Audited) and fact.audit.act == act]


@pytest.fixture
def unowned():
    """A gym nobody owns yet."""
    site = Site(people=())
    yield site
    site.access.pins.close()


# ── a code that is offered ──────────────────────────────────────────────────────────────────────────


def test_the_owner_offers_a_code_and_the_device_that_types_it_is_let_in(gym):
    offer = gym.door.offer(gym.operator(), dataclasses.replace(CONTROL, name="", treadmill="aa"))
    assert re.fullmatch(r"\d{6}", offer.code)
    paired = gym.door.redeem(offer.code, "  the   tablet ", ADDRESS)
    who = gym.who(paired.token)
    assert (who.name, who.scopes, who.treadmill) == ("the tablet", {S.CONTROL}, "aa")
    assert code(gym.door.redeem, offer.code, "again", ADDRESS) is Code.WRONG_CODE
    (said,) = audits(gym, "let a device in")
    assert (said.who, said.role, said.object, said.new) == ("operator", Role.ADMIN, paired.device.id, "control")


def test_codes_differ(gym):
    assert len({gym.door.offer(gym.operator(), CONTROL).code for _ in range(20)}) > 15


@pytest.mark.sr(43)
def test_five_wrong_codes_end_it_wherever_they_come_from(gym):
    offer = gym.door.offer(gym.operator(), CONTROL)
    for number in range(TRIES):
        assert code(gym.door.redeem, wrong(offer.code), "x", f"10.0.0.{number}") is Code.WRONG_CODE
    assert code(gym.door.redeem, offer.code, "x", "10.0.0.9") is Code.WRONG_CODE
    with pytest.raises(Refusal) as refused:
        gym.door.offer(gym.operator(), CONTROL)
    assert (refused.value.code, refused.value.retry_after) == (Code.LOCKED_OUT, 10_000)
    gym.later(10_000)
    assert gym.who(gym.door.redeem(gym.door.offer(gym.operator(), CONTROL).code, "x", "10.0.0.9").token)


@pytest.mark.sr(43)
def test_one_address_locks_out_itself_and_not_the_next_code(gym):
    gym.door.offer(gym.operator(), CONTROL)
    codes = [code(gym.door.redeem, "nonsense", "x", "10.0.0.1") for _ in range(FREE + 2)]
    assert codes == [Code.WRONG_CODE] * FREE + [Code.LOCKED_OUT] * 2
    gym.later(10_000)
    offer = gym.door.offer(gym.operator(), CONTROL)
    assert code(gym.door.redeem, offer.code, "x", "10.0.0.1") is Code.LOCKED_OUT
    assert gym.who(gym.door.redeem(offer.code, "x", "10.0.0.2").token)


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("192.168.1.20", "192.168.1.20"),
        ("::ffff:192.168.1.20", "192.168.1.20"),
        ("fe80::1%eth0", "fe80::/64"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_one_computer_with_many_addresses_is_one(address, known):
    assert neighbourhood(address) == known


def test_nobody_learns_whether_a_code_is_offered(gym):
    def said():
        with pytest.raises(Refusal) as refused:
            gym.door.redeem("nonsense", "x", ADDRESS)
        return refused.value.code, refused.value.detail, refused.value.retry_after

    before = said()
    gym.door.offer(gym.operator(), CONTROL)
    assert said() == before
    gym.later(LIVES)
    assert said() == before


@pytest.mark.sr(43)
def test_who_offers_and_what(gym, home):
    tablet = gym.let_in(OWNERS).token
    assert code(gym.door.offer, ANONYMOUS, CONTROL) is Code.NOT_PAIRED
    assert code(gym.door.offer, gym.who(loopback=True), CONTROL) is Code.ROLE
    assert code(gym.door.offer, gym.who(tablet), CONTROL) is Code.ROLE
    staff = asyncio.run(gym.access.login(gym.who(tablet), STAFF.id, OTHER_PIN))
    gym.door.offer(staff, Leave(frozenset({S.STOP_ONLY}), name="button"))
    assert code(gym.door.offer, staff, OWNERS) is Code.ROLE
    assert code(gym.door.offer, staff, Leave(frozenset({S.AUTOMATION}), name="x")) is Code.ROLE
    assert code(gym.door.offer, staff, dataclasses.replace(CONTROL, role=Role.CLINICIAN)) is Code.ROLE
    assert code(home.door.offer, home.who(loopback=True), CONTROL) is Code.CONFIRM_AGAIN
    asyncio.run(home.access.confirm(home.who(loopback=True)))
    assert home.door.offer(home.who(loopback=True), OWNERS)


@pytest.mark.sr(43)
async def test_nobody_lets_in_more_than_the_device_they_do_it_from_has(gym):
    """A tablet for walks makes no owner's device, and one for a treadmill none for another."""
    tablet, one = gym.let_in().token, gym.let_in(dataclasses.replace(CONTROL, treadmill="aa")).token
    owner = await gym.access.login(gym.who(tablet), OWNER.id, PIN)
    for scope in (S.ADMIN, S.AUTOMATION):
        assert code(gym.door.offer, owner, Leave(frozenset({S.CONTROL, scope}), name="x")) is Code.SCOPE
        assert code(gym.door.issue, owner, Leave(frozenset({scope}), name="x")) is Code.SCOPE
    assert gym.door.offer(owner, CONTROL)
    there = await gym.access.login(gym.who(one), OWNER.id, PIN)
    for treadmill in (None, "bb"):
        assert code(gym.door.offer, there, dataclasses.replace(CONTROL, treadmill=treadmill)) is Code.SCOPE
    assert gym.door.offer(there, dataclasses.replace(CONTROL, treadmill="aa"))
    assert gym.door.offer(there, Leave(frozenset({S.DISPLAY})))


@pytest.mark.sr(43)
async def test_only_the_owner_lets_a_device_be_the_staffs(gym):
    staff = await gym.access.login(gym.who(gym.let_in().token), STAFF.id, OTHER_PIN)
    assert code(gym.door.offer, staff, dataclasses.replace(CONTROL, person=OWNER.id)) is Code.ROLE
    assert gym.door.offer(staff, dataclasses.replace(CONTROL, person=WALKER.id))
    assert gym.door.offer(staff, dataclasses.replace(CONTROL, person=STAFF.id))
    assert gym.door.offer(gym.operator(), dataclasses.replace(CONTROL, person=OWNER.id))


@pytest.mark.parametrize(
    ("leave", "field"),
    [
        (Leave(frozenset()), "scopes"),
        (Leave(frozenset({S.STOP_ONLY, S.CONTROL})), "scopes"),
        (Leave(frozenset({S.DISPLAY}), treadmill="aa"), "treadmill"),
        (Leave(frozenset({S.CONTROL}), person="nobody"), "person"),
        (Leave(frozenset({S.CONTROL}), lasts=0), "lasts"),
        (Leave(frozenset({S.CONTROL}), lasts=-5), "lasts"),
    ],
)
def test_a_leave_that_makes_no_sense_is_refused_by_its_field(gym, leave, field):
    with pytest.raises(Refusal) as refused:
        gym.door.offer(gym.operator(), leave)
    assert (refused.value.code, list(refused.value.fields)) == (Code.INVALID, [field])


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "a\0b", "a\u202eb", "\ud800"])
def test_a_name_that_cannot_be_read_is_refused(gym, name):
    with pytest.raises(Refusal) as refused:
        gym.door.redeem("000000", name, ADDRESS)
    assert (refused.value.code, list(refused.value.fields)) == (Code.INVALID, ["name"])
    assert code(gym.door.issue, gym.operator(), dataclasses.replace(CONTROL, name=name)) is Code.INVALID
    assert code(gym.door.ask, name, CONTROL, ADDRESS) is Code.INVALID


# ── a device that asks ──────────────────────────────────────────────────────────────────────────────


def test_a_device_asks_and_somebody_at_a_paired_screen_confirms_what_it_shows(gym):
    staff = asyncio.run(gym.access.login(gym.who(gym.let_in().token), STAFF.id, OTHER_PIN))
    shown = gym.door.ask("new tablet", OWNERS, ADDRESS)
    assert gym.door.collect(shown.id, shown.secret) is None
    (one,) = gym.door.asking(staff)
    assert (one.name, one.wants, one.id) == ("new tablet", OWNERS, shown.id)
    assert code(gym.door.confirm, staff, one.id, wrong(shown.code), CONTROL) is Code.WRONG_CODE
    assert code(gym.door.confirm, staff, one.id, shown.code, OWNERS) is Code.ROLE
    gym.door.confirm(staff, one.id, shown.code, dataclasses.replace(CONTROL, name="by the door"))
    paired = gym.door.collect(shown.id, shown.secret)
    assert gym.who(paired.token).scopes == {S.CONTROL}
    assert paired.device.name == "by the door"
    assert audits(gym, "let a device in")[-1].who == STAFF.id
    assert code(gym.door.collect, shown.id, shown.secret) is Code.GONE


def test_what_is_not_confirmed_is_not_let_in(gym):
    shown, other = gym.door.ask("a", CONTROL, ADDRESS), gym.door.ask("b", CONTROL, ADDRESS)
    gym.door.deny(gym.operator(), shown.id)
    assert code(gym.door.collect, shown.id, shown.secret) is Code.GONE
    assert code(gym.door.collect, other.id, shown.secret) is Code.GONE
    assert gym.door.collect(other.id, other.secret) is None
    gym.later(LIVES)
    assert code(gym.door.collect, other.id, other.secret) is Code.GONE
    assert code(gym.door.confirm, gym.operator(), other.id, other.code, CONTROL) is Code.WRONG_CODE


@pytest.mark.sr(43)
def test_whoever_asks_confirms_nothing(gym):
    shown = gym.door.ask("a", CONTROL, ADDRESS)
    for who in (ANONYMOUS, gym.who(loopback=True), gym.who(gym.let_in().token)):
        assert code(gym.door.confirm, who, shown.id, shown.code, CONTROL) in {Code.NOT_PAIRED, Code.ROLE}
        assert code(gym.door.asking, who) in {Code.NOT_PAIRED, Code.ROLE}
        assert code(gym.door.deny, who, shown.id) in {Code.NOT_PAIRED, Code.ROLE}
    assert gym.door.collect(shown.id, shown.secret) is None


def test_one_address_does_not_fill_the_list(gym):
    for _ in range(ASKING_FROM_ONE):
        gym.door.ask("a", CONTROL, ADDRESS)
    assert code(gym.door.ask, "a", CONTROL, ADDRESS) is Code.FULL
    assert gym.door.ask("b", CONTROL, "10.0.0.1")


# ── devices ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_device_is_revoked_at_once_by_those_who_may_or_by_itself(gym):
    button, mine, other = gym.let_in(), gym.let_in(), gym.let_in()
    assert code(gym.door.revoke, gym.who(mine.token), other.device.id) is Code.ROLE
    gym.door.revoke(gym.who(mine.token), mine.device.id)
    gym.door.revoke(gym.operator(), button.device.id)
    assert code(gym.who, mine.token) is code(gym.who, button.token) is Code.NOT_PAIRED
    assert [each.id for each in gym.door.devices(gym.operator())] == [other.device.id]
    assert code(gym.door.revoke, gym.operator(), button.device.id) is Code.NOT_FOUND
    assert code(gym.door.revoke, gym.operator(), "nothing") is Code.NOT_FOUND
    assert [fact.device for fact in gym.kept if isinstance(fact, DeviceRevoked)] == [mine.device.id, button.device.id]
    assert {said.object for said in audits(gym, "revoke a device")} == {mine.device.id, button.device.id}


async def test_whoever_is_logged_in_on_a_revoked_device_is_out(gym):
    paired = gym.let_in()
    await gym.access.login(gym.who(paired.token), STAFF.id, OTHER_PIN)
    gym.door.revoke(gym.operator(), paired.device.id)
    assert code(gym.who, paired.token) is Code.NOT_PAIRED


def test_a_leave_is_renewed_as_far_as_one_may_let_in(gym):
    paired = gym.let_in(dataclasses.replace(CONTROL, lasts=60))
    owners = gym.let_in(dataclasses.replace(OWNERS, lasts=60))
    staff = asyncio.run(gym.access.login(gym.who(gym.let_in().token), STAFF.id, OTHER_PIN))
    assert gym.door.renew(staff, paired.device.id, 120).expires == START + 120
    assert gym.door.renew(staff, paired.device.id, None).expires is None
    assert code(gym.door.renew, staff, owners.device.id, 120) is Code.ROLE
    assert code(gym.door.renew, gym.operator(), "nothing", 120) is Code.NOT_FOUND
    assert code(gym.door.renew, gym.operator(), paired.device.id, 0) is Code.INVALID


def test_no_more_devices_are_let_in_than_anybody_looks_through(gym):
    some = gym.let_in().device
    for number in range(MOST - 1):
        gym.access.hear(DeviceSet(dataclasses.replace(some, id=str(number), token_hash=str(number)), START))
    assert code(gym.let_in) is Code.FULL
    gym.door.revoke(gym.operator(), "7")
    assert gym.let_in()


# ── the first owner ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(43)
async def test_the_first_owner_comes_with_the_code_of_the_console(unowned):
    shown = unowned.door.setup_code()
    assert re.fullmatch(rf"([{SETUP_LETTERS}]{{4}}-){{2}}[{SETUP_LETTERS}]{{4}}", shown)
    assert shown == unowned.door.setup_code()
    assert len(SETUP_LETTERS) ** SETUP_LENGTH >= 2**60
    paired = await unowned.door.claim(shown.lower().replace("-", " "), "tablet", "Olga", PIN, ADDRESS)
    assert set(paired.device.scopes) == set(OWNERS_SCOPES)
    (owner,) = unowned.access.roll.owners()
    who = await unowned.access.login(unowned.who(paired.token), owner.id, PIN)
    assert (who.role, who.name) == (Role.ADMIN, "Olga")
    assert unowned.door.setup_code() == ""
    with pytest.raises(Refusal) as refused:
        await unowned.door.claim(shown, "tablet", "Eve", PIN, "10.0.0.9")
    assert refused.value.code is Code.WRONG_CODE


async def test_nobody_claims_a_site_with_another_code_or_one_that_is_owned(unowned, gym, home):
    async def claimed(site, code, pin=PIN, address=ADDRESS):
        with pytest.raises(Refusal) as refused:
            await site.door.claim(code, "tablet", "Eve", pin, address)
        return refused.value.code

    for site in (unowned, gym, home):
        assert await claimed(site, "") is Code.WRONG_CODE
        assert await claimed(site, "\ud800", address="10.0.0.7") is Code.WRONG_CODE
    shown = unowned.door.setup_code()
    other = ("0" if shown[0] != "0" else "1") + shown[1:]
    codes = [await claimed(unowned, other, address="10.0.0.1") for _ in range(FREE + 1)]
    assert codes == [Code.WRONG_CODE] * FREE + [Code.LOCKED_OUT]
    for _ in range(2 * FREE):
        assert await claimed(unowned, shown, pin="1234") is Code.INVALID  # a PIN that is too easy is no guess
    unowned.why = "full"
    assert await claimed(unowned, shown) is Code.STORAGE
    assert (home.door.setup_code(), gym.door.setup_code()) == ("", "")
    assert unowned.access.roll.owners() == []


async def test_only_one_is_the_first(unowned):
    shown = unowned.door.setup_code()
    both = await asyncio.gather(
        *(unowned.door.claim(shown, "tablet", name, PIN, ADDRESS) for name in ("Olga", "Eve")), return_exceptions=True
    )
    assert [each.code for each in both if isinstance(each, Refusal)] == [Code.CONFLICT]
    assert len(unowned.access.roll.owners()) == 1
    assert len(unowned.access.roll.live()) == 1


def test_what_was_told_is_what_a_new_start_knows(gym):
    paired = gym.let_in()
    gym.door.revoke(gym.operator(), gym.let_in().device.id)
    people = {person.id: person for person in EVERYBODY}
    devices = {}
    for fact in gym.kept:
        match fact:
            case PersonSet(person):
                people[person.id] = person
            case DeviceSet(device):
                devices[device.id] = device
            case DeviceRevoked(device):
                devices[device] = dataclasses.replace(devices[device], revoked=fact.at)
    again = Site(people=people.values(), devices=devices.values())
    assert (again.access.roll.people, again.access.roll.devices) == (gym.access.roll.people, gym.access.roll.devices)
    assert again.who(paired.token).name == "tablet"
    assert OWNER.id in again.access.roll.people
    assert WALKER.id in again.access.roll.people
