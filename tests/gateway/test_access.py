import asyncio
import dataclasses

import pytest

from people import CONTROL, EVERYBODY, NO_PIN, OTHER_PIN, OWNER, OWNERS, PIN, STAFF, START, WALKER, Site
from retrowalk.gateway.access import DAY, House
from retrowalk.gateway.attempts import FIRST_DELAY, FREE
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.logins import IDLE
from retrowalk.gateway.logins import LONGEST as SHIFT
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.permits import CONFIRMED_FOR, possible, refusal, require
from retrowalk.gateway.principal import ANONYMOUS, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import Audited, DeviceRevoked, DeviceSet, PersonErased, PersonSet
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Act, Role


YEARS = 10 * 365 * DAY
DISPLAY = Leave(frozenset({Scope.DISPLAY}), name="screen")


def code(call, *given, **more):
    with pytest.raises(Refusal) as refused:
        call(*given, **more)
    return refused.value.code


async def acode(awaitable):
    with pytest.raises(Refusal) as refused:
        await awaitable
    return refused.value.code


# ── at home ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(43)
async def test_at_home_with_nothing_configured_this_computer_is_the_owners(home):
    owner = home.who(loopback=True)
    assert (owner.role, owner.person, owner.client) == (Role.ADMIN, None, "loopback")
    require(owner, Act.START, Context(home=True, treadmill="aa"))
    assert code(require, owner, Act.PAIR, Context(now=home.ms)) is Code.CONFIRM_AGAIN
    require(await home.access.confirm(owner), Act.PAIR, Context(now=home.ms, scopes=CONTROL.scopes))


@pytest.mark.sr(43)
@pytest.mark.parametrize("at_home", [True, False])
def test_somebody_from_elsewhere_may_stop_and_look_and_nothing_more(at_home):
    somebody = Site(home=at_home).who(None)
    assert somebody == ANONYMOUS
    assert set(possible(somebody)) == {Act.STOP, Act.LOOK}


async def test_at_home_the_owner_is_the_person_with_that_role_and_confirms_with_their_pin(home):
    for person in EVERYBODY:
        home.access.hear(PersonSet(person, START))
    owner = home.who(loopback=True)
    assert (owner.person, owner.name) == (OWNER.id, OWNER.name)
    assert await acode(home.access.confirm(owner)) is Code.WRONG_PIN
    assert (await home.access.confirm(owner, PIN)).confirmed_at == home.ms
    assert home.who(loopback=True).confirmed_at == home.ms


@pytest.mark.parametrize(
    ("leave", "role"),
    [
        (OWNERS, Role.ADMIN),
        (CONTROL, Role.SPOTTER),
        (Leave(frozenset({Scope.AUTOMATION}), name="lights"), Role.SPOTTER),
        (DISPLAY, Role.BYSTANDER),
        (Leave(frozenset({Scope.STOP_ONLY}), name="button"), Role.BYSTANDER),
        (Leave(frozenset({Scope.CONTROL}), name="x", role=Role.WALKER), Role.WALKER),
    ],
)
def test_at_home_a_device_helps_as_far_as_it_was_let_in(home, leave, role):
    paired = home.let_in(leave)
    assert home.who(paired.token).role is role
    assert home.who(paired.token).scopes == leave.scopes


def test_at_home_a_phone_of_somebody_is_them(home):
    home.access.hear(PersonSet(WALKER, START))
    home.access.hear(PersonSet(OWNER, START))
    mine = home.who(home.let_in(dataclasses.replace(CONTROL, person=WALKER.id)).token)
    assert (mine.person, mine.role, mine.name) == (WALKER.id, Role.WALKER, "Wanda")
    worn = home.who(home.let_in(dataclasses.replace(CONTROL, person=OWNER.id, role=Role.WALKER)).token)
    assert (worn.person, worn.role) == (OWNER.id, Role.WALKER)
    own = Context(home=True, walker=WALKER.id, own_level=Level.FIRST, level=Level.FIRST)
    require(mine, Act.START, own)
    assert code(require, mine, Act.START, dataclasses.replace(own, level=Level.BEGINNER)) is Code.ROLE


# ── in a gym ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(43)
def test_in_a_gym_this_computer_only_shows():
    for house, scopes in (
        (House(home=False), {Scope.DISPLAY}),
        (House(home=False, loopback=OWNERS.scopes), set(Scope)),
    ):
        site = Site(loopback=house.loopback)
        here = site.who(loopback=True)
        assert here.scopes <= scopes
        assert here.role is not Role.ADMIN
        assert refusal(here, Act.WATCH) is None
        assert code(require, here, Act.START, Context()) in {Code.SCOPE, Code.ROLE}


