"""What makes one walk gentler, and how old somebody is who told a year."""

import pytest

from housed import NOON
from retrowalk.gateway.layers import FLAG_FOR, beneath, by_pace, layer, merged, of_person, of_site, value
from retrowalk.gateway.temporary import Temporary, temporary
from retrowalk.gateway.years import age, year
from retrowalk.history.records import CapRule, Limited, Person
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Layer, Source
from retrowalk.units import Facing, Inclination, Speed
from rig import hold, plan


CALM = plan(hold("1.5 mph"), cap="1.5 mph")


@pytest.mark.sr(41)
@pytest.mark.parametrize(
    ("said", "speed", "flat"),
    [
        ((), None, False),
        ((Temporary.AFTER_CARDIO,), 241 - 33, False),
        ((Temporary.ALONE,), 241 - 49, True),
        ((Temporary.FATIGUE, Temporary.LOAD), 241 - 33, True),
        (tuple(Temporary), 241 - 49, True),
    ],
)
def test_what_is_said_before_a_walk_makes_it_slower_and_never_faster(said, speed, flat):
    own = temporary(said, CALM)
    assert own.speed == (None if speed is None else Speed(speed))
    assert own.inclination == (Inclination(0) if flat else None) and own.source is Source.SESSION
    assert own.set_by == ", ".join(sorted(said))


@pytest.mark.sr(36)
@pytest.mark.parametrize(
    ("born", "years"),
    [(None, None), (2014, 11), (2013, 12), (2009, 16), (2008, 17), (2007, 19), (1961, 65), (1960, 66)],
)
def test_the_stricter_of_two_possible_ages_counts(born, years):
    assert (year(NOON), age(born, NOON)) == (2026, years)


def rule(new, at=NOON, expires=None, old=None, **more):
    kept = {"source": Source.SITE, "what": Limited.SPEED} | more
    return CapRule(f"r{at}{new}", old=old, new=new, at=at, expires=expires, by="somebody", **kept)


def test_a_rule_that_has_run_out_is_what_was_before():
    raised = rule(300, expires=NOON + 10, old=200)
    assert (value(raised, NOON + 9), value(raised, NOON + 10), beneath(raised, NOON)) == (300, 200, 200)
    assert layer(rule(300, expires=NOON + 10), NOON + 10) is None
    assert beneath(None, NOON) is None and beneath(rule(250), NOON) == 250
    assert beneath(rule(150, expires=NOON + 10), NOON) == 150


def test_a_rule_for_all_takes_the_settings_place_and_one_for_one_comes_on_top():
    settings = (Layer(Source.SITE, Speed(300), Inclination(50), set_by="settings"),)
    layers = of_site(settings, [rule(250), rule(200, treadmill="a"), rule(100, person="p")], "a", NOON)
    assert [(each.speed, each.inclination) for each in layers] == [
        (None, Inclination(50)), (Speed(250), None), (Speed(200), None)
    ]  # fmt: skip
    assert len(of_site(settings, [rule(200, treadmill="a")], "b", NOON)) == 1


def test_a_persons_layers_are_one_for_each_facing():
    walker = Person("p", "P", 1980, Level.BEGINNER)
    mine = {"source": Source.PERSON, "person": "p"}
    rules = [
        rule(200, **mine),
        rule(20, **(mine | {"what": Limited.INCLINATION})),
        rule(180, facing=Facing.BACKWARD, **mine),
        rule(100, source=Source.PERSON, person="another"),
    ]
    both, backward = of_person(walker, rules, None, NOON, flagged=NOON - 10)
    assert (both.speed, both.inclination, both.set_by) == (Speed(168), Inclination(20), "after a red flag")
    assert (backward.speed, backward.facing) == (Speed(180), Facing.BACKWARD)
    assert of_person(walker, [], None, NOON + FLAG_FOR, flagged=NOON) == ()


def test_merged_is_the_lowest_of_each_and_signed_by_whoever_limits_the_speed():
    one = Layer(Source.PERSON, Speed(200), Inclination(10), set_by="one")
    other = Layer(Source.PERSON, Speed(150), Inclination(30), belt_time=60_000, set_by="other")
    assert merged([one, other]) == Layer(Source.PERSON, Speed(150), Inclination(10), belt_time=60_000, set_by="other")
    assert merged([Layer(Source.PERSON, set_by="nobody")]).set_by == "nobody"


@pytest.mark.parametrize(
    ("level", "seconds", "speed"),
    [
        (Level.OLDER, None, "0.8 mph"),
        (Level.OLDER, 5.1, "1.0 mph"),
        (Level.OLDER, 6.8, "0.7 mph"),
        (Level.REHAB, 5.1, "1.0 mph"),
        (Level.REHAB, None, None),
        (Level.BEGINNER, 5.1, None),
    ],
)
def test_older_and_rehab_walkers_go_by_their_own_pace(level, seconds, speed):
    assert [each.speed for each in by_pace(level, seconds)] == ([Speed.parse(speed)] if speed else [])
