"""The coach's shell: lights from what was told, the next step with its rule, and what a person makes of it."""

from dataclasses import replace

import pytest

from housed import LEFT, NOON, NOTHING_WRONG, Whole, house, somebody, virtually
from retrowalk.coach.progression import Dose, Variable
from retrowalk.coach.traffic_light import Light
from retrowalk.gateway.dosing import as_walked, dose_of, dosed, usual
from retrowalk.gateway.judging import answers, light, walked
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.walks import Wish
from retrowalk.history import questions as q
from retrowalk.history.facts import AfterTold, Decided, WalkBegun, WalkEnded
from retrowalk.history.records import Answer
from retrowalk.history.walks import After, Before, Mark, MarkKind, State, Summary, Walk
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role
from retrowalk.settings import load_protocols
from retrowalk.units import Inclination, Speed


DOC = somebody("doc")
DAY = 86_400
LIBRARY = load_protocols()
P03 = LIBRARY.find("P03")
FINE = After(pain0=1, pain60=1, morning=1, sharp=False, effort=3, stumbles=0)


async def no(awaited):
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value


def a_walk(n=0, after=FINE, reason=StopReason.COMPLETED, digest=P03.digest, level=Level.BEGINNER, **more):
    return Walk(
        f"w{n}", "p", LEFT, "P03", digest, level, NOON + n * 2 * DAY, "", before=Before(pain=1), after=after,
        stop_reason=reason, state=State.ENDED, ended=NOON + n * 2 * DAY + 600, planned_time=600_000,
        summary=Summary(belt_time=600_000), **more,
    )  # fmt: skip


# ── lights ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("walk", "marks", "is_so"),
    [
        (a_walk(), (), Light.GREEN),
        (a_walk(after=replace(FINE, morning=None)), (), Light.AMBER),
        (a_walk(after=replace(FINE, pain60=2)), (), Light.AMBER),
        (a_walk(), (Mark("w0", NOON, MarkKind.PAIN, 4),), Light.AMBER),
        (a_walk(), (Mark("w0", NOON, MarkKind.RPE, 8),), Light.RED),
        (a_walk(after=replace(FINE, morning=3)), (), Light.RED),
        (a_walk(after=replace(FINE, swelling=True)), (), Light.RED),
        (a_walk(after=replace(FINE, lasted=True)), (), Light.RED),
        (a_walk(reason=StopReason.PAIN), (), Light.RED),
        (replace(a_walk(reason=StopReason.SCHEDULE_LIMIT), planned_time=1_200_000), (), Light.AMBER),
        (replace(a_walk(reason=StopReason.OPERATOR), summary=None), (), Light.AMBER),
        (replace(a_walk(), before=Before()), (), Light.AMBER),
    ],
)
def test_a_light_is_as_good_as_what_was_told(walk, marks, is_so):
    assert light(walk, marks).light is is_so


def test_what_was_done_is_per_cent_of_the_planned_time():
    half = replace(a_walk(reason=StopReason.OPERATOR), planned_time=1_200_000)
    assert answers(half).done == 50 and answers(replace(half, planned_time=None)).done == 0


def test_a_drill_is_no_session_and_whatever_else_stopped_it_is():
    drill = replace(a_walk(after=After(), reason=StopReason.USER_STOP), summary=Summary(belt_time=29_999))
    assert not walked(drill)
    assert walked(replace(drill, summary=Summary(belt_time=30_000)))
    assert walked(replace(drill, stop_reason=StopReason.PAIN))
    assert walked(replace(drill, after=After(sharp=True)))


def test_what_never_began_is_no_session():
    assert walked(a_walk())
    assert not walked(replace(a_walk(), summary=Summary()))
    assert not walked(replace(a_walk(), state=State.OPEN, summary=None))


# ── doses ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_dose_makes_the_same_protocol_longer_faster_or_steeper_and_nothing_else():
    own = usual(P03)
    assert own == Dose(540, Speed.parse("1.5 mph").wire, 0)
    longer = dosed(P03, replace(own, seconds=600))
    assert usual(longer).seconds == 600 and usual(longer).speed == own.speed
    assert [each.kind for each in longer.segments] == [each.kind for each in P03.segments]
    settles = [each.duration for each in longer.segments if each.kind is Kind.SETTLE]
    assert settles == [each.duration for each in P03.segments if each.kind is Kind.SETTLE]
    slower = dosed(P03, replace(own, speed=160))
    assert max(each.speed for each in slower.segments if each.speed) == Speed(160)
    steeper = dosed(P03, replace(own, incline=5))
    assert {each.inclination for each in steeper.segments if each.kind is Kind.HOLD} == {Inclination(5)}
    assert dosed(P03, own) is P03 and dosed(P03, None) is P03
    assert dosed(LIBRARY.find("P14"), Dose(60, 100)).digest == LIBRARY.find("P14").digest