async def test_in_a_gym_whoever_trusts_this_computer_says_so_and_logs_in_there():
    site = Site(loopback=OWNERS.scopes)
    who = await site.access.login(site.who(loopback=True), OWNER.id, PIN)
    assert (who.role, site.who(loopback=True)) == (Role.ADMIN, who)
    assert await acode(Site().access.login(Site().who(loopback=True), OWNER.id, PIN)) is Code.SCOPE


def test_a_gyms_tablet_alone_slows_a_belt_and_starts_none(gym):
    alone = gym.who(gym.let_in().token)
    assert (alone.role, alone.person) == (Role.WALKER, None)
    require(alone, Act.SLOWER, Context(treadmill="aa"))
    site = Context(walker=WALKER.id, own_level=Level.FIRST, level=Level.FIRST)
    assert {act for act in Act if refusal(alone, act, site) is None} == {
        Act.STOP,
        Act.SLOWER,
        Act.LOOK,
        Act.WATCH,
        Act.NUDGE,
    }  # fmt: skip - a nudge needs a lease, which nobody in particular holds


async def test_people_log_in_by_pin_on_a_paired_device(gym):
    token = gym.let_in().token
    who = await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    assert (who.person, who.role, who.name, who.scopes) == (STAFF.id, Role.STAFF, "Stan", CONTROL.scopes)
    assert gym.who(token) == who
    require(who, Act.START, Context(treadmill="aa"))
    require(who, Act.PAIR, Context(now=gym.ms, scopes=CONTROL.scopes))


async def test_somebody_logs_in_in_one_of_their_roles(gym):
    tablet = gym.who(gym.let_in().token)
    assert (await gym.access.login(tablet, OWNER.id, PIN)).role is Role.ADMIN
    assert (await gym.access.login(tablet, OWNER.id, PIN, Role.WALKER)).role is Role.WALKER
    assert await acode(gym.access.login(tablet, OWNER.id, PIN, Role.CLINICIAN)) is Code.ROLE


@pytest.mark.parametrize(
    ("person", "pin"), [(STAFF.id, PIN), (STAFF.id, ""), (NO_PIN.id, ""), (NO_PIN.id, PIN), ("", ""), ("nobody", PIN)]
)
async def test_nobody_else_logs_in_and_nobody_learns_who_is_known(gym, person, pin):
    token = gym.let_in().token
    with pytest.raises(Refusal, match="this person and this PIN do not go together") as refused:
        await gym.access.login(gym.who(token), person, pin)
    assert refused.value.code is Code.WRONG_PIN
    assert gym.who(token).person is None


@pytest.mark.sr(43)
async def test_without_a_paired_device_not_even_the_pin_is_looked_at(gym):
    for _ in range(20):
        assert await acode(gym.access.login(ANONYMOUS, OWNER.id, PIN)) is Code.NOT_PAIRED
        assert await acode(gym.access.login(gym.who(gym.let_in(DISPLAY).token), OWNER.id, PIN)) is Code.SCOPE
    assert (await gym.access.login(gym.who(gym.let_in().token), OWNER.id, PIN)).person == OWNER.id


async def test_on_a_device_of_ones_own_nobody_else_logs_in(gym):
    token = gym.let_in(dataclasses.replace(CONTROL, person=STAFF.id)).token
    assert gym.who(token).person is None  # in a gym a phone that lies around is not its owner
    assert await acode(gym.access.login(gym.who(token), OWNER.id, PIN)) is Code.WRONG_PIN
    await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    gym.later(SHIFT - 1)
    assert gym.who(token).person == STAFF.id
    gym.later(1)
    assert gym.who(token).person is None


# ── people come and go ──────────────────────────────────────────────────────────────────────────────


async def test_a_person_switches_and_the_one_before_is_gone_with_their_client(gym):
    token = gym.let_in().token
    first = await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    second = await gym.access.login(gym.who(token), OWNER.id, PIN)
    assert gym.who(token) == second
    assert len({first.client, second.client, gym.who(gym.let_in().token).client}) == 3
    gym.access.seen(first)  # too late: it is not them any more
    gym.access.logout(second)
    assert (gym.who(token).person, gym.who(token).confirmed_at) == (None, None)


