"""Who is called, until somebody has come; and what they found stands with the walk."""

import pytest

from housed import LEFT, RIGHT, Whole, house, somebody, virtually
from retrowalk.controller.effects import Alarm, AlarmKind, Announce, Cue
from retrowalk.gateway.calls import CALLS, KEPT, cue_of
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions as q
from retrowalk.history.facts import Audited
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role


STAFF = somebody("desk", Role.STAFF, "p-staff")
FALL = Announce(Cue.FALL_CHECK, 0)


def at_desk(tmp_path, test, treadmills=1):
    async def main():
        async with house(tmp_path, treadmills, kind=Whole) as site:
            await test(site, site.gateway.calls)
            await site.gateway.calls.settled()

    virtually(main)


@pytest.mark.sr(34)
def test_a_call_is_made_once_until_somebody_has_come(tmp_path):
    async def test(site, calls):
        for _ in range(3):
            calls.hear(site.bay(), FALL)
        (call,) = calls.all
        assert (call.treadmill, call.cue, call.session) == (LEFT, "fall_check", None)
        assert [each.data["call"] for each in site.told(Kind.STAFF_CALLED)] == [call.id] * 3
        await calls.answer(STAFF, call.id, "sat down", fell=False)
        calls.hear(site.bay(), FALL)
        first, second = calls.all
        assert (first.answered_at, second.id, second.answered_by) == (None, call.id, "p-staff")
        (told,) = site.told(Kind.STAFF_ANSWERED)
        assert told.data == {"call": call.id, "by": "p-staff"}

    at_desk(tmp_path, test)


@pytest.mark.sr(34)
@pytest.mark.sr(38)
def test_what_was_found_stands_in_the_audit_and_with_the_walk(tmp_path):
    async def test(site, calls):
        walker, client = await site.person(), somebody("tablet", Role.STAFF, "p-staff")
        walk = await site.begin(client, walker, "P01")
        site.bay().stop(StopReason.FALL_STUMBLE, "test")
        (call,) = calls.all
        assert (call.session, call.person) == (walk.id, walker.id)
        await calls.answer(client, call.id, "knee hurts", fell=True)
        (mark,) = await site.read(q.marks(walk.id))
        assert mark.text == f"{CALLS['fall_check']} fell. knee hurts"
        said = [each.audit for each in await site.facts(Audited) if each.audit.act == "answer a call"]
        assert [(each.new, each.person, each.object) for each in said] == [("fell. knee hurts", walker.id, LEFT)]

    at_desk(tmp_path, test)


@pytest.mark.sr(34)
def test_a_call_that_nobody_answered_outlives_the_service(tmp_path, caplog):
    async def before(site, calls):
        calls.hear(site.bay(), FALL)

    async def meanwhile(site, calls):
        assert [call.cue for call in calls.all] == ["fall_check"]
        calls.hear(site.bay(), Announce(Cue.PAIN_ADVICE, 0))
        (answered,) = (each for each in calls.all if each.cue == "pain_advice")
        await calls.answer(STAFF, answered.id, "")

    async def after(site, calls):
        (call,) = calls.all
        assert (call.treadmill, call.cue, call.answered_at) == (LEFT, "fall_check", None)
        calls.hear(site.bay(), FALL)
        assert len(calls.all) == 1
        assert (await calls.answer(STAFF, call.id, "")).found == "looked"

    async def at_last(_, calls):
        assert calls.all == ()

    at_desk(tmp_path, before)
    at_desk(tmp_path, meanwhile)
    (file,) = tmp_path.rglob("calls.json")
    assert file.stat().st_mode & 0o077 == 0
    at_desk(tmp_path, after)
    at_desk(tmp_path, at_last)
    file.write_text("[{]")
    at_desk(tmp_path, at_last)
    assert "calls of an earlier run cannot be read" in caplog.text


def test_a_call_is_answered_once_by_somebody_who_may_and_is_one(tmp_path):
    async def test(site, calls):
        calls.hear(site.bay(), FALL)
        (call,) = calls.all
        for who, id_, code in (
            (somebody("phone", Role.BYSTANDER), call.id, Code.ROLE),
            (somebody("phone", Role.WALKER, "w-other"), call.id, Code.ROLE),
            (STAFF, "nothing", Code.NOT_FOUND),
        ):
            with pytest.raises(Refusal) as no:
                await calls.answer(who, id_, "")
            assert no.value.code is code
        assert (await calls.answer(STAFF, call.id, "")).found == "looked"
        with pytest.raises(Refusal) as no:
            await calls.answer(STAFF, call.id, "")
        assert no.value.code is Code.CONFLICT

    at_desk(tmp_path, test)


def test_what_cannot_be_written_down_is_not_answered(tmp_path):
    async def test(site, calls):
        calls.hear(site.bay(), FALL)
        site.history.close()
        with pytest.raises(Refusal) as no:
            await calls.answer(STAFF, calls.all[0].id, "")
        assert (no.value.code, calls.all[0].answered_at) == (Code.STORAGE, None)

    at_desk(tmp_path, test)


def test_the_oldest_that_were_answered_make_room(tmp_path):
    async def test(site, calls):
        calls.hear(site.bay(RIGHT), FALL)
        waiting = calls.all[0].id
        for _ in range(KEPT):
            calls.hear(site.bay(), FALL)
            await calls.answer(STAFF, next(each.id for each in calls.all if each.treadmill == LEFT), "")
        assert len(calls.all) == KEPT and calls.all[0].id == waiting

    at_desk(tmp_path, test, treadmills=2)


def test_only_what_needs_somebody_calls_somebody():
    assert cue_of(Alarm(AlarmKind.PULL_THE_KEY, on=True)) == "pull_the_key"
    assert cue_of(Alarm(AlarmKind.PULL_THE_KEY, on=False)) == cue_of(Alarm(AlarmKind.STALE, on=True)) == ""
    assert {cue_of(Announce(each, 0)) for each in Cue} == {"", *CALLS} - {"pull_the_key"}