@pytest.mark.parametrize("plan", LIBRARY.plans.values(), ids=lambda plan: plan.id)
def test_the_dose_of_a_walk_is_read_from_the_hash_it_was_kept_with(plan):
    dose = Dose(321, 123, 5)
    if not plan.monitor_only:
        assert as_walked(dosed(plan, dose).digest, plan) == dosed(plan, dose)
        assert dose_of(dosed(plan, dose).digest, None) == dose
    assert dose_of(plan.digest, plan) == usual(plan) and dose_of(plan.digest, None) is None
    assert as_walked(plan.digest, plan) is plan and as_walked("other", plan) is None and as_walked("x", None) is None
    assert dose_of("hash+1.2", None) is None and dose_of("hash+a.b.c", None) is None
    assert all((each.duration or 1) > 0 for each in dosed(plan, Dose(1, 100)).segments)


# ── proposals ───────────────────────────────────────────────────────────────────────────────────────


async def _history(site, walker, *afters):
    """Walks of two days ago and before, told as given."""
    for n, after in enumerate(afters):
        walk = replace(
            a_walk(n), person=walker.id, id=f"w{n}", state=State.OPEN, summary=None, stop_reason=None, ended=None
        )
        await site.history.record(WalkBegun(replace(walk, after=After()), walk.began))
        done = Summary(belt_time=600_000, segments=6, segments_done=6)
        await site.history.record(WalkEnded(walk.id, State.ENDED, StopReason.COMPLETED, done, walk.began + 600))
        await site.history.record(AfterTold(walk.id, after, walk.began + 700))
    site.later = len(afters) * 2 * DAY
    await site.screenings.answer(DOC, walker, NOTHING_WRONG)


@pytest.mark.sr(45)
def test_two_green_walks_propose_one_step_with_its_rule_and_it_is_the_next_walk(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.BEGINNER)
            await _history(site, walker, FINE, FINE)
            given = await site.proposals.next(walker)
            assert (given.protocol, given.proposal.changes, given.answer) == ("P03", Variable.DURATION, None)
            assert "green twice" in given.proposal.why and given.last == usual(P03)
            agreed = await site.proposals.decide(DOC, walker, Answer.ACCEPTED)
            assert agreed.chosen == Dose(600, 241, 0)
            assert (await site.proposals.next(walker)).answer is Answer.ACCEPTED
            offer = await site.walks.preview(DOC, Wish(walker.id, LEFT, "P03"))
            assert usual(offer.plan).seconds == 600 and offer.against == ()
            walk = await site.begin(DOC, walker, "P03")
            assert dose_of(walk.protocol_hash, None) == agreed.chosen
            (decided,) = [each.decision for each in await site.facts(Decided)]
            assert decided.proposal["why"] == given.proposal.why and decided.by == "doc"

    virtually(main)


@pytest.mark.sr(45)
@pytest.mark.parametrize(
    ("afters", "instead", "why"),
    [
        ((FINE, FINE), Dose(600, 250), "one thing at a time"),
        ((FINE, FINE), Dose(700, 241), "no more than the step"),
        ((FINE, FINE), Dose(540, 260), "no more than the step"),
        ((FINE, FINE), Dose(0, 241), "a dose has time"),
        ((FINE, replace(FINE, morning=2)), Dose(600, 241), "after amber or red"),
        ((FINE, replace(FINE, morning=4)), Dose(540, 241, 5), "after amber or red"),
    ],
)
def test_a_change_is_one_thing_and_no_more_than_was_proposed(tmp_path, afters, instead, why):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.BEGINNER)
            await _history(site, walker, *afters)
            refused = await no(site.proposals.decide(DOC, walker, Answer.CHANGED, instead))
            assert refused.code is Code.CONFLICT and why in refused.detail
            assert await site.read(q.decisions(walker.id)) == ()

    virtually(main)


def test_less_of_one_thing_is_anybodys_and_declined_is_the_protocol_as_it_is(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.BEGINNER)
            self = somebody("w", Role.WALKER, walker.id)
            early = await no(site.proposals.decide(self, walker, Answer.CHANGED, Dose(500, 241)))
            assert "nothing yet" in early.detail
            await _history(site, walker, FINE, FINE)
            assert (await no(site.proposals.decide(self, walker, Answer.CHANGED))).code is Code.INVALID
            assert (await no(site.proposals.decide(self, walker, Answer.ACCEPTED, Dose(1, 1)))).code is Code.INVALID
            other = somebody("x", Role.WALKER, "x")
            assert (await no(site.proposals.decide(other, walker, Answer.ACCEPTED))).code is Code.ROLE
            less = await site.proposals.decide(self, walker, Answer.CHANGED, Dose(480, 241))
            assert less.chosen == Dose(480, 241)
            assert (await site.proposals.decide(self, walker, Answer.DECLINED)).chosen is None
            offer = await site.walks.preview(DOC, Wish(walker.id, LEFT, "P03"))
            assert offer.plan.digest == P03.digest

    virtually(main)


def test_who_has_walked_nothing_begins_with_the_first_protocol_of_their_level(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.FIRST)
            given = await site.proposals.next(walker)
            assert (given.protocol, given.proposal.dose, given.last) == ("P01", None, None)
            assert given.proposal.why == "nothing was walked yet"

    virtually(main)
