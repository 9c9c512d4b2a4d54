"""Beginning a session: what stands against it, and what it begins with."""

import pytest

from retrowalk.controller import events as e
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.units import Speed
from rig import Rig, hold, plan


LONG = plan(hold("1.5 mph", 600))


def refused_unchanged(rig, event):
    """The words of a refusal that changed nothing but the time."""
    before = rig.state
    rig.tell(event)
    assert rig.state.walk == before.walk and rig.state.caps == before.caps
    return rig.refused()[-1]


def test_a_session_needs_a_treadmill_and_only_one_at_a_time():
    rig = Rig(connect=False)
    assert refused_unchanged(rig, e.Prepare(LONG)) == "the treadmill has not been connected yet"
    rig.connect()
    rig.prepare(LONG)
    assert refused_unchanged(rig, e.Prepare(LONG)) == "a session is under way already"


@pytest.mark.parametrize("level", [level for level in Level if level is not Level.COACH])
def test_the_spotter_is_asked_for_where_the_level_requires_one(level):
    rig = Rig().prepare(plan(hold("1.0 mph", 20), level=level, cap="1.2 mph", percent="0 %", up="0.05 mph/s"))
    assert (Item.SPOTTER in rig.seen.missing) == LEVELS[level].spotter_required
    assert Item.CLIP in rig.seen.missing and Item.AUDIO in rig.seen.missing


@pytest.mark.sr(40)
def test_the_audio_test_is_part_of_every_checklist():
    rig = Rig().prepare(LONG)
    for item in set(Item) - {Item.AUDIO}:
        rig.tell(e.Confirm(item))
    assert rig.seen.missing == (Item.AUDIO,) and rig.stage is Stage.CHECKLIST


@pytest.mark.sr(35)
def test_nothing_of_the_checklist_is_ticked_in_advance_and_the_clip_is_always_asked_for():
    rig = Rig().prepare(LONG)
    assert rig.state.walk.confirmed == frozenset()
    for item in set(Item) - {Item.CLIP}:
        rig.tell(e.Confirm(item))
    assert rig.seen.missing == (Item.CLIP,) and rig.stage is Stage.CHECKLIST
    rig.ready()
    assert rig.refused() and rig.stage is Stage.CHECKLIST
    rig.tell(e.Confirm(Item.CLIP))
    rig.ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)  # the twin: with it the belt starts
    rig.stop()
    rig.standstill()


@pytest.mark.sr(35)
def test_the_next_session_asks_for_everything_anew():
    rig = Rig().prepare(LONG).check()
    rig.tell(e.End())
    rig.tell(e.Prepare(LONG))
    assert set(rig.seen.missing) == set(Item) - {Item.SPOTTER, Item.NOBODY, Item.KEY}


TEEN = plan(hold("1.2 mph", 60), level=Level.TEEN, cap="1.5 mph", percent="0 %", up="0.05 mph/s")


@pytest.mark.sr(36)
@pytest.mark.parametrize(("age", "a_plan"), [(12, LONG), (12, TEEN), (13, LONG), (17, LONG), (-1, LONG), (200, LONG)])
def test_an_age_may_stand_against_it(age, a_plan):
    rig = Rig().prepare(LONG)
    rig.tell(e.End())
    assert refused_unchanged(rig, e.Prepare(a_plan, age=age))


@pytest.mark.sr(36)
@pytest.mark.parametrize(
    ("age", "a_plan", "cap", "source"),
    [
        (15, TEEN, "1.5 mph", Source.LEVEL),  # the level says the same, and comes first
        (70, LONG, "1.3 mph", Source.AGE),
        (30, LONG, "2.5 mph", Source.LEVEL),
        (None, LONG, "2.5 mph", Source.LEVEL),
    ],
)
def test_an_age_brings_its_cap(age, a_plan, cap, source):
    rig = Rig().prepare(LONG)
    rig.tell(e.End())
    rig.tell(e.Prepare(a_plan, age=age))
    assert (rig.seen.cap, rig.seen.cap_source) == (Speed.parse(cap), source)


@pytest.mark.sr(36)
def test_no_cap_of_a_session_takes_the_place_of_the_age_group_s():
    fast = Layer(Source.AGE, Speed.parse("2.5 mph"))
    rig = Rig().prepare(LONG)
    rig.tell(e.End())
    rig.tell(e.Prepare(LONG, (fast,), age=70))
    rig.tell(e.Limit(fast))
    assert rig.seen.cap == Speed.parse("1.3 mph")


@pytest.mark.sr(36)
def test_an_old_walker_walks_within_the_cap():
    rig = Rig().prepare(LONG)
    rig.tell(e.End())
    rig.tell(e.Prepare(LONG, age=70))
    rig.check().ready().until(lambda r: r.stage is Stage.SETTLING, 30_000)
    rig.tell(e.Steady())
    rig.until(lambda r: r.state.walk.reached and r.stage is Stage.WALKING, 120_000)
    assert rig.seen.commanded.speed.wire == Speed.parse("1.3 mph").wire // 10 * 10
    rig.stop()
    rig.standstill()


@pytest.mark.parametrize("bpm", [0, -1, 59, 221, 65535])
def test_a_heart_rate_limit_that_limits_nothing_or_everything_is_refused(bpm):
    rig = Rig()
    rig.pass_time(5000)
    assert refused_unchanged(rig, e.Prepare(LONG, hr_limit=bpm)) == "hr_limit is 60 to 220 beats a minute"
    rig.tell(e.Prepare(LONG, hr_limit=120))
    assert rig.seen.heart_rate_limit == 120


@pytest.mark.parametrize(("age", "own", "bpm"), [(30, None, 158), (30, 170, 158), (30, 140, 140), (None, None, 138)])
def test_the_heart_rate_limit_is_that_of_the_age_or_the_persons_lower_one(age, own, bpm):
    rig = Rig()
    rig.pass_time(5000)
    rig.tell(e.Prepare(LONG, age=age, hr_limit=own))
    assert rig.seen.heart_rate_limit == bpm
