import pytest

from retrowalk.protocol.level import LEVELS, Level
from retrowalk.session.checklist import Item, required


@pytest.mark.sr(35)
@pytest.mark.parametrize("level", Level)
def test_nothing_but_the_spotter_can_be_left_out(level):
    assert required(level) >= set(Item) - {Item.SPOTTER, Item.NOBODY, Item.KEY}


@pytest.mark.sr(25)
@pytest.mark.parametrize("level", Level)
def test_where_nobody_stands_on_the_belt_that_is_what_is_confirmed(level):
    asked = required(level, unloaded=True)
    assert {item.value for item in asked} == {"nobody", "key", "clear_area", "treadmill"}
    assert asked.isdisjoint({Item.CLIP, Item.RAILS, Item.SPOTTER})


@pytest.mark.sr(35)
@pytest.mark.parametrize("level", Level)
def test_the_spotter_is_asked_for_where_the_level_requires_one(level):
    assert (Item.SPOTTER in required(level)) is LEVELS[level].spotter_required


@pytest.mark.sr(35)
def test_older_people_and_teens_need_one():
    assert {level for level in Level if Item.SPOTTER in required(level)} == {Level.OLDER, Level.TEEN}


@pytest.mark.sr(8)
def test_the_clip_the_rails_the_treadmill_and_the_sound_are_on_it():
    assert {item.value for item in required(Level.FIRST)} == {
        "clip", "rails", "shoes", "clear_area", "manual", "audio", "treadmill",
    }  # fmt: skip
