"""READY goes stale, and the controls are a page's only once it has taken them."""

import pytest
from playwright.sync_api import expect

import walkers as w
from browsed import serving
from hands import HANDS
from walked import checked, known
from walkers import SLOW, Walker


# Belts start, settle and stop in their own time; everything else takes longer the busier the computer is (s).
pytestmark = pytest.mark.timeout(900)
_, KEYS = HANDS


@pytest.fixture
def house(tmp_path):
    """A home with one treadmill."""
    with serving(tmp_path, treadmills=1) as site:
        yield site


@pytest.mark.sr(8)
@pytest.mark.sr(29)
@pytest.mark.sr(43)
def test_ready_runs_out_and_is_taken_back(house, opened):
    site = house
    machine = site.treadmills()[0]
    with site.client() as asks:
        checked(asks, machine["id"], known(asks))
    page = opened(site, f"walk/{machine['id']}", size="tablet")
    walker = Walker("Rita Ready", page, KEYS, machine["label"], "ready")
    walker.sees("ready")
    expect(walker.button("READY")).to_have_attribute("aria-disabled", "true")
    walker.press("Take the controls")
    expect(walker.button("READY")).not_to_have_attribute("aria-disabled", "true", timeout=SLOW)
    walker.press("READY")
    expect(page.get_by_text("READY has gone stale.")).to_be_visible(timeout=SLOW)
    expect(walker.button("START COUNTDOWN")).to_have_count(0)
    walker.picture("stale")
    w.start_belt(walker)
    walker.press("NOT YET")
    walker.sees("ready")
    walker.press("End the walk")
    walker.sees("ended")
    assert site.treadmills()[0]["speed_kmh"] == 0
