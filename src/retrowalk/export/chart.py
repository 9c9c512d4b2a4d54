"""The chart of one walk as SVG: speed, inclination, heart rate, effort and pain over its minutes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from retrowalk.export.activity import GAP as GAP_BETWEEN
from retrowalk.export.activity import period
from retrowalk.export.events import Happening
from retrowalk.export.markup import Markup, element, join
from retrowalk.export.scale import Scale, figure
from retrowalk.export.told import Told
from retrowalk.history.walks import MarkKind, Sample
from retrowalk.protocol.plan import Plan
from retrowalk.units import Facing


# Pixels around the panels: numbers on the left, half a number on the right, a line of words above.
LEFT, RIGHT, TITLE, GAP, FOOT = 40, 14, 20, 12, 34
# A word of the facing needs this many pixels.
ROOM = 56
ACROSS, DOWN = 8, 4
SCORES, SCORES_TALL = 10, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: its name (also of its style) and its value in each second; None = a hole."""

    name: str
    pick: Callable[[Sample], float | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """One pair of axes. least, low: how far the axis reaches up and down at least; tall: its pixels.

    head: pixels above it, for its title and, where the facings are told, for them.
    """

    title: str
    lines: tuple[Line, ...]
    tall: int
    least: float
    low: float = 0
    head: int = TITLE


def _part(wire: int | None, scale: float) -> float | None:
    return None if wire is None else wire / scale


# 0.01 km/h in a mile per hour.
MPH = 160.9344


def _planned(plan: Plan) -> Callable[[Sample], tuple[int, int] | None]:
    """What each second's segment is for; a settle is at the belt's own minimum, which the plan does not know."""

    def aim(sample: Sample) -> tuple[int, int] | None:
        inside = sample.segment < len(plan.segments) and sample.stage is not None
        segment = plan.segments[sample.segment] if inside else None
        known = segment is not None and segment.speed is not None
        return (segment.speed.wire, segment.inclination.wire) if known and segment and segment.speed else None

    return aim


def panels(plan: Plan | None) -> tuple[Panel, ...]:
    """The panels every walk has; with a plan, what was planned is behind what came of it."""
    aim = _planned(plan) if plan is not None else None
    speeds: tuple[Line, ...] = (
        Line("cap", lambda each: _part(each.cap, MPH)),
        Line("allowed", lambda each: _part(each.commanded, MPH)),
        Line("measured", lambda each: _part(each.speed, MPH)),
    )
    inclines: tuple[Line, ...] = (Line("measured", lambda each: _part(each.inclination, 10)),)
    if aim is not None:
        speeds = (Line("planned", lambda each: _part((aim(each) or (None,))[0], MPH)), *speeds)
        inclines = (Line("planned", lambda each: _part((aim(each) or (None, None))[1], 10)), *inclines)
    return (
        Panel("speed, mph", speeds, 170, 2.0, head=TITLE + 16),
        Panel("incline, %", inclines, 56, 2.0),
        Panel("heart rate, bpm", (Line("measured", lambda each: each.heart_rate),), 80, 120, 60),
    )


def measured(panel: Panel, samples: Sequence[Sample]) -> bool:
    """Whether anything was measured that it could show."""
    return any(line.pick(each) is not None for line in panel.lines if line.name == "measured" for each in samples)


def _path(line: Line, samples: Sequence[Sample], across: Scale, up: Scale) -> Markup | None:
    """The curve in steps, with a new stroke after every hole."""
    strokes: list[str] = []
    drawn: float | None = None
    last: Sample | None = None
    apart = GAP_BETWEEN * period(samples)
    for each in samples:
        value = line.pick(each)
        hole = value is None or drawn is None or last is None or each.t - last.t > apart
        if value is not None:
            strokes.append(
                f"M{across.at(each.t / 60)} {up.at(value)}" if hole else _step(each, value, drawn, across, up)
            )
        drawn, last = value, each
    path = "".join(strokes)
    return element("path", d=_ended(path, last, drawn, across), class_=f"line {line.name}") if path else None


def _step(each: Sample, value: float, drawn: float | None, across: Scale, up: Scale) -> str:
    """To the right and then up or down; nothing where nothing changed."""
    return "" if value == drawn else f"H{across.at(each.t / 60)}V{up.at(value)}"


def _ended(path: str, last: Sample | None, drawn: float | None, across: Scale) -> str:
    return f"{path}H{across.at(last.t / 60)}" if last is not None and drawn is not None else path


def _text(x: float, y: float, words: object, **attributes: object) -> Markup:
    return element("text", str(words), x=x, y=y, **attributes)


def _axis(up: Scale, width: float) -> Markup:
    """A line and a number at every tick."""
    return join(
        *(
            join(
                element("line", x1=LEFT, x2=width - RIGHT, y1=up.at(tick), y2=up.at(tick), class_="grid"),
                _text(LEFT - 6, up.at(tick) + 4, figure(tick), text_anchor="end"),
            )
            for tick in up.ticks(DOWN)
        )
    )


def _shade(samples: Sequence[Sample], across: Scale, top: float, bottom: float) -> Markup:
    """Stretches of one facing: backward tinted, each named where its name fits."""
    drawn = []
    for facing, group in groupby(samples, key=lambda each: each.facing):
        seconds = [each.t for each in group]
        begin, end = across.at(seconds[0] / 60), across.at((seconds[-1] + 1) / 60)
        if facing is None:
            continue
        name = _text((begin + end) / 2, top - 5, facing.value, text_anchor="middle", class_="facing")
        tint = element("rect", x=begin, y=top, width=round(end - begin, 1), height=bottom - top, class_=f"to-{facing}")
        drawn.append(join(tint if facing is Facing.BACKWARD else None, name if end - begin > ROOM else None))
    return join(*drawn)


def _panel(panel: Panel, samples: Sequence[Sample], across: Scale, top: float, width: float) -> Markup:
    shown = [value for line in panel.lines for each in samples if (value := line.pick(each)) is not None]
    low, high = min([panel.low, *shown]), max([panel.least, *shown])
    up = Scale(low, high * 1.06, top + panel.head + panel.tall, top + panel.head)
    return join(
        _text(0, top + 12, panel.title, class_="title"),
        _axis(up, width),
        *(_path(line, samples, across, up) for line in panel.lines),
    )


def _scores(told: Told, across: Scale, top: float, width: float) -> Markup:
    """Effort and pain as they were told: dots from 0 to 10."""
    up = Scale(0, SCORES, top + TITLE + SCORES_TALL, top + TITLE)
    dots = [
        element(
            "circle", cx=across.at((mark.at - told.walk.began) / 60), cy=up.at(mark.value), r=4, class_=mark.kind.value
        )
        for mark in told.marks
        if mark.value is not None and mark.kind is not MarkKind.NOTE
    ]
    return join(_text(0, top + 12, "effort and pain, 0 to 10", class_="title"), _axis(up, width), *dots)


def _minutes(across: Scale, bottom: float, width: float) -> Markup:
    wide = 9 if width > 600 else 5  # noqa: PLR2004 - a page, or a phone
    ticks = across.ticks(wide)
    return join(
        *(_text(across.at(tick), bottom + 16, figure(tick), text_anchor="middle") for tick in ticks),
        _text(width - RIGHT, bottom + 31, "minutes", text_anchor="end", class_="title"),
    )


def _flags(happened: Sequence[Happening], across: Scale, top: float, bottom: float) -> Markup:
    """A numbered line at each event; numbers of neighbours take turns in height."""
    drawn, row, before = [], 0, -float(ROOM)
    for number, each in enumerate(happened, 1):
        x = across.at(each.t / 60)
        row = (row + 1) % 3 if x - before < ROOM / 3 else 0
        before = x
        y = bottom - 10 - 16 * row
        drawn += [
            element("line", x1=x, x2=x, y1=top, y2=bottom, class_="event"),
            element("circle", cx=x, cy=y, r=8, class_="bubble"),
            _text(x, y + 3.5, number, text_anchor="middle", class_="number"),
        ]
    return join(*drawn)


def _drawn(samples: Sequence[Sample], plan: Plan | None) -> tuple[Panel, ...]:
    """The panels there is something for; speed is always there."""
    speed, *others = panels(plan)
    return (speed, *(panel for panel in others if measured(panel, samples)))


def _stack(
    told: Told, samples: Sequence[Sample], happened: Sequence[Happening], across: Scale, width: int, plan: Plan | None
) -> tuple[list[Markup], float]:
    """Panel below panel, and where the last one ends; facings and events belong to the first."""
    parts: list[Markup] = []
    top = 0.0
    for panel in _drawn(samples, plan):
        bottom = top + panel.head + panel.tall
        first = not parts
        parts += [_shade(samples, across, top + panel.head, bottom)] if first else []
        parts += [_panel(panel, samples, across, top, width)]
        parts += [_flags(happened, across, panel.head, bottom)] if first else []
        top = bottom + GAP
    if told.values(MarkKind.RPE) or told.values(MarkKind.PAIN):
        parts.append(_scores(told, across, top, width))
        top += TITLE + SCORES_TALL + GAP
    return parts, top - GAP


def chart(
    told: Told, samples: Sequence[Sample], happened: Sequence[Happening], width: int, plan: Plan | None = None
) -> Markup | None:
    """The chart, `width` pixels wide; None when there is no sample to draw."""
    if not samples:
        return None
    begins, ends = samples[0].t / 60, samples[-1].t / 60
    across = Scale(begins, max(ends, begins + 1), LEFT, width - RIGHT)
    parts, bottom = _stack(told, samples, happened, across, width, plan)
    label = "speed, inclination, heart rate, effort and pain over the minutes of the walk"
    return element(
        "svg", *parts, _minutes(across, bottom, width),
        viewBox=f"0 0 {width} {round(bottom + FOOT)}", role="img", aria_label=label, class_="chart",
    )  # fmt: skip