async def test_on_an_idle_tablet_somebody_is_logged_out(gym):
    token = gym.let_in().token
    who = await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    gym.later(IDLE - 1)
    assert gym.who(token).person == STAFF.id  # looking is not doing
    gym.access.seen(who)
    gym.later(IDLE - 1)
    assert gym.who(token).person == STAFF.id
    gym.later(1)
    assert gym.who(token).person is None
    gym.access.seen(who)
    assert gym.who(token).person is None


async def test_nobody_is_logged_in_longer_than_a_shift(gym):
    token = gym.let_in().token
    who = await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    while gym.ms - 50_000 < SHIFT - 1000:
        assert gym.who(token).person == STAFF.id
        gym.access.seen(who)
        gym.later(min(IDLE - 1, SHIFT - 1000 - (gym.ms - 50_000)))
    gym.later(1000)
    assert gym.who(token).person is None


@pytest.mark.parametrize(
    "fact", [PersonErased(STAFF.id, START), PersonSet(dataclasses.replace(STAFF, roles=(Role.WALKER,)), START)]
)
async def test_whoever_is_erased_or_loses_the_role_is_out_at_once(gym, fact):
    token = gym.let_in().token
    await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    gym.access.hear(fact)
    assert gym.who(token).person is None


async def test_whoever_changes_while_the_pin_is_checked_is_not_logged_in(gym):
    token = gym.let_in().token
    waiting = asyncio.create_task(gym.access.login(gym.who(token), STAFF.id, OTHER_PIN))
    await asyncio.sleep(0)
    gym.access.hear(PersonSet(dataclasses.replace(STAFF, pin=OWNER.pin), START))
    assert await acode(waiting) is Code.WRONG_PIN
    waiting = asyncio.create_task(gym.access.login(gym.who(token), OWNER.id, PIN))
    await asyncio.sleep(0)
    gym.access.hear(PersonErased(OWNER.id, START))
    assert await acode(waiting) is Code.WRONG_PIN
    waiting = asyncio.create_task(gym.access.login(gym.who(token), WALKER.id, PIN))
    await asyncio.sleep(0)
    device = gym.who(token).client
    gym.access.hear(DeviceRevoked(device, START))
    assert await acode(waiting) is Code.NOT_PAIRED


def test_a_login_is_written_down(gym):
    asyncio.run(gym.access.login(gym.who(gym.let_in().token), STAFF.id, OTHER_PIN))
    (said,) = [fact.audit for fact in gym.kept if isinstance(fact, Audited) and fact.audit.act == "log in"]
    assert (said.who, said.role, said.person, said.at) == (STAFF.id, Role.STAFF, STAFF.id, START)


# ── once more ───────────────────────────────────────────────────────────────────────────────────────


async def test_a_login_is_fresh_for_five_minutes_and_confirming_renews_that(gym):
    token = gym.let_in(OWNERS).token
    who = await gym.access.login(gym.who(token), OWNER.id, PIN)
    it = Context(now=gym.ms + CONFIRMED_FOR - 1)
    require(who, Act.ERASE, it)
    gym.access.seen(who)
    gym.later(CONFIRMED_FOR - 1)
    gym.access.seen(who)
    gym.later(1)
    it = Context(now=gym.ms)
    assert code(require, gym.who(token), Act.ERASE, it) is Code.CONFIRM_AGAIN
    assert await acode(gym.access.confirm(gym.who(token), OTHER_PIN)) is Code.WRONG_PIN
    assert code(require, gym.who(token), Act.ERASE, it) is Code.CONFIRM_AGAIN
    require(await gym.access.confirm(gym.who(token), PIN), Act.ERASE, it)
    require(gym.who(token), Act.ERASE, it)


async def test_without_a_pin_nothing_is_confirmed_but_at_home_on_this_computer(home, gym):
    for site in (home, gym):
        assert await acode(site.access.confirm(site.who(site.let_in(OWNERS).token))) is Code.CONFLICT
    assert await acode(gym.access.confirm(gym.who(loopback=True))) is Code.CONFLICT
    assert await acode(gym.access.confirm(ANONYMOUS)) is Code.CONFLICT


