"""Caps that people set: what is in force and whose it is, who may change what, and when it is felt."""

import asyncio
from dataclasses import replace

import pytest

from housed import LEFT, NOON, RIGHT, SETTINGS, house, somebody, virtually
from retrowalk.gateway.changes import Change
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.limits import Limits, said_of
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.under_way import Party
from retrowalk.history.facts import Audited, CapSet
from retrowalk.history.records import Flag, Limited, Person
from retrowalk.history.walks import Walk
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.safety.caps import Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import PERSON_EXPIRES, TRAINERS_STEP, Role
from retrowalk.units import Facing, Speed
from rig import hold, plan


DAY = 86_400
WALKER = Person("w", "Walker", 1980, Level.ADVANCED)
OWNER, CLINICIAN, TRAINER = (
    somebody("owner", Role.ADMIN),
    somebody("doc", Role.CLINICIAN),
    somebody("tess", Role.TRAINER),
)
UNCONFIRMED = somebody("doc", Role.CLINICIAN, confirmed_at=None)
PROGRAM = somebody("bot", Role.CLINICIAN, scopes=frozenset({Scope.AUTOMATION}))
SELF = somebody("self", Role.WALKER, "w")
BACK, FORTH = Facing.BACKWARD, Facing.FORWARD
LONG = plan(hold("1.5 mph", 600))


def of_person(speed, **more):
    return Change(Source.PERSON, Limited.SPEED, Speed.parse(speed).wire, person="w", **more)


def of_site(speed, **more):
    return Change(Source.SITE, Limited.SPEED, Speed.parse(speed).wire, **more)


def raised(change, days=30):
    return replace(change, reason="doing well", expires=NOON + days * DAY)


async def no(change):
    with pytest.raises(Refusal) as refused:
        await change
    return refused.value


def cap(site, person=WALKER, facing=BACK, treadmill=LEFT, age=None):
    return site.limits.effective(person, treadmill, facing, age).caps.speed


async def change(site, who, what):
    return await site.limits.change(who, what, site.word(who))


