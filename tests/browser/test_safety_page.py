"""The page is installable; without a network there is a page about safety, with STOP, and nothing of belts is kept."""

import pytest

from looked import everybody_can_use_it, pictured, stop_is_there


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


def test_nothing_that_is_asked_of_the_gateway_is_ever_kept(kept):
    page, _ = kept
    page.reload()
    page.wait_for_selector(".link[data-link=live]")
    names = page.evaluate(KEPT)
    assert "/offline.html" in names
    assert all(name == "/offline.html" or name.endswith(".css") for name in names)
