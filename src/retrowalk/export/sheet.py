"""The sheet of paper a report is written on: a page of HTML that needs nothing else, on a screen or printed."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from retrowalk import __version__
from retrowalk.coach.traffic_light import Judgement, Light
from retrowalk.export.markup import Child, Markup, element, named


# The stop lines of docs/safety.md apply to every paper of ours, too.
DISCLAIMER = (
    "Retrowalk is not a medical device and this is not a diagnosis. Values come from a consumer treadmill and from "
    "what people told; what nobody measured or told is said to be missing, never filled in."
)


@cache
def _style() -> Markup:
    return Markup(files("retrowalk.export").joinpath("sheet.css").read_text(encoding="utf-8"))


def sheet(title: str, *body: Child, class_: str | None = None) -> str:
    """A whole page: no script, no file beside it, nothing fetched. `class_` "one-page": one sheet when printed."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", _style()),
    )
    foot = element("footer", element("p", DISCLAIMER), element("p", f"Retrowalk {__version__}"))
    page = element("html", head, element("body", element("main", *body, foot, class_=class_)), lang="en")
    return f"<!DOCTYPE html>\n{page}\n"


def heading(kind: str, title: str, whose: str, *facts: str) -> Markup:
    """What paper this is, whose, and of when."""
    about = [element("span", fact) for fact in facts if fact]
    who = (
        element("span", named(whose), class_="whose") if whose else element("span", "person not told", class_="missing")
    )
    return element("header", element("p", kind, class_="kind"), element("h1", named(title)), element("p", who, *about))


def lamp(judgement: Judgement) -> Markup:
    """The traffic light in a word, a colour and its reasons."""
    reasons = "; ".join(judgement.reasons) or "nothing speaks against a next step"
    return element("p", badge(judgement.light), element("span", reasons), class_="light")


def badge(light: Light) -> Markup:
    """Green, amber or red: as a word, so that nobody needs to see the colour."""
    return element("b", light.value, class_=f"badge {light.value}")


def section(title: str, *body: Child, class_: str | None = None) -> Markup:
    """A titled part of the page."""
    return element("section", element("h2", title), *body, class_=class_)


def table(head: Sequence[str], rows: Iterable[Iterable[Child]], wide: frozenset[int] = frozenset()) -> Markup:
    """A table; only the columns `wide` (from 0) break into lines. A phone shows each row as a list with its labels."""
    top = element("thead", element("tr", *(element("th", each, scope="col") for each in head)))
    body = element("tbody", *(element("tr", *_cells(head, row, wide)) for row in rows))
    return element("div", element("table", top, body), class_="aside")


def _cells(head: Sequence[str], row: Iterable[Child], wide: frozenset[int]) -> Iterable[Markup]:
    return (
        element("td", element("span", each), data_label=head[column], class_="words" if column in wide else None)
        for column, each in enumerate(row)
    )


def missing(words: str) -> Markup:
    """That there is none."""
    return element("span", words, class_="missing")