def test_what_is_in_force_is_the_lowest_and_says_whose_it_is(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            assert (cap(site).value, cap(site).source) == (Speed.parse("2.0 mph"), Source.SITE)
            assert cap(site, facing=FORTH).source is Source.SITE
            assert (cap(site, age=70).value, cap(site, age=70).source) == (Speed.parse("1.3 mph"), Source.AGE)
            await change(site, SELF, of_person("1.0 mph"))
            own = cap(site)
            assert (own.value, own.source, own.set_by) == (Speed.parse("1.0 mph"), Source.PERSON, "w")
            assert cap(site, person=None).source is Source.SITE
            shown = site.limits.effective(WALKER, LEFT, BACK)
            assert Source.CODE in [layer.source for layer in shown.layers] and not shown.derated
            assert all(layer.facing in (None, BACK) for layer in shown.layers)

    virtually(main)


@pytest.mark.sr(42)
def test_a_change_is_written_down_with_who_and_why_before_it_holds(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await change(site, CLINICIAN, of_person("1.0 mph"))
            await change(site, CLINICIAN, raised(of_person("1.5 mph")))
            fact, audit = site.kept[-2:]
            assert isinstance(fact, CapSet) and isinstance(audit, Audited)
            rule = fact.rule
            assert (rule.role, rule.by, rule.reason, rule.old) == (
                Role.CLINICIAN,
                "doc",
                "doing well",
                Speed.parse("1.0 mph").wire,
            )
            assert (audit.audit.old, audit.audit.new, audit.audit.person) == ("1.60 km/h", "2.41 km/h", "w")
            site.fails = OSError(28, "No space left on device")
            lost = await no(change(site, CLINICIAN, of_person("0.5 mph")))
            assert lost.code is Code.STORAGE and cap(site).value == Speed.parse("1.5 mph")

    virtually(main)


@pytest.mark.sr(42)
def test_a_raised_cap_runs_out_and_what_was_before_holds_again(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await change(site, CLINICIAN, of_person("1.0 mph"))
            await change(site, CLINICIAN, replace(raised(of_person("1.5 mph")), expires=NOON + 3600))
            assert cap(site).value == Speed.parse("1.5 mph")
            await asyncio.sleep(3601)
            assert cap(site).value == Speed.parse("1.0 mph")

    virtually(main)


@pytest.mark.sr(42)
def test_a_trainers_steps_do_not_add_up(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await change(site, CLINICIAN, of_person("1.0 mph"))
            first = replace(raised(of_person("1.0 mph")), new=Speed.parse("1.0 mph").wire + TRAINERS_STEP)
            await change(site, TRAINER, first)
            assert (await no(change(site, TRAINER, replace(first, new=first.new + 1)))).code is Code.ROLE
            assert cap(site).value.wire == first.new
            steeper = replace(first, what=Limited.INCLINATION, new=10)
            await change(site, CLINICIAN, replace(steeper, expires=None, reason=""))
            assert (await no(change(site, TRAINER, replace(steeper, new=20)))).code is Code.ROLE

    virtually(main)


REFUSED = [
    (SELF, of_person("1.5 mph"), Code.ROLE, "a walker raises nothing"),
    (TRAINER, raised(of_person("1.9 mph")), Code.ROLE, "beyond a trainer's step"),
    (CLINICIAN, raised(of_person("2.5 mph")), Code.ROLE, "above the site's"),
    (CLINICIAN, raised(of_person("4.5 mph")), Code.CAP_EXCEEDED, "above the ceiling"),
    (CLINICIAN, of_person("1.5 mph", reason="x"), Code.INVALID, "without an end"),
    (CLINICIAN, of_person("1.5 mph", expires=NOON + DAY), Code.INVALID, "without a reason"),
    (CLINICIAN, raised(of_person("1.5 mph"), days=PERSON_EXPIRES // DAY + 1), Code.INVALID, "for too long"),
    (CLINICIAN, raised(of_person("1.5 mph"), days=-1), Code.INVALID, "over already"),
    (UNCONFIRMED, raised(of_person("1.5 mph")), Code.CONFIRM_AGAIN, "not confirmed"),
    (PROGRAM, raised(of_person("1.5 mph")), Code.SCOPE, "a program"),
    (CLINICIAN, raised(of_site("2.5 mph")), Code.ROLE, "a site's is the owner's"),
    (somebody("x", Role.BYSTANDER, scopes=frozenset()), of_person("0.5 mph"), Code.NOT_PAIRED, "a stranger"),
    (somebody("other", Role.WALKER, "o"), of_person("0.5 mph"), Code.ROLE, "another walker's"),
    (CLINICIAN, Change(Source.LEVEL, Limited.SPEED, 100), Code.INVALID, "a level's"),
    (CLINICIAN, Change(Source.PERSON, Limited.SPEED, 100), Code.INVALID, "nobody's"),
    (CLINICIAN, Change(Source.SITE, Limited.SPEED, 100, person="w"), Code.INVALID, "a site's for a person"),
    (CLINICIAN, Change(Source.FACING, Limited.SPEED, 100), Code.INVALID, "no facing"),
    (CLINICIAN, Change(Source.SITE, Limited.RAMP_UP, 1), Code.INVALID, "a ramp"),
    (CLINICIAN, Change(Source.SITE, Limited.SPEED, -1), Code.INVALID, "below zero"),
    (CLINICIAN, of_site("1.0 mph", expires=NOON), Code.INVALID, "lower, and over already"),
    (OWNER, raised(Change(Source.SITE, Limited.INCLINATION, 101)), Code.CAP_EXCEEDED, "steeper than the code"),
]  # fmt: skip


@pytest.mark.sr(42)
@pytest.mark.parametrize(("who", "what", "code", "why"), REFUSED, ids=[each[3] for each in REFUSED])
def test_a_cap_that_may_not_be_set_so_stays_as_it_was(tmp_path, who, what, code, why):
    async def main():
        async with house(tmp_path) as site:
            await change(site, CLINICIAN, of_person("1.0 mph"))
            before = len(site.kept)
            word = site.word(who) if who.scopes & {Scope.CONTROL} else ""
            refused = await no(site.limits.change(who, what, word))
            assert (refused.code, bool(why)) == (code, True), refused
            assert len(site.kept) == before and cap(site).value == Speed.parse("1.0 mph")

    virtually(main)


@pytest.mark.sr(43)
def test_a_raise_needs_a_fresh_word_and_lowering_none(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await site.limits.change(SELF, of_person("1.0 mph"))
            assert (await no(site.limits.change(CLINICIAN, raised(of_person("1.5 mph"))))).code is Code.NONCE_NEEDED

    virtually(main)


@pytest.mark.sr(42)
def test_the_sites_cap_is_raised_by_its_owner_who_asks_twice(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            wanted = raised(of_site("2.5 mph"))
            once = await no(change(site, OWNER, wanted))
            assert once.code is Code.CONFLICT and "again" in once.detail
            other = raised(of_site("2.6 mph"))
            assert (await no(change(site, OWNER, other))).code is Code.CONFLICT  # the same, not just any
            await change(site, OWNER, wanted)
            assert cap(site, facing=FORTH).value == Speed.parse("2.5 mph")
            assert cap(site).source is Source.FACING
            third = raised(of_site("2.7 mph"))
            await no(change(site, OWNER, third))
            await asyncio.sleep(61)
            assert (await no(change(site, OWNER, third))).code is Code.CONFLICT  # too late

    virtually(main)


def test_a_cap_of_one_treadmill_is_that_ones_and_on_top_of_the_sites(tmp_path):
    async def main():
        async with house(tmp_path, 2) as site:
            await change(site, OWNER, of_site("1.2 mph", treadmill=LEFT))
            assert cap(site).value == Speed.parse("1.2 mph")
            assert cap(site, treadmill=RIGHT).value == Speed.parse("2.0 mph")

    virtually(main)


@pytest.mark.sr(24)
def test_a_treadmill_nobody_has_measured_is_derated(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            bay = site.bay()
            bay.service.go_by(
                replace(bay.service.rules, profile=replace(bay.service.rules.profile, commissioned=False))
            )
            seen = site.limits.effective(WALKER, LEFT, BACK)
            assert (seen.derated, seen.caps.speed.source) == (True, Source.UNCOMMISSIONED)
            assert seen.caps.speed.value.wire == Speed.parse("2.0 mph").wire * 62 // 100

    virtually(main)


def walks(site):
    walk = Walk("walk", "w", LEFT, LONG.id, "", LONG.level, NOON, "j")
    site.under_way.begin(LEFT, Party(walk, WALKER, LONG, CLINICIAN.client))


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    "what",
    [of_person("1.0 mph"), of_site("1.0 mph"), of_site("1.0 mph", treadmill=LEFT)],
    ids=["person", "site", "treadmill"],
)
def test_a_lower_cap_slows_a_walk_at_once(tmp_path, what):
    async def main():
        async with house(tmp_path) as site:
            walks(site)
            await site.walking(CLINICIAN, LONG, tmp_path)
            await site.keep(CLINICIAN, 20)
            assert site.belt() == 240
            await change(site, OWNER, what)
            assert (site.bay().snapshot.cap, site.bay().snapshot.cap_source) == (Speed.parse("1.0 mph"), what.source)
            await site.keep(CLINICIAN, 20)
            assert site.belt() == 160
            told = site.told(Kind.LIMIT_CHANGED)[-1]
            assert (told.data["new"], told.data["source"]) == (160, what.source.value)

    virtually(main)


@pytest.mark.sr(41)
def test_a_higher_cap_waits_for_a_standing_belt_and_an_end_that_comes_during_a_walk_raises_nothing(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            lowered = replace(of_site("1.0 mph"), expires=NOON + 120)
            await change(site, OWNER, lowered)
            walks(site)
            await site.walking(CLINICIAN, LONG, tmp_path)
            await change(site, CLINICIAN, of_person("0.9 mph"))
            moving = await no(change(site, CLINICIAN, raised(of_person("0.95 mph"))))
            assert moving.code is Code.MOVING
            await site.keep(CLINICIAN, 120)
            assert site.at() > NOON + 120 and site.bay().snapshot.cap == Speed.parse("0.9 mph")
            site.bay().stop(StopReason.USER_STOP, "test")
            await asyncio.sleep(20)
            await change(site, CLINICIAN, raised(of_person("1.5 mph")))
            assert cap(site).value == Speed.parse("1.5 mph")

    virtually(main)


@pytest.mark.sr(38)
def test_a_red_flag_makes_its_person_slower_for_two_weeks(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            beginner = replace(WALKER, level=Level.BEGINNER)
            site.limits.load([], [Flag("f", "w", StopReason.DIZZY, NOON)])
            slower = cap(site, beginner)
            assert slower.value.wire == LEVELS[Level.BEGINNER].speed.wire * 70 // 100
            assert slower.set_by == "after a red flag"
            site.later = 14 * DAY
            assert cap(site, beginner).source is Source.SITE

    virtually(main)


def test_rules_that_are_remembered_hold_after_a_restart(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await change(site, SELF, of_person("1.0 mph"))
            again = Limits(SETTINGS, site.fleet, site.record, site.events, site.under_way, site.words, site.at)
            again.load(fact.rule for fact in site.kept if isinstance(fact, CapSet))
            assert again.effective(WALKER, LEFT, BACK).caps.speed.value == Speed.parse("1.0 mph")

    virtually(main)


@pytest.mark.sr(41)
def test_a_second_lower_cap_keeps_the_first(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            walks(site)
            await site.walking(CLINICIAN, LONG, tmp_path)
            await change(site, CLINICIAN, of_person("1.2 mph"))
            await change(site, CLINICIAN, Change(Source.PERSON, Limited.INCLINATION, 10, person="w"))
            seen = site.bay().snapshot
            assert (seen.cap, seen.cap_source) == (Speed.parse("1.2 mph"), Source.PERSON)
            assert (seen.inclination_cap.wire, seen.inclination_cap_source) == (10, Source.PERSON)

    virtually(main)


def test_a_cap_is_written_down_with_its_unit():
    said = [said_of(what, 1234) for what in Limited]
    assert said == ["12.34 km/h", "123.4 %", "12.34 km/h per second", "12.34 km/h per second", "1.234 s"]
    assert said_of(Limited.SPEED, None) == ""
