"""The drawings of a person's page as SVG: four weeks of walks as bars, and pain and effort below them."""

from collections.abc import Callable, Sequence

from retrowalk.coach.traffic_light import Light
from retrowalk.export.course import DAYS, LENGTH, Course, Entered
from retrowalk.export.markup import Markup, element, join
from retrowalk.export.scale import Scale, figure
from retrowalk.export.told import Told


LEFT, RIGHT = 40, 8
TALL, PAIN = 90, 110
# Pain up to 2 is green, up to 5 amber, above red (clinical review §6.3).
BANDS: tuple[tuple[float, float, Light], ...] = ((0, 2.5, Light.GREEN), (2.5, 5.5, Light.AMBER), (5.5, 10, Light.RED))
# Bars reach up to so many minutes at least.
LEAST = 10

Answer = Callable[[Told], int | None]
# The lines of the pain drawing; effort is drawn as dots of its own.
PAINS: tuple[tuple[str, Answer], ...] = (
    ("before", lambda told: told.walk.before.pain),
    ("worst", lambda told: told.worst_pain),
    ("morning", lambda told: told.walk.after.morning),
)


def _text(x: float, y: float, words: object, **attributes: object) -> Markup:
    return element("text", str(words), x=round(x, 1), y=round(y, 1), **attributes)


def _across(width: int) -> Scale:
    return Scale(0, LENGTH, LEFT, width - RIGHT)


def _days(course: Course, across: Scale, top: float, bottom: float) -> Markup:
    """A line and a date at the beginning of each week."""
    return join(
        *(
            join(
                element("line", x1=across.at(day), x2=across.at(day), y1=top, y2=bottom, class_="grid"),
                _text(across.at(day) + 3, bottom + 15, course.label(day)),
            )
            for day in range(0, LENGTH, DAYS)
        )
    )


def _axis(up: Scale, width: int, most: int) -> Markup:
    return join(
        *(
            join(
                element("line", x1=LEFT, x2=width - RIGHT, y1=up.at(tick), y2=up.at(tick), class_="grid"),
                _text(LEFT - 6, up.at(tick) + 4, figure(tick), text_anchor="end"),
            )
            for tick in up.ticks(most)
        )
    )


def _places(walks: Sequence[Entered]) -> list[tuple[Entered, float, float]]:
    """Each walk with where its bar begins within the days, and how wide it is: several of a day share it."""
    counts = [sum(other.day == each.day for other in walks) for each in walks]
    before = [sum(other.day == each.day for other in walks[:index]) for index, each in enumerate(walks)]
    return [
        (each, each.day + 0.12 + 0.76 * nth / count, 0.76 / count)
        for each, nth, count in zip(walks, before, counts, strict=True)
    ]


def _bar(each: Entered, begin: float, wide: float, across: Scale, up: Scale) -> Markup:
    x, end, y = across.at(begin), across.at(begin + wide), up.at(each.minutes)
    letter = each.light.light.value[0].upper()
    bar = element(
        "rect", x=x, y=y, width=round(end - x, 1), height=round(up.begin - y, 1), class_=f"bar {each.light.light}"
    )
    return join(bar, _text((x + end) / 2, y - 4, letter, text_anchor="middle", class_=f"letter {each.light.light}"))


def strip(course: Course, width: int) -> Markup:
    """Minutes on the belt, day by day; each walk in the colour of its light and with its first letter."""
    shown = course.shown
    across, high = _across(width), max([LEAST, *(each.minutes for each in shown)])
    up = Scale(0, high * 1.15, 22 + TALL, 22)
    return element(
        "svg",
        _text(0, 12, "minutes on the belt", class_="title"),
        _axis(up, width, 4),
        _days(course, across, 22, 22 + TALL),
        *(_bar(each, begin, wide, across, up) for each, begin, wide in _places(shown)),
        viewBox=f"0 0 {width} {22 + TALL + 22}", role="img", class_="chart",
        aria_label="minutes on the belt on each day of four weeks",
    )  # fmt: skip


def _line(name: str, answer: Answer, walks: Sequence[Entered], across: Scale, up: Scale) -> Markup:
    """A line through what was told; a walk of which nobody told is passed over, and its place has no dot."""
    told = [(across.at(each.day + 0.5), up.at(value)) for each in walks if (value := answer(each.told)) is not None]
    path = "".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y) in enumerate(told))
    dots = (element("circle", cx=x, cy=y, r=3, class_=f"dot {name}") for x, y in told)
    return join(element("path", d=path, class_=f"line {name}") if len(told) > 1 else None, *dots)


def _effort(walks: Sequence[Entered], across: Scale, up: Scale) -> Markup:
    """Effort as open squares."""
    told = [(across.at(each.day + 0.5), up.at(each.told.effort)) for each in walks if each.told.effort is not None]
    return join(
        *(element("rect", x=round(x - 4, 1), y=round(y - 4, 1), width=8, height=8, class_="effort") for x, y in told)
    )


def pains(course: Course, width: int) -> Markup:
    """Pain before, at its worst and the next morning, and effort, from 0 to 10 on the bands of the light."""
    shown, across = course.shown, _across(width)
    up = Scale(0, 10, 22 + PAIN, 22)
    bands = (
        element(
            "rect", x=LEFT, y=up.at(high), width=width - LEFT - RIGHT, height=round(up.at(low) - up.at(high), 1),
            class_=f"band {light}",
        )
        for low, high, light in BANDS
    )  # fmt: skip
    return element(
        "svg",
        _text(0, 12, "pain and effort, 0 to 10", class_="title"),
        *bands,
        _axis(up, width, 5),
        _days(course, across, 22, 22 + PAIN),
        _effort(shown, across, up),
        *(_line(name, answer, shown, across, up) for name, answer in PAINS),
        viewBox=f"0 0 {width} {22 + PAIN + 22}", role="img", class_="chart",
        aria_label="pain before, at its worst and the next morning, and effort, on each day of four weeks",
    )  # fmt: skip