async def test_the_operator_is_whoever_reads_the_state_folder_on_this_computer(gym):
    operator = gym.who(gym.access.operator, loopback=True)
    assert (operator.role, operator.scopes) == (Role.ADMIN, {Scope.ADMIN, Scope.DISPLAY})
    assert await gym.access.confirm(operator) is operator
    require(operator, Act.PAIR, Context(now=gym.ms, scopes=OWNERS.scopes))
    assert code(require, operator, Act.START, Context(treadmill="aa")) is Code.SCOPE
    assert code(gym.who, gym.access.operator) is Code.NOT_PAIRED  # not from elsewhere
    before = gym.access.operator
    gym.reopen()
    assert code(gym.who, before, loopback=True) is Code.NOT_PAIRED  # nor the one of an earlier run


# ── PINs ────────────────────────────────────────────────────────────────────────────────────────────


async def test_ones_own_pin_is_set_freshly_proven_and_ends_the_others(gym):
    mine, other = gym.let_in().token, gym.let_in().token
    await gym.access.login(gym.who(mine), WALKER.id, PIN)
    await gym.access.login(gym.who(other), WALKER.id, PIN)
    await gym.access.set_pin(gym.who(mine), WALKER.id, "6047")
    assert (gym.who(mine).person, gym.who(other).person) == (WALKER.id, None)
    assert await acode(gym.access.login(gym.who(other), WALKER.id, PIN)) is Code.WRONG_PIN
    await gym.access.login(gym.who(other), WALKER.id, "6047")
    gym.access.seen(gym.who(mine))
    gym.later(CONFIRMED_FOR - 1)
    gym.access.seen(gym.who(mine))
    gym.later(1)
    assert await acode(gym.access.set_pin(gym.who(mine), WALKER.id, "6048")) is Code.CONFIRM_AGAIN


async def test_who_sets_whose_pin(gym, home):
    tablet, staffs = gym.let_in(OWNERS).token, gym.let_in(OWNERS).token
    owner = await gym.access.login(gym.who(tablet), OWNER.id, PIN)
    staff = await gym.access.login(gym.who(staffs), STAFF.id, OTHER_PIN)
    await gym.access.set_pin(staff, NO_PIN.id, "6047")
    assert await acode(gym.access.set_pin(staff, OWNER.id, "6047")) is Code.ROLE
    assert await acode(gym.access.set_pin(gym.who(loopback=True), NO_PIN.id, "6047")) is Code.ROLE
    assert await acode(gym.access.set_pin(ANONYMOUS, NO_PIN.id, "6047")) is Code.NOT_PAIRED
    assert await acode(gym.access.set_pin(owner, "nobody", "6047")) is Code.NOT_FOUND
    assert await acode(gym.access.set_pin(owner, STAFF.id, "1234")) is Code.INVALID
    await gym.access.set_pin(owner, STAFF.id, "6047")
    await gym.access.login(gym.who(staffs), STAFF.id, "6047")
    home.access.hear(PersonSet(NO_PIN, START))
    first = home.who(home.let_in(dataclasses.replace(CONTROL, person=NO_PIN.id)).token)
    await home.access.set_pin(first, NO_PIN.id, "6047")  # the first one needs no other


async def test_a_new_pin_is_kept_with_what_is_newest_of_the_person(gym):
    changed = dataclasses.replace(WALKER, name="Wanda W.")
    waiting = asyncio.create_task(gym.access.set_pin(gym.operator(), WALKER.id, "6047"))
    await asyncio.sleep(0)
    gym.access.hear(PersonSet(changed, START))
    await waiting
    assert gym.access.roll.people[WALKER.id].name == "Wanda W."
    (kept,) = [fact for fact in gym.kept if isinstance(fact, PersonSet)]
    assert (kept.person.name, kept.by, kept.person.pin[:9]) == ("Wanda W.", "operator", "$argon2id")


# ── attempts ────────────────────────────────────────────────────────────────────────────────────────


async def guessed(gym, token, times, person=OWNER.id):
    return [await acode(gym.access.login(gym.who(token), person, "0000")) for _ in range(times)]


@pytest.mark.sr(43)
async def test_after_five_guesses_a_device_waits_and_even_the_right_pin_does(gym):
    token = gym.let_in().token
    assert await guessed(gym, token, FREE + 2) == [Code.WRONG_PIN] * FREE + [Code.LOCKED_OUT] * 2
    assert await acode(gym.access.login(gym.who(token), OWNER.id, PIN)) is Code.LOCKED_OUT
    gym.later(FIRST_DELAY)
    assert (await gym.access.login(gym.who(token), OWNER.id, PIN)).person == OWNER.id


