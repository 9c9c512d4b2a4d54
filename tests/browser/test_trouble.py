"""What a walker sees when something goes wrong: a pulled key, a treadmill out of reach, a page that hears nothing."""

import re

import pytest
from playwright.sync_api import expect

from browsed import PIN, gym
from looked import everybody_can_use_it, pictured, stop_is_there
from walked import all_walking
from walkers import SLOW


# How long the treadmill is out of reach (ms): longer than a page takes to show it.
AWAY = 6_000


STAFF, OWNER = "Sam Staff", "Olga Owner"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A gym with a treadmill for each trouble."""
    with gym(tmp_path_factory.mktemp("house"), treadmills=3) as site:
        yield site


def seen(page, step):
    """Look at it, and let the page be looked at."""
    pictured(page, "trouble", step)
    stop_is_there(page)
    everybody_can_use_it(page)


def shows(page, face):
    """Wait for a face of the view of a treadmill."""
    expect(page.locator(".walk-view")).to_have_attribute("data-face", re.compile(f"^(?:{face})$"), timeout=SLOW)


def told(house, path, **what):
    """Let a treadmill fail: its owner proves who they are, for on a busy computer the last proof is long ago."""
    with house.client(OWNER) as asks:
        assert asks.post("v1/login", json={"name": OWNER, "pin": PIN}).is_success
        answer = asks.post(path, json=what)
        assert answer.is_success, answer.text


def pull_the_key(house, page, walk):
    """The belt is taken for stopped by it; whoever fell is asked after, and the key that is back moves nothing."""
    console = f"v1/treadmills/{walk.treadmill}/console"
    told(house, console, key="pull_key")
    shows(page, "latched")
    expect(page.get_by_role("heading", name="The safety key was pulled.")).to_be_visible()
    expect(page.get_by_role("heading", name="Did you fall?")).to_be_visible()
    seen(page, "1-key-pulled")
    told(house, console, key="replace_key")
    page.get_by_role("button", name="I did not fall").tap()
    expect(page.locator(".fell [role=status]")).to_be_visible()
    with house.client(OWNER) as asks:
        found = {each["cue"]: each["fell"] for each in asks.get("v1/calls").json() if each["session"] == walk.session}
    assert found == {"fall_check": False}, "whoever was called need not come any more"
    seen(page, "2-not-fallen")


def lose_the_treadmill(house, page, walk):
    """It may go on at its last speed: the page says so, and what to do. When it is back, it is stopped."""
    told(house, "v1/faults", treadmill=walk.treadmill, fault="link drop", amount=AWAY)
    shows(page, "lost")
    expect(page.get_by_text("The belt may go on at its last speed.").first).to_be_visible()
    expect(page.locator("section.speed")).to_have_attribute("data-old", "")
    seen(page, "3-link-lost")
    shows(page, "latched")
    expect(page.get_by_role("heading", name="Stopped: the connection was lost.")).to_be_visible()
    seen(page, "4-link-back")


def hear_nothing(house, page, walk, cut):
    """A page that hears nothing says so, and shows no figure as if it were of now; the walk goes on without it."""
    cut.drop()
    expect(page.locator(".walk-view")).to_have_attribute("data-live", "offline", timeout=SLOW)
    expect(page.locator("section.speed")).to_have_attribute("data-old", "")
    seen(page, "5-offline")
    with house.client(STAFF) as asks:
        assert walk.look(asks)["walk"]["stage"] == "settling", "a page that is cut off stopped a walk"
    cut.asked.clear()
    cut.restore()
    expect(page.locator(".walk-view")).to_have_attribute("data-live", "live", timeout=SLOW)
    expect(page.locator("section.speed")).not_to_have_attribute("data-old", "", timeout=SLOW)
    assert [each for each in cut.asked if not each.startswith("GET")] == [], "something was sent again"
    seen(page, "6-live-again")
    page.errors.clear()  # the browser's own words on the network that was cut


@pytest.mark.sr(15)
@pytest.mark.sr(19)
@pytest.mark.sr(34)
def test_a_pulled_key_a_treadmill_out_of_reach_and_a_page_that_hears_nothing(house, opened, network):
    with all_walking(house, [each["id"] for each in house.treadmills()], STAFF) as walks:
        keyed, lost, cut_off = walks
        cut = network(house)
        phone = opened(house, f"walk/{keyed.treadmill}", size="phone", person=STAFF, has_touch=True)
        tablet = opened(house, f"walk/{lost.treadmill}", size="tablet", person=STAFF)
        television = opened(house, f"walk/{cut_off.treadmill}", size="tv", person=STAFF, port=cut.port)
        for page in (phone, tablet, television):
            shows(page, "settling")
        pull_the_key(house, phone, keyed)
        lose_the_treadmill(house, tablet, lost)
        hear_nothing(house, television, cut_off, cut)
    assert {each["speed_kmh"] for each in house.treadmills(STAFF)} == {0}
