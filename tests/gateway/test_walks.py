"""A walk from the preview to the memory: what is looked at, in which order, and what becomes of it."""

import asyncio
import re
import resource
import sqlite3
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from housed import LEFT, NOTHING_WRONG, RIGHT, Whole, house, somebody, virtually
from retrowalk.controller.events import LinkLost
from retrowalk.gateway.checks import CHECKS
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.principal import ANONYMOUS, Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.temporary import Temporary
from retrowalk.gateway.walks import Wish
from retrowalk.history import questions as q
from retrowalk.history.facts import Audited, FlagRaised, PersonSet, WalkBegun, WalkEnded
from retrowalk.history.walks import Before, State
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role
from retrowalk.session.stage import Stage


DOC = somebody("doc")
DAY = 86_400


async def no(awaited):
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value


def test_a_walk_is_begun_walked_and_remembered(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            walk = await site.begin(DOC, walker, "P01", before=Before(pain=1, footwear="shoes"))
            assert (walk.number, walk.level, walk.state) == (1, Level.FIRST, State.OPEN)
            assert site.bay().walk == walk.id and site.bay().snapshot.stage is Stage.CHECKLIST
            await site.start(DOC)
            await site.finish(DOC)
            kept = await site.read(q.walk(walk.id))
            assert (kept.state, kept.stop_reason, kept.before.pain) == (State.ENDED, StopReason.COMPLETED, 1)
            assert kept.summary.verified and kept.summary.segments_done == kept.summary.segments == 5
            assert abs(kept.summary.belt_time - kept.planned_time) < 20_000 and kept.planned_millimetres > 90_000
            samples = await site.read(q.samples(walk.id))
            assert [each.t for each in samples] == list(range(len(samples))) and len(samples) == kept.summary.samples
            assert (tmp_path / kept.journal).is_file() and site.bay().walk is None
            (audit,) = [each.audit for each in await site.facts(Audited) if each.audit.act == "begin"]
            assert (audit.who, audit.person, audit.new) == ("doc", walker.id, "P01")
            assert site.told(Kind.SESSION_CHANGED)[-1].data["reason"] == "completed"
            assert site.under_way.walking(walker.id) is None

    virtually(main)


def test_the_second_walk_is_number_two_and_both_are_kept(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.WARMUP)
            for number in (1, 2):
                walk = await site.begin(DOC, walker, "P11")
                assert walk.number == number
                site.commands.do("end", LEFT, site.asked(DOC))
                await asyncio.sleep(2)
            kept = await site.read(q.walks(walker.id))
            assert [each.state for each in kept] == [State.ENDED, State.ENDED]

    virtually(main)


# ── before ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(41)
def test_a_preview_says_what_is_clipped_where_and_by_whom(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.INTERMEDIATE)
            offer = await site.walks.preview(DOC, Wish(walker.id, LEFT, "p04", said=frozenset({Temporary.ALONE})))
            assert offer.against == ()
            assert {step.speed_by.source for step in offer.preview.clipped} == {Source.SESSION}
            assert {step.speed_by.set_by for step in offer.preview.clipped} == {"unsupervised now"}
            whole = await site.walks.preview(DOC, Wish(walker.id, LEFT, "P04"))
            assert whole.preview.clipped == () and whole.preview.metres[1] > offer.preview.metres[1]

    virtually(main)


def test_what_is_previewed_is_what_the_core_then_permits(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.INTERMEDIATE)
            offer = await site.walks.preview(DOC, Wish(walker.id, LEFT, "P04", said=frozenset({Temporary.ALONE})))
            await site.begin(DOC, walker, "P04", said=frozenset({Temporary.ALONE}))
            await site.start(DOC)
            fastest = max(step.allowed.speed.wire for step in offer.preview.steps)
            top = 0
            while site.bay().snapshot.stage is not Stage.FINISHED:
                await site.keep(DOC, 5)
                top = max(top, site.belt())
                if site.bay().snapshot.segment > 3:
                    site.commands.do("end", LEFT, site.asked(DOC))
                    await site.keep(DOC, 40)
            assert top == fastest == 270  # 1.8 mph, less 0.3 mph, on a belt with steps of 0.1 km/h

    virtually(main)


def test_every_protocol_is_offered_or_says_why_not(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.BEGINNER)
            offers = {
                each.plan.id: each for each in await site.walks.offers(somebody("sue", Role.STAFF), walker.id, LEFT)
            }
            assert len(offers) == 15 and offers["P03"].against == ()
            assert [name for name, _ in offers["P12"].against] == ["permission"]
            assert [name for name, _ in offers["P10"].against] == ["age", "supervisor"] or offers["P10"].against
            assert all(each.preview is not None for each in offers.values())
            nobody = await site.walks.offers(DOC, "nobody", LEFT)
            assert all("person" in dict(each.against) for each in nobody)
            nowhere = await site.walks.offers(DOC, walker.id, "nowhere")
            assert all(each.preview is None and "treadmill" in dict(each.against) for each in nowhere)

    virtually(main)


# ── what stands against it ──────────────────────────────────────────────────────────────────────────


async def _walked(site, walker):
    """A short walk that counts: somebody was on a moving belt."""
    await site.begin(DOC, walker, "P03")
    await site.start(DOC)
    site.commands.do("end", LEFT, site.asked(DOC))
    await site.finish(DOC)


async def _flagged(site, walker):
    await site.begin(DOC, walker, "P03")
    site.bay().stop(StopReason.DIZZY, "page")
    await asyncio.sleep(15)


async def _elsewhere(site, walker):
    site.leases.take(DOC, RIGHT)
    await site.walks.begin(DOC, site.wish(DOC, walker, "P03", RIGHT))


async def _latched(site, _):
    site.bay().stop(StopReason.USER_STOP, "page")
    await asyncio.sleep(15)


async def _taken(site, _):
    await site.begin(DOC, await site.person(Level.WARMUP), "P11")


async def _unproven(site, _):
    service = site.bay().service
    service.go_by(replace(service.rules, profile=replace(service.rules.profile, commissioned=False)))


async def _unlinked(site, _):
    site.bay().tell(LinkLost("test"))


async def _unguarded(site, _):
    site.bay().service.go_by(replace(site.bay().service.rules, guarded=True))


async def _nothing(_site, _walker):
    """The wish alone is what is wrong."""


@dataclass(frozen=True)
class Falls:
    """One way to fall by one check and by none before it: what is done first, and what is wished for."""

    code: Code
    first: Callable = _nothing
    protocol: str = "P03"
    level: Level = Level.BEGINNER
    born: int = 1980
    screened: bool = True
    who: Principal = DOC
    more: dict = field(default_factory=dict)


FALLS = {
    "permission": Falls(Code.ROLE, protocol="P12", who=somebody("sue", Role.STAFF)),
    "age": Falls(Code.AGE_REFUSED, born=2014),
    "supervisor": Falls(Code.SPOTTER_NEEDED, protocol="P10", level=Level.TEEN, born=2010),
    "red flag": Falls(Code.RED_FLAG, _flagged),
    "screening": Falls(Code.PREFLIGHT_FAILED, screened=False),
    "dizzy today": Falls(Code.PREFLIGHT_FAILED, more={"before": Before(flags=("dizziness",))}),
    "pain today": Falls(Code.PREFLIGHT_FAILED, more={"before": Before(pain=6)}),
    "rest": Falls(Code.PREFLIGHT_FAILED, _walked),
    "elsewhere": Falls(Code.CONFLICT, _elsewhere),
    "treadmill": Falls(Code.LINK_LOST, _unlinked),
    "identity": Falls(Code.CONFLICT, more={"label": "rw:AAAAAAAA"}),
    "latch": Falls(Code.LATCHED, _latched),
    "free": Falls(Code.CONFLICT, _taken),
    "guard": Falls(Code.GUARD_MISSING, _unguarded),
    "fitness": Falls(Code.UNPROVEN, _unproven, "P07", Level.ADVANCED),
    "hash": Falls(Code.VERSION_OLD, more={"digest": "another"}),
}


@pytest.mark.sr(36)
@pytest.mark.sr(38)
@pytest.mark.parametrize("name", FALLS)
def test_a_check_that_fails_is_the_answer_and_nothing_has_begun(tmp_path, name):
    falls = FALLS[name]

    async def main():
        async with house(tmp_path, 2, kind=Whole) as site:
            walker = await site.person(falls.level, born=falls.born, screened=falls.screened)
            await falls.first(site, walker)
            site.leases.take(falls.who, LEFT)
            begun, walking = len(await site.facts(WalkBegun)), site.bay().walk
            refused = await no(site.walks.begin(falls.who, site.wish(falls.who, walker, falls.protocol, **falls.more)))
            assert refused.code is falls.code, refused
            assert len(await site.facts(WalkBegun)) == begun and site.bay().walk == walking

    virtually(main)


def test_who_walks_here_already_is_not_told_to_walk_elsewhere(tmp_path):
    async def main():
        async with house(tmp_path, 2, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            await site.begin(DOC, walker, "P01")
            told = [[name for name, _ in (await site.walks.preview(DOC, Wish(walker.id, at, "P01"))).against]
                    for at in (LEFT, RIGHT)]  # fmt: skip
            assert told == [["free"], ["elsewhere"]]

    virtually(main)


@pytest.mark.sr(29)
@pytest.mark.sr(43)
def test_without_a_lease_a_fresh_word_or_a_known_person_nothing_begins(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            wish = Wish(walker.id, LEFT, "P01")
            assert (await no(site.walks.begin(DOC, wish))).code is Code.LEASE_REQUIRED
            site.leases.take(DOC, LEFT)
            other = somebody("ben", Role.TRAINER)
            assert (await no(site.walks.begin(other, site.wish(other, walker, "P01")))).code is Code.LEASE_HELD
            assert (await no(site.walks.begin(DOC, Wish(walker.id, LEFT, "P01", lease=1)))).code is Code.NONCE_NEEDED
            good = site.wish(DOC, walker, "P01")
            assert (await no(site.walks.begin(DOC, Wish("nobody", LEFT, "P01", lease=1)))).code is Code.NOT_FOUND
            assert (await no(site.walks.begin(DOC, Wish(walker.id, LEFT, "P99")))).code is Code.NOT_FOUND
            assert (await no(site.walks.begin(DOC, Wish(walker.id, "x", "P01")))).code is Code.NOT_FOUND
            assert (await no(site.walks.begin(ANONYMOUS, good))).code is Code.NOT_PAIRED
            assert await site.facts(WalkBegun) == []
            await site.walks.begin(DOC, good)
            assert (await no(site.walks.begin(DOC, good))).code in (Code.CONFLICT, Code.NONCE_NEEDED)

    virtually(main)


@pytest.mark.sr(36)
@pytest.mark.parametrize(
    ("born", "code"), [(2014, Code.AGE_REFUSED), (2013, Code.AGE_REFUSED), (2012, None), (1850, Code.AGE_REFUSED)]
)
def test_the_year_of_birth_is_taken_so_that_the_stricter_rule_holds(tmp_path, born, code):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            teen, adult = await site.person(Level.TEEN, born=born), await site.person(Level.BEGINNER)
            site.leases.take(DOC, LEFT)
            began = site.walks.begin(DOC, site.wish(DOC, teen, "P10", supervisor=adult.id))
            if code:
                assert (await no(began)).code is code
                return
            await began
            assert site.bay().state.walk.age == 13

    virtually(main)


# ── what becomes of it ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(38)
@pytest.mark.parametrize("first", [StopReason.DIZZY, StopReason.USER_STOP])
def test_dizziness_locks_the_walker_even_when_stop_was_pressed_before(tmp_path, first):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            walk = await site.begin(DOC, walker, "P01")
            await site.start(DOC)
            site.bay().stop(first, "page")
            await asyncio.sleep(10)
            site.commands.symptom("dizzy", LEFT, "page")
            await asyncio.sleep(10)
            (flag,) = [each.flag for each in await site.facts(FlagRaised)]
            assert (flag.person, flag.reason) == (walker.id, StopReason.DIZZY)
            (ended,) = await site.facts(WalkEnded)
            assert (ended.walk, ended.state, ended.reason) == (walk.id, State.STOPPED, first)
            site.commands.reset(LEFT, site.asked(DOC))
            locked = await no(site.begin(DOC, walker, "P01"))
            assert locked.code is Code.RED_FLAG and 23 * 3600_000 < locked.retry_after <= 24 * 3600_000
            staff = somebody("sue", Role.STAFF)
            assert (await no(site.screenings.release(staff, flag.id, "", walker.id))).code is Code.ROLE
            assert (await no(site.screenings.release(staff, "f", "x", walker.id))).code is Code.NOT_FOUND
            assert (await no(site.screenings.release(DOC, flag.id, " ", walker.id))).code is Code.INVALID
            await site.screenings.release(staff, flag.id, "talked, drank water", walker.id)
            audit = (await site.facts(Audited))[-1].audit
            assert (audit.act, audit.who, audit.reason) == ("release a red flag", "sue", "talked, drank water")
            assert (await no(site.screenings.release(staff, flag.id, "again", walker.id))).code is Code.CONFLICT
            site.later = 2 * DAY
            assert "not answered" in (await no(site.begin(DOC, walker, "P01"))).detail  # what is asked of each day
            await site.screenings.answer(DOC, walker, NOTHING_WRONG)
            await site.begin(DOC, walker, "P01")

    virtually(main)


@pytest.mark.sr(34)
def test_a_pulled_key_calls_somebody_who_asks_about_a_fall(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            walk = await site.begin(DOC, walker, "P01")
            await site.start(DOC)
            site.bay().stop(StopReason.SAFETY_KEY, "key")
            called = site.told(Kind.STAFF_CALLED)[-1]
            assert "fall" in called.data["why"] and called.data["session"] == walk.id
            assert walker.name not in str(called.data)
            await asyncio.sleep(10)

    virtually(main)


@contextmanager
def full():
    """Meanwhile no file of this process grows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_facts_begins_no_walk(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            site.leases.take(DOC, LEFT)
            with full():
                refused = await no(site.walks.begin(DOC, site.wish(DOC, walker, "P01")))
            assert refused.code is Code.STORAGE and "disk takes no facts" in refused.detail
            assert site.bay().walk is None and site.bay().snapshot.stage is None
            assert site.under_way.walking(walker.id) is None

    virtually(main)


def test_a_walk_whose_journal_cannot_be_begun_is_ended_in_the_memory(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            (tmp_path / "walks").write_text("no folder")
            refused = await no(site.begin(DOC, walker, "P01"))
            assert refused.code in (Code.STORAGE, Code.PREFLIGHT_FAILED)
            (ended,) = await site.facts(WalkEnded)
            assert (ended.state, ended.summary.belt_time) == (State.ENDED, 0)
            assert site.under_way.walking(walker.id) is None
            assert site.history.open_walks == ()

    virtually(main)


def test_one_walk_more_than_a_week_takes_is_for_whoever_insists_and_rest_is_for_everybody(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.ADVANCED)
            for _ in range(2):
                await site.begin(DOC, walker, "P07")
                await site.start(DOC)
                site.commands.do("end", LEFT, site.asked(DOC))
                await site.finish(DOC)
                again = await no(site.begin(DOC, walker, "P07", insists=True))
                assert "h to go" in again.detail and again.code is Code.PREFLIGHT_FAILED
                site.later += 2 * DAY
                await site.screenings.answer(DOC, walker, NOTHING_WRONG)
            weekly = await no(site.begin(DOC, walker, "P07"))
            assert "2 sessions a week" in weekly.detail and "schedule" in weekly.fields
            await site.begin(DOC, walker, "P07", insists=True)

    virtually(main)


def test_of_two_who_begin_at_once_one_walks(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walkers = [await site.person(Level.FIRST), await site.person(Level.FIRST)]
            site.leases.take(DOC, LEFT)
            wishes = [site.wish(DOC, each, "P01") for each in walkers]
            ends = await asyncio.gather(*(site.walks.begin(DOC, each) for each in wishes), return_exceptions=True)
            (walk,) = [each for each in ends if not isinstance(each, Refusal)]
            (refused,) = [each for each in ends if isinstance(each, Refusal)]
            assert refused.code is Code.CONFLICT and site.bay().walk == walk.id
            assert site.under_way.of(LEFT).walk.id == walk.id and len(await site.facts(WalkBegun)) == 1

    virtually(main)


def test_a_locked_database_is_said_and_nothing_is_half_done(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            site.leases.take(DOC, LEFT)
            other = sqlite3.connect(tmp_path / "history.sqlite", isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            await site.history.record(PersonSet(walker, site.at()))
            refused = await no(site.walks.begin(DOC, site.wish(DOC, walker, "P01")))
            assert refused.code is Code.STORAGE and refused.retry_after
            assert site.bay().walk is None and site.bay().snapshot.stage is None
            other.rollback()
            other.close()

    virtually(main)


DOCS = Path(__file__).parents[2] / "docs" / "walks.md"


def test_the_table_of_checks_has_every_name_once_and_is_the_one_in_the_docs():
    names = [check.name for check in CHECKS]
    assert len(set(names)) == len(names)
    assert [check.name for check in CHECKS if not check.dry] == ["lease", "hash", "word"]
    rows = [line for line in DOCS.read_text().splitlines() if re.match(r"\| \d+ \|", line)]
    assert rows == [
        f"| {n} | {check.name} | {check.must} | {check.sr or '-'} | {'yes' if check.dry else 'no'} |"
        for n, check in enumerate(CHECKS, 1)
    ]