@pytest.mark.sr(31)
@pytest.mark.sr(43)
async def test_a_lock_out_locks_out_no_stop_no_slowing_and_nobody_elsewhere(gym):
    token, other = gym.let_in().token, gym.let_in().token
    await guessed(gym, token, FREE + 1)
    for who in (gym.who(token), gym.access.whoever(token, loopback=False), gym.access.whoever("x", loopback=False)):
        assert refusal(who, Act.STOP) is None
    assert refusal(gym.who(token), Act.SLOWER, Context(treadmill="aa")) is None
    assert (await gym.access.login(gym.who(other), OWNER.id, PIN)).person == OWNER.id


async def test_many_at_once_are_not_heard_at_the_price_of_one(gym):
    who = gym.who(gym.let_in().token)
    asked = await asyncio.gather(
        *(gym.access.login(who, OWNER.id, f"{number:04}") for number in range(50)), return_exceptions=True
    )
    codes = [each.code for each in asked]
    assert codes.count(Code.WRONG_PIN) == FREE
    assert set(codes) == {Code.WRONG_PIN, Code.LOCKED_OUT}


async def test_confirming_counts_like_logging_in(gym):
    token = gym.let_in(OWNERS).token
    await gym.access.login(gym.who(token), OWNER.id, PIN)
    codes = [await acode(gym.access.confirm(gym.who(token), "0000")) for _ in range(FREE + 1)]
    assert codes == [Code.WRONG_PIN] * FREE + [Code.LOCKED_OUT]


async def test_a_new_pin_from_the_console_ends_every_delay(gym):
    token = gym.let_in().token
    await guessed(gym, token, FREE)
    await gym.access.set_pin(gym.operator(), OWNER.id, "6047")
    assert (await gym.access.login(gym.who(token), OWNER.id, "6047")).person == OWNER.id


# ── tokens ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", ["x", "rw_", "rw_" + "A" * 43, " ", "\0", "\ud800", "ä" * 1000, "x" * 100_000])
@pytest.mark.parametrize("loopback", [True, False])
def test_a_token_nobody_was_given_is_refused_and_not_taken_for_none(home, token, loopback):
    assert code(home.who, token, loopback=loopback) is Code.NOT_PAIRED
    assert home.access.whoever(token, loopback=loopback) == ANONYMOUS


def test_no_token_with_a_character_more_or_less_is_good(gym):
    token = gym.let_in().token
    for other in (token[:-1], token + "A", token[1:], token.swapcase(), token[3:], f" {token}"):
        assert code(gym.who, other) is Code.NOT_PAIRED
    assert gym.who(token)


def test_a_revoked_token_is_refused_from_the_same_moment_and_for_ever(gym):
    paired = gym.let_in()
    gym.access.hear(DeviceRevoked(paired.device.id, START))
    assert code(gym.who, paired.token) is Code.NOT_PAIRED
    gym.reopen()
    assert code(gym.who, paired.token) is Code.NOT_PAIRED
    assert gym.access.whoever(paired.token, loopback=False) == ANONYMOUS


def test_the_token_of_an_erased_person_is_nobodys(home):
    home.access.hear(PersonSet(WALKER, START))
    token = home.let_in(dataclasses.replace(CONTROL, person=WALKER.id)).token
    home.access.hear(PersonErased(WALKER.id, START))
    assert code(home.who, token) is Code.NOT_PAIRED


def test_a_leave_ends_to_the_second(gym):
    token = gym.let_in(dataclasses.replace(CONTROL, lasts=90)).token
    gym.later(89_999)
    assert gym.who(token)
    gym.later(1)
    with pytest.raises(Refusal, match="has ended"):
        gym.who(token)


def test_a_scope_that_a_newer_version_gave_is_passed_by(gym):
    paired = gym.let_in()
    gym.access.hear(DeviceSet(dataclasses.replace(paired.device, scopes=("control", "levitate")), START))
    assert gym.who(paired.token).scopes == {Scope.CONTROL}


