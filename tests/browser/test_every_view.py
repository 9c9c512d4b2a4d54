"""Every view in every state at every size: STOP is there, everybody can use it, and nothing is wrong in the console."""

import json
import re

import pytest

from looked import SIZES, everybody_can_use_it, pictured, sized, stop_is_there
from views import VIEWS


API = re.compile(r"/(?:v1|health)/")
LIVE = re.compile(r"/v1/live$")
FAILED = {"code": "internal", "status": 500, "title": "failed", "detail": "made to fail", "type": "", "instance": "/"}
PROBLEM = json.dumps({**FAILED, "trace_id": "0"})
# What a browser says by itself about requests that were made to fail.
BY_ITSELF = re.compile(r"Failed to load resource|WebSocket connection to")


def loading(page):
    """Nothing is answered."""
    page.route(API, lambda _: None)
    page.route_web_socket(LIVE, lambda _: None)


def failing(page):
    """Everything is refused for no fault of the page's."""
    page.route(API, lambda route: route.fulfill(status=500, content_type="application/problem+json", body=PROBLEM))
    page.route_web_socket(LIVE, lambda socket: socket.close())


def offline(page):
    """The gateway cannot be reached."""
    page.route(API, lambda route: route.abort("connectionrefused"))
    page.route_web_socket(LIVE, lambda socket: socket.close())


STATES = {"ready": None, "loading": loading, "failing": failing, "offline": offline}


@pytest.mark.sr(29)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view(sites, opened, view, state):
    site = sites(view.site)
    page = opened(site, view.at(site), person=view.person, stranger=view.stranger, go=False)
    if STATES[state]:
        STATES[state](page)
    page.goto(page.address)
    page.wait_for_selector(view.ready if state == "ready" else "main:not(.before)")
    for size in SIZES:
        sized(page, size)
        stop_is_there(page)
        if state == "ready":
            pictured(page, "views", view.name)
    everybody_can_use_it(page)
    page.errors[:] = [error for error in page.errors if state == "ready" or not BY_ITSELF.search(error)]


@pytest.mark.sr(29)
@pytest.mark.parametrize("size", SIZES)
def test_before_its_script_has_come_the_page_is_one(home, opened, size):
    page = opened(home, size=size, go=False)
    page.route(re.compile(r"\.js$"), lambda _: None)
    page.goto(page.address, wait_until="commit")
    page.wait_for_selector("main.before h1")
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "before", "1-page")


@pytest.mark.parametrize("size", SIZES)
def test_without_a_script_stop_is_there_and_stops(home, opened, size):
    page = opened(home, size=size, java_script_enabled=False)
    stop = page.locator("#stop-press")
    place = stop.bounding_box()
    width, height = SIZES[size]
    assert place["height"] >= 96
    assert place["x"] >= 0
    assert place["x"] + place["width"] <= width
    assert place["y"] + place["height"] <= height
    pictured(page, "scriptless", "1-page")
    stop.click()
    page.wait_for_url(re.compile(r"/v1/stop$"))
    assert page.locator("[role=status]").inner_text()
    pictured(page, "scriptless", "2-pressed")
    page.wait_for_selector("[role=status].confirmed")
    assert "measured" in page.locator("[role=status]").inner_text()
    page.get_by_role("link").click()
    page.wait_for_selector("#stop-press")


@pytest.mark.sr(29)
@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_stop_is_whole_with_letters_of_twice_the_size(home, opened, language):
    page = opened(home, size="phone", go=False)
    page.add_init_script(f"localStorage.setItem('retrowalk.language', '{language}');")
    page.goto(page.address)
    page.wait_for_selector(".machine")
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    for size in SIZES:
        sized(page, size)
        stop_is_there(page)
    sized(page, "phone")
    pictured(page, "large", language)
    page.set_viewport_size({"width": 205, "height": 480})  # a tablet's half, magnified twice
    stop_is_there(page)
