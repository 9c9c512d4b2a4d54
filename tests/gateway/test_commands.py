"""The table of commands: what each needs, what it answers, and whose limit it was."""

import asyncio

import pytest

from housed import LEFT, NOON, house, somebody, virtually
from retrowalk.gateway.commands import COMMANDS, SYMPTOMS, Asked
from retrowalk.gateway.principal import ANONYMOUS, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.under_way import Party
from retrowalk.history.records import Person
from retrowalk.history.walks import Walk
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.nonces import needed
from retrowalk.safety.roles import Act, Role
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import Item, required
from retrowalk.session.stage import Stage
from retrowalk.units import Speed
from rig import hold, plan


SUE = somebody("sue", Role.STAFF)
LONG = plan(hold("1.5 mph", 600), hold("1.0 mph", 60), self_paced=True)
WALKER = Person("w", "Walker", 1980, Level.ADVANCED)
PROGRAM = somebody("program", Role.STAFF, scopes=frozenset({Scope.AUTOMATION}))


def party(site, the_plan=LONG, supervisor=""):
    walk = Walk("walk", "w", LEFT, the_plan.id, "", the_plan.level, NOON, "j", supervisor=supervisor)
    site.under_way.begin(LEFT, Party(walk, WALKER, the_plan, SUE.client))


def no(call, *args):
    with pytest.raises(Refusal) as refused:
        call(*args)
    return refused.value


def do(site, name, who=SUE, **more):
    return site.commands.do(name, LEFT, site.asked(who, **more))


