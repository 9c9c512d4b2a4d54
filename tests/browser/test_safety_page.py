"""The page is installable; without a network there is a page about safety, with STOP, and nothing of belts is kept."""

import re

import pytest

from looked import everybody_can_use_it, pictured, stop_is_there


OWN_SCRIPT = re.compile(r"^/assets/offline-[^/]*[.]js$")
# From a press (ms): within this it is said that it is sent, and within this that the key is the way: the page waits for
# half a second, and a busy computer shows it later.
SAID_WITHIN, ALARMED_WITHIN = 300, 1_500
# Notes when something is pressed, before anything else hears of it, and how long after that each phase was shown.
PRESSED = """for (const each of ['pointerdown', 'keydown']) {
  addEventListener(each, () => { globalThis.pressed = performance.now(); }, { capture: true });
}"""
WATCH = """() => {
  const bar = document.querySelector('#stop');
  globalThis.phases = [];
  new MutationObserver(() => globalThis.phases.push([bar.dataset.phase, performance.now() - globalThis.pressed]))
    .observe(bar, { attributes: true, attributeFilter: ['data-phase'] });
}"""
KEPT = """async () => {
  const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const requests = await Promise.all(caches_.map((each) => each.keys()));
  return requests.flat().map((each) => new URL(each.url).pathname);
}"""


@pytest.fixture
def kept(home, opened, network):
    """A page whose worker has kept the safety page, and its network."""
    cut = network(home)
    page = opened(home, port=cut.port, service_workers="allow")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page, cut


def test_a_browser_would_install_it(kept):
    page, _ = kept
    session = page.context.new_cdp_session(page)
    found = {each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert found <= {"in-incognito"}, found  # as every window of a test is


@pytest.mark.sr(29)
def test_without_a_network_the_safety_page_has_stop_and_says_what_to_do(kept):
    page, cut = kept
    cut.drop()
    page.reload()
    page.wait_for_selector("main .key")
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "safety", "offline")
    cut.restore()
    page.get_by_role("link").first.click()
    page.wait_for_selector(".link[data-link=live]")
    page.errors.clear()  # the browser's own words about the network


def stops(site):
    """How many stops the site knows of."""
    with site.client() as asks:
        return len(asks.get("v1/stops").json())


@pytest.mark.sr(29)
@pytest.mark.parametrize("key", ["Escape", "Space", None])
def test_stop_pressed_there_says_to_pull_the_key_and_arrives_when_it_can(kept, home, key):
    page, cut = kept
    before = stops(home)
    page.add_init_script(PRESSED)
    cut.drop()
    page.reload()
    page.wait_for_selector("main .key")
    page.evaluate(WATCH)
    if key is None:
        page.click("#stop-press")
    else:
        page.keyboard.press(key)
    page.wait_for_selector("#alarm:not([hidden])")
    shown = dict(page.evaluate("() => globalThis.phases"))
    assert shown["sending"] <= SAID_WITHIN
    assert shown["cannot"] <= ALARMED_WITHIN
    assert "PULL THE KEY" in page.inner_text("#stop-says")
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "safety", "pressed")
    page.click("#alarm-quiet")
    cut.restore()
    page.wait_for_selector("#stop[data-phase=stopped]")
    page.wait_for_selector("#alarm", state="hidden")
    assert stops(home) == before + 1
    page.errors.clear()  # the browser's own words about the network


@pytest.mark.sr(29)
def test_a_form_that_no_script_took_and_that_did_not_arrive_is_sent_on(kept, home):
    page, cut = kept
    before = stops(home)
    cut.drop()
    page.evaluate("() => HTMLFormElement.prototype.submit.call(document.getElementById('stop'))")
    page.wait_for_url("**/offline.html?pressed")
    page.wait_for_selector("#alarm:not([hidden])")
    cut.restore()
    page.wait_for_selector("#stop[data-phase=stopped]")
    assert stops(home) == before + 1
    page.errors.clear()


def test_nothing_that_is_asked_of_the_gateway_is_ever_kept(kept):
    page, _ = kept
    page.reload()
    page.wait_for_selector(".link[data-link=live]")
    names = page.evaluate(KEPT)
    assert "/offline.html" in names
    assert all(name == "/offline.html" or name.endswith(".css") or OWN_SCRIPT.search(name) for name in names)
