"""STOP in a real browser: at once, by every way there is, until acknowledged; and nothing else is ever repeated."""

import re
import time

import pytest

from looked import pictured, stop_is_there
from pressed import press
from walked import released, walking


LIVE = re.compile(r"/v1/live$")
POSTS = re.compile(r"/v1/(?:treadmills/[^/]+/)?stop$")
# By then something is said (ms); a second more and nobody is left in the belief that it stops.
SAID_WITHIN, ALARMED_WITHIN = 300, 1_500
# More tabs than a browser has connections to one site, and how often STOP is pressed in each.
TABS, PRESSES = 7, 2

# Notes each phase of the bar, and how long after the press it was shown.
WATCH = """() => {
  const bar = document.querySelector('#stop');
  window.phases = [];
  let from = null;
  addEventListener('pointerdown', () => { from = performance.now(); }, { capture: true });
  addEventListener('keydown', () => { from = performance.now(); }, { capture: true });
  new MutationObserver(() => window.phases.push([bar.dataset.phase, performance.now() - from]))
    .observe(bar, { attributes: true, attributeFilter: ['data-phase'] });
}"""


@pytest.fixture
def page(home, opened):
    """The first view of a home, connected; belts stand and no stop is latched."""
    released(home)
    page = opened(home)
    page.wait_for_selector(".link[data-link=live]")
    page.evaluate(WATCH)
    return page


def phases(page):
    return dict(reversed(page.evaluate("() => window.phases")))


def shown(page, phase):
    page.wait_for_selector(f"#stop[data-phase={phase}]")


def stops(site):
    """What the site knows of the stops that were pressed."""
    with site.client() as asks:
        return asks.get("v1/stops").json()


@pytest.mark.sr(23)
@pytest.mark.sr(29)
def test_a_belt_that_moves_is_stopped_and_every_step_of_it_is_told(home, opened):
    released(home)
    treadmill = home.treadmills()[0]["id"]
    with walking(home, treadmill) as walk:
        page = opened(home)
        page.wait_for_selector(".link[data-link=live]")
        page.evaluate(WATCH)
        page.click("#stop-press")
        shown(page, "stopped")
        seen = phases(page)
        assert seen["sending"] <= SAID_WITHIN
        # A belt that has hardly begun may stand before the next frame: then nothing was ever slowing. And a computer
        # that does nothing for more than a second is not trusted meanwhile: the page says to pull the key.
        assert {"sending", "stopped"} <= set(seen) <= {"sending", "sent", "answered", "slowing", "stopped", "cannot"}
        assert "measured" in page.inner_text("#stop-says")
        with home.client() as asks:
            assert walk.look(asks)["speed_kmh"] == 0
    pictured(page, "stop", "stopped")


@pytest.mark.sr(29)
@pytest.mark.parametrize("key", ["Escape", " ", "Enter on it"])
def test_keys_press_it(page, home, key):
    before = len(stops(home))
    if key == "Enter on it":
        page.keyboard.press("Tab")
        key = "Enter"
    page.keyboard.press(key)
    shown(page, "stopped")
    assert len(stops(home)) == before + 1


def test_a_blank_in_a_text_field_is_a_blank(opened, home):
    page = opened(home, "pair")
    page.fill("input[type=text]", "my")
    page.keyboard.press("Space")
    page.keyboard.type("phone")
    assert page.input_value("input[type=text]") == "my phone"
    assert page.get_attribute("#stop", "data-phase") == "idle"
    page.keyboard.press("Escape")
    shown(page, "stopped")


@pytest.mark.sr(29)
def test_it_works_with_the_live_channel_cut(opened, home):
    released(home)
    page = opened(home, go=False)
    page.route_web_socket(LIVE, lambda socket: socket.close())
    page.goto(page.address)
    page.wait_for_selector(".link[data-link=polling]")
    page.evaluate(WATCH)
    page.click("#stop-press")
    shown(page, "stopped")
    assert phases(page)["sending"] <= SAID_WITHIN
    page.errors.clear()  # the browser's own word on the socket that was closed