def test_a_walk_from_the_checklist_to_its_end_by_commands(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            await site.keep(SUE, 30)
            held = do(site, "hold")
            assert (held.stage, held.speed, held.limited_by) == ("holding", Speed(240), ())
            assert do(site, "slower").speed < Speed(241)
            assert do(site, "proceed").stage == "walking"
            await site.keep(SUE, 60)
            assert do(site, "skip").stage == "walking"
            await site.keep(SUE, 20)
            assert site.belt() == 160
            assert do(site, "end").stage == "winding_down"
            await site.keep(SUE, 30)
            assert site.bay().snapshot.stage is Stage.FINISHED and site.belt() == 0

    virtually(main)


def test_what_is_not_now_is_refused_and_says_why(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            site.leases.take(SUE, LEFT)
            none = no(do, site, "hold")
            assert (none.code, none.detail) == (Code.CONFLICT, "no session is under way")
            assert no(do, site, "dance").fields == {"command": "unknown"}
            assert no(do, site, "confirm").fields == {"item": "missing"}
            assert no(do, site, "set_speed").fields == {"speed": "missing"}
            assert no(site.commands.do, "hold", "nowhere", Asked(SUE)).code is Code.NOT_FOUND

    virtually(main)


@pytest.mark.sr(31)
@pytest.mark.sr(43)
def test_whatever_starts_or_raises_needs_the_lease_and_a_fresh_word_and_the_rest_needs_neither(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            other = somebody("ben", Role.STAFF)
            for name, line in COMMANDS.items():
                more = {"item": Item.CLIP, "speed": Speed(500)}
                if line.lease:
                    assert (
                        no(site.commands.do, name, LEFT, Asked(SUE, None, site.word(SUE), **more)).code
                        is Code.LEASE_REQUIRED
                    )
                    assert (
                        no(site.commands.do, name, LEFT, Asked(other, 1, site.word(other), **more)).code
                        is Code.LEASE_HELD
                    )
                    assert (
                        no(site.commands.do, name, LEFT, Asked(SUE, 0, site.word(SUE), **more)).code is Code.STALE_EPOCH
                    )
                if line.word:
                    assert no(site.commands.do, name, LEFT, Asked(SUE, 1, "", **more)).code is Code.NONCE_NEEDED
                    assert needed(line.act)
            word = site.word(SUE)
            do(site, "hold")
            site.commands.do("proceed", LEFT, Asked(SUE, 1, word))
            do(site, "hold")
            assert no(site.commands.do, "proceed", LEFT, Asked(SUE, 1, word)).code is Code.NONCE_NEEDED  # good once
            assert {name for name, line in COMMANDS.items() if not line.lease} == {
                "hold",
                "slower",
                "end",
                "tap",
                "set_speed",
            }

    virtually(main)


def test_a_program_slows_and_ends_and_never_raises_or_answers_for_a_person(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            for name, line in COMMANDS.items():
                asked = Asked(PROGRAM, 1, "", item=Item.CLIP, speed=Speed(120))
                if line.act is Act.SLOWER:
                    continue
                assert no(site.commands.do, name, LEFT, asked).code is Code.SCOPE
            site.commands.do("hold", LEFT, Asked(PROGRAM))
            assert no(site.commands.do, "hold", LEFT, Asked(ANONYMOUS)).code is Code.NOT_PAIRED
            assert site.commands.do("end", LEFT, Asked(PROGRAM)).stage == "winding_down"

    virtually(main)


@pytest.mark.sr(36)
def test_the_walker_does_not_answer_for_the_spotter(tmp_path):
    older = plan(
        hold("0.8 mph", 300), level=Level.OLDER, cap="1.0 mph", percent="0 %", up="0.05 mph/s", down="0.1 mph/s"
    )

    async def main():
        async with house(tmp_path) as site:
            party(site, older, "spotter")
            await site.walking(SUE, older, tmp_path)
            walker = somebody("walker", Role.WALKER, "w")
            assert no(site.commands.do, "tap", LEFT, Asked(walker)).code is Code.SPOTTER_NEEDED
            await site.keep(SUE, 50)
            due = site.bay().snapshot.tap_due
            site.commands.do("tap", LEFT, Asked(somebody("spotter", Role.SPOTTER, "spotter")))
            assert site.bay().snapshot.tap_due > due

    virtually(main)


@pytest.mark.sr(41)
def test_a_speed_is_lowered_by_anybody_of_the_walk_and_raised_by_nobody_while_it_moves(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            lower = site.commands.do("set_speed", LEFT, Asked(PROGRAM, speed=Speed(160)))
            assert (lower.cap, lower.limited_by) == (Speed(160), ())
            assert (site.bay().snapshot.cap, site.bay().snapshot.cap_source) == (Speed(160), Source.SESSION)
            await site.keep(SUE, 20)
            assert site.belt() == 160
            assert no(site.commands.do, "set_speed", LEFT, Asked(PROGRAM, speed=Speed(180))).code is Code.SCOPE
            raised = no(do, site, "set_speed", SUE)
            assert raised.fields == {"speed": "missing"}
            raised = no(site.commands.do, "set_speed", LEFT, site.asked(SUE, speed=Speed(180)))
            assert (raised.code, raised.detail) == (Code.MOVING, "a cap rises only while the belt stands")
            assert site.bay().snapshot.cap == Speed(160)

    virtually(main)


def test_more_than_a_cap_permits_is_answered_with_the_cap_and_its_source(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            asked = do(site, "set_speed", speed=Speed(900))
            assert (asked.cap, asked.limited_by) == (Speed.parse("2.0 mph"), ("site",))
            site.commands.do("set_speed", LEFT, Asked(SUE, speed=Speed(241)))
            await site.keep(SUE, 90)
            capped = no(do, site, "faster")
            assert (capped.code, capped.limited_by) == (Code.CAP_EXCEEDED, ("session",))
            assert capped.limit == str(Speed(241))

    virtually(main)


@pytest.mark.sr(38)
@pytest.mark.parametrize("name", SYMPTOMS)
def test_a_symptom_stops_whoever_presses_and_keeps_its_reason(tmp_path, name):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            assert site.commands.symptom(name, LEFT, "a stranger") is SYMPTOMS[name]
            assert site.bay().snapshot.latched is SYMPTOMS[name]
            await asyncio.sleep(20)
            assert site.belt() == 0

    virtually(main)


@pytest.mark.sr(14)
def test_a_symptom_nobody_knows_stops_all_the_same(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            assert "stopped" in no(site.commands.symptom, "itch", LEFT, "x").detail
            assert site.bay().snapshot.latched is StopReason.USER_STOP

    virtually(main)


@pytest.mark.sr(12)
def test_a_reset_needs_a_word_a_person_and_a_standing_belt_and_moves_nothing(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            site.bay().stop(StopReason.PAIN, "page")
            moving = no(site.commands.reset, LEFT, site.asked(SUE))
            assert moving.code is Code.MOVING and "standstill" in moving.detail
            await asyncio.sleep(20)
            assert no(site.commands.reset, LEFT, Asked(SUE)).code is Code.NONCE_NEEDED
            assert no(site.commands.reset, LEFT, Asked(PROGRAM)).code is Code.SCOPE
            site.commands.reset(LEFT, Asked(SUE, None, site.word(SUE)))
            assert site.bay().snapshot.latched is None and site.belt() == 0
            assert no(site.commands.reset, LEFT, site.asked(SUE)).detail == "nothing is latched here"

    virtually(main)


@pytest.mark.sr(12)
def test_alone_at_home_the_walker_resets_with_the_checklist_in_hand(tmp_path):
    walker = somebody("home", Role.WALKER, "w")

    async def main():
        async with house(tmp_path, home=True) as site:
            party(site)
            await site.walking(SUE, LONG, tmp_path)
            site.bay().stop(StopReason.USER_STOP, "page")
            await asyncio.sleep(20)
            assert no(site.commands.reset, LEFT, site.asked(walker)).code is Code.ROLE
            part = frozenset({Item.CLIP})
            assert no(site.commands.reset, LEFT, site.asked(walker, ticks=part)).code is Code.ROLE
            site.commands.reset(LEFT, site.asked(walker, ticks=required(Level.FIRST)))
            assert site.bay().snapshot.belt is Belt.IDLE

    virtually(main)
