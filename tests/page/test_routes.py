"""Every place of the page is looked at, and every way leads to one."""

import re
from pathlib import Path

import pytest

from views import VIEWS


WEB = Path(__file__).parents[2] / "web" / "src"
ROUTES = re.findall(r"\{ path: '([^'*]*)'", (WEB / "routes.ts").read_text(encoding="utf-8"))
SHEETS = re.findall(r"\{ id: '(\w+)', acts:", (WEB / "views" / "owner" / "owner.tsx").read_text(encoding="utf-8"))
# A link or a step to another view by its parts: `href('walk', id)`; what is no text is a parameter and may be anything.
WAY = re.compile(r"\b(?:href|go)\(('[\w-]*'(?:, (?:'[\w-]*'|[\w.!]+))*)\)")
WAYS = sorted(
    {(str(path.relative_to(WEB)), way) for path in WEB.rglob("*.ts*") for way in WAY.findall(path.read_text("utf-8"))}
)
LINES = [view.place.partition("?")[0] for view in VIEWS]


def leads_to(route, place):
    """As `placeOf` of routes.ts reads an address: as many parts, each the route's or one for its parameter."""
    wanted, given = route.split("/"), place.split("/")
    return len(wanted) == len(given) and all(
        one == other or (one.startswith(":") and other != "") for one, other in zip(wanted, given, strict=True)
    )


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_is_looked_at(route):
    """By a line for it alone: `start/:treadmill/:step` is not looked at by one for `start/:treadmill`."""
    assert any(leads_to(route, line) for line in LINES), f"a line for {route!r} is missing in tests/views.py"


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_of_the_owner_is_looked_at(sheet):
    assert any(view.place == f"owner?sheet={sheet}" for view in VIEWS)


@pytest.mark.parametrize("line", sorted(set(LINES)))
def test_every_line_leads_to_a_route(line):
    assert line == "no/such/place" or any(leads_to(route, line) for route in ROUTES)


@pytest.mark.parametrize(("file", "way"), WAYS, ids=lambda each: each.replace("'", ""))
def test_every_way_leads_to_a_route(file, way):
    place = "/".join(part.strip("'") for part in way.split(", "))
    assert any(leads_to(route, place) for route in ROUTES), f"{file}: {way} leads nowhere"


def test_all_of_them_were_found():
    assert len(ROUTES) == (WEB / "routes.ts").read_text(encoding="utf-8").count("{ path: ") - 1  # the last is any other
    assert len(SHEETS) > 5
    assert len(WAYS) > 20