@pytest.mark.sr(29)
def test_it_works_by_the_channel_alone(page, home):
    page.route(POSTS, lambda route: route.abort())
    page.click("#stop-press")
    shown(page, "stopped")
    assert stops(home)[0]["sources"] == ["websocket 127.0.0.1"]
    assert all("ERR_FAILED" in error for error in page.errors), page.errors
    page.errors.clear()


@pytest.mark.sr(29)
def test_with_seven_tabs_every_press_leaves_each_of_them(home, opened):
    """Six connections are all that a browser has to a site: none of them may be kept by what only listens.

    A press that waits for one of them waits until the page gives it up. How soon they leave is `bench_page`'s to say.
    """
    released(home)
    tabs = [opened(home)]
    for _ in range(TABS - 1):
        tabs.append(tabs[0].context.new_page())
        tabs[-1].goto(tabs[0].address)
    for tab in tabs:
        tab.wait_for_selector(".link[data-link=live]")
    for tab in tabs * PRESSES:
        tab.bring_to_front()
        press(tab)
    shown(tabs[-1], "stopped")


# ── nothing gets through ────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(29)
def test_a_cut_network_means_the_key_then_the_stop_arrives_and_nothing_else_ever_does(home, opened, network):
    """The network holds everything up for longer than a command is meant, then hands on what waited in it."""
    released(home)
    cut = network(home)
    page = opened(home, "pair", port=cut.port)
    page.wait_for_selector(".link[data-link=live]")
    page.evaluate(WATCH)
    before = len(stops(home))
    cut.cut()
    page.fill("main form input", "123456")
    page.click("main form button[type=submit]")
    page.click("#stop-press")
    page.wait_for_selector("#alarm:not([hidden])")
    assert phases(page)["sending"] <= SAID_WITHIN
    assert phases(page)["cannot"] <= ALARMED_WITHIN
    stop_is_there(page)
    pictured(page, "stop", "alarm")
    time.sleep(3.5)  # the command is given up meanwhile
    cut.asked.clear()
    cut.mend()
    page.wait_for_selector("#stop[data-phase=stopped]")
    page.wait_for_selector("#alarm", state="hidden")
    assert len(stops(home)) == before + 1
    written = [each for each in cut.asked if not each.startswith("GET")]
    others = [each for each in written if not each.endswith("/v1/stop")]
    assert len(others) <= 1, "what waited in the network may come once; the gateway does not do it"
    page.wait_for_selector("main form")
    page.errors.clear()


@pytest.mark.sr(29)
def test_a_reconnecting_page_replays_nothing(home, opened, network):
    released(home)
    cut = network(home)
    page = opened(home, "pair", port=cut.port)
    page.wait_for_selector(".link[data-link=live]")
    page.wait_for_selector("main form input")  # the view is fetched when it is looked at first
    cut.drop()
    page.wait_for_selector(".link:not([data-link=live])")
    page.fill("main form input", "123456")
    page.click("main form button[type=submit]")
    page.wait_for_selector("main .notice")
    cut.asked.clear()
    cut.restore()
    page.wait_for_selector(".link[data-link=live]")
    assert [each for each in cut.asked if not each.startswith("GET")] == []
    page.errors.clear()


@pytest.mark.sr(29)
def test_a_refusal_means_the_key_as_well(page):
    page.route(POSTS, lambda route: route.fulfill(status=403, body="{}", content_type="application/problem+json"))
    page.route_web_socket(LIVE, lambda socket: socket.close())
    page.reload()
    page.click("#stop-press")
    page.wait_for_selector("#alarm:not([hidden])")
    page.click("#alarm button")
    stop_is_there(page)
    page.unroute(POSTS)
    shown(page, "stopped")
    page.errors.clear()
