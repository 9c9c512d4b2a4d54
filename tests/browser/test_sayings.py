"""What the page says is true of what is looked at, now: a result of STOP, and what becomes of what is asked."""

import re

import pytest

from walked import released, walking


GERMAN = re.compile(r"/assets/de-[^/]*[.]js$")
LIVE = re.compile(r"/v1/live$")


def _stopped(page):
    page.wait_for_selector("#stop[data-phase=stopped]")


@pytest.mark.sr(23)
def test_what_became_of_one_belt_is_not_told_of_another_that_runs(home, opened):
    released(home)
    stands, runs = (each["id"] for each in home.treadmills()[:2])
    with walking(home, runs) as walk, home.client() as asks:
        page = opened(home, f"walk/{stands}")
        page.wait_for_selector(".walk-view[data-live=live]")
        page.keyboard.press("Escape")
        _stopped(page)
        page.goto(f"{home.url}#/walk/{runs}")
        page.wait_for_selector(".walk-view[data-face=settling]")
        assert page.get_attribute("#stop", "data-phase") == "idle"
        assert "stopped" not in page.inner_text("#stop-says")
        assert walk.look(asks)["speed_kmh"] > 0
        page.goto(f"{home.url}#/")
        _stopped(page)
        label = next(each["label"] for each in home.treadmills() if each["id"] == stands)
        assert page.inner_text("#stop-says").startswith(f"{label}: ")


@pytest.mark.sr(23)
def test_without_a_connection_no_belt_is_said_to_stand(home, opened, network):
    released(home)
    cut = network(home)
    page = opened(home, port=cut.port)
    page.wait_for_selector(".link[data-link=live]")
    page.keyboard.press("Escape")
    _stopped(page)
    cut.drop()
    # Long before a result that still holds would go by itself.
    page.wait_for_selector("#stop[data-phase=idle]", timeout=10_000)
    page.wait_for_selector(".link[data-link=offline]", timeout=10_000)
    assert page.inner_text("#stop-says").startswith("Not connected")
    page.errors.clear()  # the browser's own words about the network


@pytest.mark.sr(29)
def test_a_command_has_an_end_with_the_live_channel_cut_too(home, opened):
    page = opened(home, "pair", go=False)
    page.route_web_socket(LIVE, lambda socket: socket.close())
    page.goto(page.address)
    page.wait_for_selector(".link[data-link=polling]")
    page.fill("main form input", "123456")
    with page.expect_request(lambda each: each.method == "POST") as asked:
        page.click("main form button[type=submit]")
    assert int(asked.value.headers["good-until"]) > 0
    page.wait_for_selector("main .notice")
    page.errors.clear()  # the browser's own words on the socket that was closed, and on a code that is none


def test_words_that_do_not_come_are_english_until_they_do(home, opened):
    page = opened(home, go=False)
    page.add_init_script("localStorage.setItem('retrowalk.language', 'de')")
    page.route(GERMAN, lambda route: route.abort())
    page.goto(page.address)
    page.wait_for_selector("main[data-view] h1")
    assert page.get_attribute("html", "lang") == "en"
    assert "BELT" in page.inner_text("#stop-word")
    page.get_by_role("button", name="Display").wait_for()
    page.unroute(GERMAN)
    page.wait_for_selector("html[lang=de]", timeout=10_000)
    assert "BAND" in page.inner_text("#stop-word")
    page.errors.clear()  # the browser's own words on what did not come
