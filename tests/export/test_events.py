from tests.export.walks import good, straight, walk

from retrowalk.export.events import MOST, Happening, events
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


def of(rows, **changes):
    return [(each.t, each.text) for each in events(Told(good(**changes)), rows)]


def test_what_happened_is_told_in_order_and_the_end_last():
    rows = [
        *straight(2, stage=Stage.AWAITING_READY),
        *straight(2, start=2, stage=Stage.STARTING),
        *straight(2, start=4, stage=Stage.WALKING),
        *straight(2, start=6, stage=Stage.HOLDING),
        *straight(2, start=8, stage=Stage.STANDING),
        *straight(2, start=10, facing=Facing.FORWARD, stage=Stage.STANDING),
    ]
    assert of(rows) == [
        (2, "the belt starts"),
        (6, "held"),
        (8, "standing for a turn or a rest"),
        (10, "now facing forward"),
        (11, "ended: completed"),
    ]


def test_a_lost_connection_is_told_and_its_return():
    rows = [*straight(2), *straight(2, start=2, flags=Doubt.UNLINKED | Doubt.OLD), *straight(2, start=4)]
    assert [text for _, text in of(rows)][:2] == ["connection lost", "connection back"]


def test_each_has_a_word_that_stays_for_other_languages():
    rows = [
        *straight(2, stage=Stage.STARTING),
        *straight(2, start=2, stage=Stage.HOLDING, flags=Doubt.UNLINKED),
        *straight(2, start=4, stage=Stage.WINDING_DOWN, facing=Facing.FORWARD),
    ]
    assert [(each.code, each.of) for each in events(Told(good()), rows)] == [
        ("held", ""), ("link_lost", ""), ("winding_down", ""), ("facing", "forward"), ("link_back", ""),
        ("ended", "completed"),
    ]  # fmt: skip


def test_when_there_is_too_much_what_every_walk_has_goes_first():
    rows = [
        row
        for turn in range(MOST)
        for row in (
            *straight(1, start=2 * turn, stage=Stage.STARTING),
            *straight(1, start=2 * turn + 1, stage=Stage.HOLDING),
        )
    ]
    assert {text for _, text in of(rows)} == {"held", "ended: completed"}


def test_a_walk_without_seconds_or_end_tells_nothing():
    assert of([]) == []
    assert events(Told(walk()), straight(3)) == ()
    assert Happening(3, "x").routine is False