def test_the_last_use_is_kept_to_the_day_and_told_once_a_day(gym):
    paired = gym.let_in()
    gym.kept.clear()
    for _ in range(50):
        gym.who(paired.token)
        gym.later(60_000)
    (kept,) = gym.kept
    assert kept.device.last_used == START // DAY * DAY
    gym.later(days=1)
    gym.who(paired.token)
    assert gym.kept[-1].device.last_used == (START // DAY + 1) * DAY


async def test_a_full_disk_keeps_nobody_in_and_nobody_out(gym, caplog):
    token, other = gym.let_in().token, gym.let_in()

    def full(_):
        refused = asyncio.get_running_loop().create_future()
        refused.set_exception(OSError("no space left"))
        return refused

    gym.keep = full
    assert gym.who(token)
    gym.door.revoke(gym.operator(), other.device.id)
    assert code(gym.who, other.token) is Code.NOT_PAIRED
    await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    gym.access.logout(gym.who(token))
    assert gym.who(token).person is None
    await asyncio.sleep(0)
    assert "who may do what is not kept: no space left" in caplog.text


async def test_what_is_kept_or_was_cancelled_is_not_complained_about(gym, caplog):
    done, cancelled = (asyncio.get_running_loop().create_future() for _ in range(2))
    done.set_result(1)
    cancelled.cancel()
    for future in (done, cancelled):
        gym.keep = lambda _, future=future: future
        gym.let_in()
    await asyncio.sleep(0)
    assert caplog.text == ""


async def test_no_token_and_no_pin_is_given_that_the_next_start_forgets(gym):
    offer, shown = gym.door.offer(gym.operator(), CONTROL), gym.door.ask("x", CONTROL, "10.0.0.1")
    gym.door.confirm(gym.operator(), shown.id, shown.code, CONTROL)
    gym.why = "the disk takes no facts"
    assert code(gym.let_in) is Code.STORAGE
    assert code(gym.door.redeem, offer.code, "x", "10.0.0.1") is Code.STORAGE
    assert code(gym.door.collect, shown.id, shown.secret) is Code.STORAGE
    with pytest.raises(Refusal, match="the disk takes no facts"):
        await gym.access.set_pin(gym.operator(), STAFF.id, "6047")
    assert gym.access.roll.live() == []


# ── clocks that jump (SR-26) ────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(26)
@pytest.mark.parametrize("jump", [YEARS, -YEARS, -START, DAY, -DAY])
async def test_the_wall_clock_unlocks_nothing_and_locks_nobody_out_for_ever(gym, jump):
    ended = gym.let_in(dataclasses.replace(CONTROL, lasts=90)).token
    lasting = gym.let_in(dataclasses.replace(CONTROL, lasts=30 * DAY)).token
    token = gym.let_in().token
    who = await gym.access.login(gym.who(token), STAFF.id, OTHER_PIN)
    await guessed(gym, ended, FREE)
    gym.later(120_000)
    gym.s += jump
    assert code(gym.who, ended) is Code.NOT_PAIRED
    assert gym.who(token) == who  # a login goes by the other clock
    assert await acode(gym.access.login(gym.who(token), OWNER.id, "0000")) is Code.WRONG_PIN
    if jump <= DAY:
        assert gym.who(lasting)
    gym.s -= jump
    assert gym.who(lasting)
    assert code(gym.who, ended) is Code.NOT_PAIRED


@pytest.mark.sr(26)
@pytest.mark.parametrize("jump", [-YEARS, -START])
def test_a_clock_that_is_back_at_the_next_start_revives_no_leave(gym, jump):
    ended = gym.let_in(dataclasses.replace(CONTROL, lasts=90)).token
    token = gym.let_in().token
    gym.later(days=2)
    gym.who(token)
    gym.s += jump
    gym.reopen()
    assert code(gym.who, ended) is Code.NOT_PAIRED
    assert gym.who(token)


@pytest.mark.sr(26)
def test_a_clock_that_is_ahead_at_a_start_locks_out_until_it_is_right_or_the_owner_renews(gym):
    paired = gym.let_in(dataclasses.replace(CONTROL, lasts=30 * DAY))
    gym.s += YEARS
    gym.reopen()
    assert code(gym.who, paired.token) is Code.NOT_PAIRED
    gym.s -= YEARS
    gym.reopen()
    assert gym.who(paired.token)
    other = gym.let_in().token
    gym.s += YEARS
    gym.reopen()
    gym.who(other)  # now the wrong day is on the disk
    gym.s -= YEARS
    gym.reopen()
    assert code(gym.who, paired.token) is Code.NOT_PAIRED
    gym.door.renew(gym.operator(), paired.device.id, 30 * DAY)
    assert gym.who(paired.token)


@pytest.mark.sr(26)
async def test_the_monotonic_clock_from_the_past_proves_nothing(gym):
    token = gym.let_in(OWNERS).token
    await gym.access.login(gym.who(token), OWNER.id, PIN)
    gym.ms -= 1
    assert gym.who(token).person is None
