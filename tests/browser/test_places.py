"""Nothing changes its place by itself: while a page is loaded, while its network comes and goes, while notices do."""

import re

import pytest
from playwright.sync_api import expect

from looked import SIZES
from walked import released, walking
from walkers import SLOW


# Every shift there is from the first picture on, those after a press as well, and what took part in it.
_SHIFTS = """() => {
  const named = (node) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node);
  const at = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
  const said = ({ node, previousRect, currentRect }) => {
    const each = named(node);
    const name = each === null ? 'gone' : `${each.tagName} ${each.className?.baseVal ?? each.className}`;
    return `${name}: ${at(previousRect)} → ${at(currentRect)}`;
  };
  window.shifts = [];
  const seen = (list) => {
    for (const each of list.getEntries()) window.shifts.push({ value: each.value, what: each.sources.map(said) });
  };
  new PerformanceObserver(seen).observe({ type: 'layout-shift', buffered: true });
}"""
# Two pictures later everything that was to be shifted has been, and was told.
_SHIFTED = """async () => {
  const picture = () => new Promise((next) => requestAnimationFrame(next));
  for (let turn = 0; turn < 3; turn += 1) await picture();
  await new Promise((next) => setTimeout(next));
  return window.shifts.splice(0);
}"""
# A shift is the share of the window that moved, times the share of the window it moved by. A line of a card on a phone
# that moves by its own height is 0.001. What is less in all is the edge of the chart, above STOP on a wide screen, that
# gives way to a notice below the presses.
NOISE = 0.001


class Looks:
    """Pages that are looked at: every view at every size, `name` → page."""

    def __init__(self, pages):
        self._pages = pages

    def linked(self, state):
        """Wait until each says of its channel that it is so; a view without a header says it in its own way."""
        for page in self._pages.values():
            page.wait_for_selector(f".link[data-link={state}], .walk-view[data-live={state}]")

    def still(self, when):
        """Nothing has moved since the last look."""
        found = {name: page.evaluate(_SHIFTED) for name, page in self._pages.items()}
        moved = {name: seen for name, seen in found.items() if sum(each["value"] for each in seen) > NOISE}
        assert moved == {}, when

    def each(self, view):
        """The pages of one view."""
        return [page for name, page in self._pages.items() if name.startswith(view)]


@pytest.fixture
def cut(home, network):
    return network(home)


@pytest.fixture
def looks(home, opened, cut):
    """Walker, floor and start at all sizes, behind a network that can be cut; a belt stands and no stop is latched."""
    released(home)
    treadmill = home.treadmills()[0]["id"]
    pages = {}
    for view, place in (("walk", f"walk/{treadmill}"), ("floor", "floor"), ("start", f"start/{treadmill}")):
        for size in SIZES:
            page = opened(home, place, size=size, port=cut.port, go=False)
            page.add_init_script(f"({_SHIFTS})()")
            page.goto(page.address)
            pages[f"{view} {size}"] = page
    yield Looks(pages)
    for page in pages.values():
        page.errors.clear()  # the browser's own words on the network that was cut


def goes_and_comes(cut, looks, when):
    """Live, nothing heard, cut off, live again."""
    cut.cut()
    looks.linked("stale")
    looks.still(f"{when}, and nothing is heard")
    cut.drop()
    looks.linked("offline")
    looks.still(f"{when}, and it is cut off")
    cut.mend()
    cut.restore()
    looks.linked("live")
    looks.still(f"{when}, and it is heard again")


def faced(looks, faces):
    """Wait until every view of the treadmill shows one of these faces."""
    for page in looks.each("walk"):
        expect(page.locator(".walk-view")).to_have_attribute("data-face", re.compile(faces), timeout=SLOW)


def handed_over(walk, looks):
    """Nobody has the controls, then somebody has them again: a notice comes, and another one instead."""
    with walk.site.client() as asks:
        walk.ask(asks, "DELETE", f"v1/treadmills/{walk.treadmill}/lease")
        for page in looks.each("walk"):
            expect(page.locator(".notes .notice.warn", has_text="Nobody has the controls")).to_be_attached()
        walk.lease = 0
        walk.lease = walk.ask(asks, "POST", f"v1/treadmills/{walk.treadmill}/lease")["lease"]
        for page in looks.each("walk"):
            expect(page.locator(".notes", has_text="Nobody has the controls")).to_have_count(0)


@pytest.mark.sr(34)
def test_nothing_changes_its_place_by_itself(home, looks, cut):
    treadmill = home.treadmills()[0]["id"]
    looks.linked("live")
    for page, there in zip(
        [looks.each(view)[0] for view in ("walk", "floor", "start")],
        ("[data-face=free]", ".bay", "[data-step=person] .forth"),
        strict=True,
    ):
        page.wait_for_selector(there)
    looks.still("loaded")
    goes_and_comes(cut, looks, "at rest")
    with walking(home, treadmill) as walk:
        faced(looks, "^settling$")
        looks.still("a walk begins")
        handed_over(walk, looks)
        looks.still("the controls change hands")
        goes_and_comes(cut, looks, "walking")
    faced(looks, "^latched$")
    looks.still("stopped")


# Words of the menu that cannot be read or pressed as they stand: pushed out of its room, or under something else.
_HIDDEN = """() => {
  const menu = document.querySelector('.menu');
  const room = menu.getBoundingClientRect();
  const seen = (each) => {
    const at = each.getBoundingClientRect();
    const hit = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
    return at.left >= room.left && at.right <= room.right + 0.5 && hit === each;
  };
  return [...menu.children].filter((each) => !seen(each)).map((each) => each.textContent);
}"""


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_no_word_of_the_menu_is_out_of_sight_on_a_phone(home, opened, language):
    released(home)
    page = opened(home, "floor", size="phone", go=False)
    page.add_init_script(f"({_SHIFTS})(); localStorage.setItem('retrowalk.language', '{language}')")
    page.goto(page.address)
    page.wait_for_selector(".bay")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".menu a")).to_have_count(5)
    assert page.evaluate(_HIDDEN) == []
    Looks({"floor": page}).still("loaded")
