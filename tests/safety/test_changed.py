from dataclasses import dataclass, replace

from retrowalk.safety.changed import changed


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


def test_a_copy_is_changed_and_the_value_is_not():
    before = Point(1, 2)
    after = changed(before, y=3)
    assert after == replace(before, y=3) == Point(1, 3) and before == Point(1, 2)
    assert type(after) is Point and after is not before


def test_with_nothing_to_change_it_is_an_equal_copy():
    assert changed(Point(1, 2)) == Point(1, 2)
