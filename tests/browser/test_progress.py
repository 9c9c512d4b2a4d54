"""How a person gets on: the next step decided, a test written down, four weeks read and printed, by key and touch."""

import re

import pytest
from playwright.sync_api import expect

from hands import HANDS
from lived import MARIA, NEWCOMER
from looked import PICTURES, everybody_can_use_it, pictured, stop_is_there


FINGER, KEYS = HANDS
# A browser tells by itself of refusals.
BY_ITSELF = re.compile(r"Failed to load resource")
# What a PDF calls each of its pages.
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
WAYS = (("phone", KEYS, "8.5"), ("tablet", FINGER, "8"), ("tv", KEYS, "7.5"), ("phone", FINGER, "7"))


@pytest.fixture
def house(sites):
    """A home with walks of four weeks."""
    return sites("lived")


def looked_at(page, journey, step):
    """Every step is looked at: where STOP is, by axe, and by people."""
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, journey, step)


def read(house, what):
    with house.client() as asks:
        return asks.get(f"v1/people/{MARIA.id}/{what}").json()


@pytest.mark.sr(45)
@pytest.mark.parametrize(("size", "hand", "minutes"), WAYS, ids=lambda value: getattr(value, "name", value))
def test_the_next_step_is_decided_and_four_weeks_are_read(house, opened, size, hand, minutes):
    journey = f"progress-{hand.name}"
    page = opened(house, "progress", size=size, **hand.context)
    looked_at(page, journey, "1-people")
    hand.press(page.get_by_role("link", name=f"Look {MARIA.name}"))
    expect(page.locator(".four-weeks")).to_be_visible()
    looked_at(page, journey, "2-next")
    decide(page, hand, journey, minutes)
    chosen = read(house, "proposal")
    assert (chosen["answer"], chosen["chosen"]["seconds"]) == ("changed", float(minutes) * 60)
    hand.press(page.get_by_role("button", name="Accept"))
    expect(page.get_by_text("Accepted")).to_be_visible()
    assert read(house, "proposal")["answer"] == "accepted"
    for step, part in (("5-weeks", ".four-weeks"), ("6-week-by-week", "table"), ("7-tests", "#tests")):
        page.locator(part).first.scroll_into_view_if_needed()
        pictured(page, journey, step)
    measure(house, page, hand, journey)
    page.locator("#walks").scroll_into_view_if_needed()
    pictured(page, journey, "10-walks")
    hand.press(page.locator("td, th").get_by_role("link").first)
    expect(page.get_by_role("heading", name="Report of a walk")).to_be_visible()


def decide(page, hand, journey, minutes):
    """More than is proposed cannot be taken; less can, one thing at a time."""
    hand.press(page.get_by_role("button", name="Change", exact=True))
    take = page.get_by_role("button", name="Take this instead")
    expect(take).to_have_attribute("aria-disabled", "true")
    field = page.get_by_role("textbox", name="Time")
    hand.press(field)
    page.keyboard.press("Control+A")
    page.keyboard.type("99")
    expect(take).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Tab")
    expect(page.get_by_text(re.compile(r"^From 0\.5 to \d"))).to_be_visible()
    looked_at(page, journey, "3-too-much")
    hand.press(field)
    page.keyboard.press("Control+A")
    page.keyboard.type(minutes)
    hand.press(take)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Changed to")).to_be_visible()
    looked_at(page, journey, "4-changed")


def measure(house, page, hand, journey):
    """A result outside what the test can be is not taken; one inside is kept."""
    before = len(read(house, "outcomes"))
    hand.press(page.get_by_role("button", name="Write a result down"))
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Test").select_option("tug")
    hand.write(dialog.get_by_label("Result"), "999")
    expect(dialog.get_by_text("From 2 to 120 s")).to_be_visible()
    looked_at(page, journey, "8-no-result")
    page.keyboard.press("Control+A")
    page.keyboard.type("9.4")
    hand.press(dialog.get_by_role("button", name="Save"))
    expect(dialog).to_have_count(0)
    expect(page.get_by_text("9.4 s").first).to_be_visible()
    looked_at(page, journey, "9-result")
    assert len(read(house, "outcomes")) == before + 1


@pytest.mark.parametrize("look", ["light", "dark"])
def test_four_weeks_are_printed_on_one_page_of_a4(house, opened, look):
    page = opened(house, f"progress/{MARIA.id}")
    page.emulate_media(color_scheme=look)
    expect(page.locator(".four-weeks .at-720").first).to_be_visible()
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 1
    page.emulate_media(media="print", color_scheme=look)
    page.set_viewport_size({"width": 703, "height": 1032})
    for gone in ("#stop", ".head", "#walks"):
        expect(page.locator(gone)).to_be_hidden()
    page.screenshot(path=PICTURES / f"paper-four-weeks-{look}.png", full_page=True)


@pytest.mark.parametrize("name", ["Four weeks as a page", "Everything that is kept"])
def test_what_is_kept_of_a_person_is_saved(house, opened, name):
    page = opened(house, f"progress/{MARIA.id}")
    with page.expect_download() as got:
        page.get_by_text(name).click()
    assert MARIA.name in got.value.path().read_text(encoding="utf-8")


def test_somebody_who_has_not_walked_begins_with_the_first_protocol(house, opened):
    page = opened(house, f"progress/{NEWCOMER.id}", size="phone")
    expect(page.get_by_text("Begin with the first protocol")).to_be_visible()
    expect(page.get_by_role("button", name="Change", exact=True)).to_have_attribute("aria-disabled", "true")
    looked_at(page, "progress-empty", "1-newcomer")


@pytest.mark.sr(42)
@pytest.mark.parametrize("size", ["phone", "tv"])
def test_the_records_of_others_are_refused_with_who_may_read_them(gym, opened, size):
    with gym.client("Sam Staff") as asks:
        other = next(each["id"] for each in asks.get("v1/people").json() if each["name"] == "Tina Trainer")
    page = opened(gym, f"progress/{other}", person="Wanda Walker", size=size)
    expect(page.get_by_text("You are here as Wanda Walker.")).to_be_visible()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    assert "Tina" not in page.locator("main").inner_text()
    looked_at(page, "progress-refused", "1-not-yours")
    page.errors[:] = [error for error in page.errors if not BY_ITSELF.search(error)]
