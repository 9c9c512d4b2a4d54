"""The page of one walk as HTML."""

from collections.abc import Sequence
from datetime import UTC, tzinfo

from retrowalk.export import shown
from retrowalk.export.chart import chart, panels
from retrowalk.export.events import Happening
from retrowalk.export.markup import Markup, element, named
from retrowalk.export.page import Cell, Page, page
from retrowalk.export.sheet import heading, lamp, missing, section, sheet
from retrowalk.export.told import Told
from retrowalk.history.walks import MarkKind, Sample
from retrowalk.protocol.plan import Plan


# Pixels of the chart on a page, and on a phone, where it is drawn anew rather than made smaller.
WIDE, NARROW = 720, 360


def walk_page(told: Told, samples: Sequence[Sample], plan: Plan | None = None, zone: tzinfo | None = UTC) -> str:
    """The report of one walk: a page that needs no other file, readable on a phone and on paper."""
    made = page(told, samples, zone)
    kind = "Report of a walk on a simulated treadmill" if told.walk.simulated else "Report of a walk"
    return sheet(
        f"{made.title}, {made.when}",
        heading(kind, made.title, made.whose, made.when, told.walk.label),
        element("p", made.notice, class_="notice simulated" if told.walk.simulated else "notice"),
        element("div", *(_figure(each) for each in made.figures), class_="figures"),
        lamp(made.light),
        _drawn(told, samples, made, plan),
        *(_section(title, cells) for title, cells in made.sections),
    )


def _figure(cell: Cell) -> Markup:
    words = element("b", cell.words) if cell.told else missing(cell.words)
    return element("div", element("span", cell.label), words)


def _drawn(told: Told, samples: Sequence[Sample], made: Page, plan: Plan | None) -> Markup:
    wide, narrow = (chart(told, samples, made.events, width, plan) for width in (WIDE, NARROW))
    if wide is None or narrow is None:
        return section("Second by second", element("p", missing("nothing was recorded")))
    return section(
        "Second by second",
        _legend(told, plan),
        element("div", wide, class_="wide"),
        element("div", narrow, class_="narrow"),
        _events(made.events),
    )


def _legend(told: Told, plan: Plan | None) -> Markup:
    """What each line and dot is: only those that are drawn."""
    lines = [line.name for line in panels(plan)[0].lines]
    dots = [kind.value for kind in (MarkKind.RPE, MarkKind.PAIN) if told.values(kind)]
    names = {"rpe": "effort"}
    keys = [element("li", element("i", class_=f"key {name}"), names.get(name, name)) for name in (*lines, *dots)]
    return element(
        "ul", *keys, element("li", element("i", class_="key to-backward"), "facing backward"), class_="legend"
    )


def _events(happened: Sequence[Happening]) -> Markup | None:
    if not happened:
        return None
    items = (element("li", element("time", shown.clock(each.t)), f" {each.text}") for each in happened)
    return element("ol", *items, class_="events")


def _section(title: str, cells: Sequence[Cell]) -> Markup:
    """Label and value of each field; what is missing is said in one line, so that what was told stands out."""
    told = [element("div", element("dt", each.label), element("dd", named(each.words))) for each in cells if each.told]
    by_words: dict[str, list[str]] = {}
    for each in cells:
        if not each.told:
            by_words.setdefault(each.words, []).append(each.label)
    absent = [element("p", missing(f"{words}: {', '.join(labels)}")) for words, labels in by_words.items()]
    return section(title, element("dl", *told) if told else None, *absent)
