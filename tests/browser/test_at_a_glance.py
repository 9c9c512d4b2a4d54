"""A walk at a glance: what a walker looks for while the belt moves is on the screen, in every language and look."""

from itertools import product

import pytest
from playwright.sync_api import expect

from looked import sized
from walked import released, walking
from walkers import SLOW


# On a phone the pictures are scrolled to.
PRESSED = (".speed .value", ".moving > .time", ".moving > .ahead", ".pace .button")
PICTURES = (".moving .facing", ".moving .inclination")
SEEN = {"phone": PRESSED, "tablet": PRESSED + PICTURES, "tv": PRESSED + PICTURES}
LOOKS = {"light": SEEN, "tv": ("tv",)}
LANGUAGES = ("en", "de", "es")
# What is cut off by the edge of the screen or lies behind the symptoms; half a pixel is how it is drawn.
_CUT = """(wanted) => {
  const edge = document.querySelector('.reach').getBoundingClientRect().top + 0.5;
  const found = wanted.flatMap((each) => [...document.querySelectorAll(each)].map((element) => [each, element]));
  const missing = wanted.filter((each) => document.querySelector(each) === null);
  const cut = found.filter(([, element]) => {
    const at = element.getBoundingClientRect();
    return at.top < 0 || at.bottom > edge || at.right > innerWidth;
  });
  return [...missing, ...cut.map(([each, element]) => `${each}: ${element.getBoundingClientRect().bottom} > ${edge}`)];
}"""


@pytest.fixture
def treadmill(home):
    """One that stands and may start, whatever was done there before; afterwards they all are."""
    released(home)
    yield home.treadmills()[0]["id"]
    released(home)


def test_all_that_is_looked_for_is_on_the_screen(home, opened, treadmill, subtests):
    with walking(home, treadmill) as walk, home.client() as asks:
        walk.command(asks, "steady", word=True)
        walk.until(asks, "walking")
        for language, look in product(LANGUAGES, LOOKS):
            page = opened(home, f"walk/{treadmill}", go=False)
            page.add_init_script(
                f"localStorage.setItem('retrowalk.language', '{language}');"
                f"localStorage.setItem('retrowalk.look', '{look}');"
            )
            page.goto(page.address)
            expect(page.locator(".pace .button").nth(1)).to_be_visible(timeout=SLOW)
            for size in LOOKS[look]:
                with subtests.test(language=language, size=size, look=look):
                    sized(page, size)
                    assert page.evaluate(_CUT, SEEN[size]) == []
            page.close()


def test_the_figures_of_a_floor_fit_their_places_also_after_a_walk_was_looked_at(home, opened):
    page = opened(home, f"walk/{home.treadmills()[0]['id']}", size="tv", go=False)
    page.add_init_script("localStorage.setItem('retrowalk.look', 'tv');")
    page.goto(page.address)
    page.locator(".walk-view").wait_for()
    page.evaluate("location.hash = '#/floor'")
    page.locator(".bay .value").first.wait_for()
    wide = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.textContent)"
    assert page.locator(".bay .value").evaluate_all(wide) == []
