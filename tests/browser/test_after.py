"""After a walk: how it felt, now and the next morning, by keyboard alone and by touch, on every size of screen."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from browsed import here
from hands import HANDS
from lived import LAST, STOPPED
from looked import PICTURES, everybody_can_use_it, pictured, stop_is_there


FINGER, KEYS = HANDS
# A browser tells by itself of refusals, and of headers that need TLS.
BY_ITSELF = re.compile(r"Failed to load resource|Cross-Origin-Opener-Policy header has been ignored")
WAYS = (("phone", FINGER, 5), ("tablet", KEYS, 6), ("tv", FINGER, 7), ("phone", KEYS, 2), ("tv", KEYS, 1))


@pytest.fixture
def house(sites):
    """A home with walks of four weeks."""
    return sites("lived")


def scale(page, asks, value):
    """A place on the scale of a question."""
    return page.get_by_role("group", name=asks).get_by_role("radio", name=str(value), exact=True)


def looked_at(page, journey, step):
    """Every step is looked at: where STOP is, by axe, and by people."""
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, journey, step)


def told(house):
    with house.client() as asks:
        return asks.get(f"v1/sessions/{LAST}/report").json()["after"]


@pytest.mark.parametrize(("size", "hand", "pain"), WAYS, ids=lambda value: getattr(value, "name", str(value)))
def test_how_it_felt_is_told_now_and_by_the_link_the_next_morning(house, opened, size, hand, pain):
    journey = f"after-{hand.name}"
    page = opened(house, f"after/{LAST}", size=size, **hand.context)
    hand.press(scale(page, "How hard was the walk?", pain))
    hand.press(scale(page, "How strong is your pain now?", pain))
    hand.press(page.get_by_role("group", name="Was any pain new or sharp?").get_by_role("radio", name="Yes"))
    hand.write(page.get_by_label("Anything else?"), f" {size}")
    looked_at(page, journey, "1-asked")
    page.get_by_role("button", name="Save").scroll_into_view_if_needed()
    pictured(page, journey, "2-answered")
    hand.press(page.get_by_role("button", name="Save"))
    expect(page.get_by_text("Saved. Thank you.")).to_be_visible()
    expect(page.get_by_text("Do not walk again before")).to_be_visible()
    kept = told(house)
    assert (kept["effort"], kept["pain0"], kept["sharp"], size in kept["notes"]) == (pain, pain, True, True)
    hand.press(page.get_by_role("button", name="Show the link"))
    link = page.locator(".address a")
    expect(link).to_be_visible()
    looked_at(page, journey, "3-link")
    morning(house, opened, link.get_attribute("href"), (size, hand, pain))
    read_report(page, hand, journey)
    with house.client() as asks:  # nobody is left with a pain that is new
        assert asks.post(f"v1/sessions/{LAST}/after", json={"sharp": False}).is_success


def read_report(page, hand, journey):
    """From how it felt to what it came to, and back by the browser's own way."""
    page.reload()
    hand.press(page.get_by_role("link", name="Not now: to the report"))
    expect(page.get_by_role("heading", name="Report of a walk")).to_be_visible()
    expect(page.locator(".happened")).to_contain_text("Ended: walked to the end")
    looked_at(page, journey, "6-report")
    for step, part in (("7-course", ".course"), ("8-segments", "table"), ("9-fields", ".all-fields")):
        page.locator(part).first.scroll_into_view_if_needed()
        pictured(page, journey, step)
    page.get_by_role("link", name="JSON").scroll_into_view_if_needed()
    looked_at(page, journey, "10-save")
    with page.expect_download() as got:
        hand.press(page.get_by_role("link", name="CSV"))
    assert got.value.suggested_filename == f"{LAST}.csv"


def morning(house, opened, address, way):
    """On the walker's own phone, which was never let in."""
    size, hand, pain = way
    phone = opened(house, size=size, go=False, **hand.context)
    # The site tells its own name; a test computer's is known to nobody, its address is.
    phone.goto(address.replace(urlsplit(address).hostname, here(), 1))
    expect(phone.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "true")
    expect(phone.locator("input:checked")).to_have_count(0)
    assert "Maria" not in phone.locator("body").inner_text()
    hand.press(scale(phone, "How strong is your pain this morning?", pain))
    hand.press(phone.get_by_role("group", name="Is anything swollen?").get_by_role("radio", name="No"))
    looked_at(phone, f"after-{hand.name}", "4-morning")
    hand.press(phone.get_by_role("button", name="Save"))
    expect(phone.get_by_text("Saved. Thank you, that was all.")).to_be_visible()
    looked_at(phone, f"after-{hand.name}", "5-morning-kept")
    phone.errors[:] = [error for error in phone.errors if not BY_ITSELF.search(error)]
    assert (told(house)["morning"], told(house)["swelling"]) == (pain, False)


def test_a_link_that_is_not_ours_says_so_and_what_to_do(house, opened):
    page = opened(house, f"morning/{LAST}/0123456789abcdef", stranger=True, size="phone")
    scale(page, "How strong is your pain this morning?", 0).check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This link is not one of ours")).to_be_visible()
    looked_at(page, "after-refused", "1-bad-link")
    page.errors[:] = [error for error in page.errors if not BY_ITSELF.search(error)]


def test_somebody_elses_walk_is_refused_with_who_may_see_it(gym, opened):
    page = opened(gym, "after/nobody-knows", person="Wanda Walker", size="tablet")
    expect(page.get_by_text("There is no such walk here")).to_be_visible()
    looked_at(page, "after-refused", "2-no-walk")
    page.errors[:] = [error for error in page.errors if not BY_ITSELF.search(error)]


@pytest.mark.parametrize("form", ["html", "fit", "tcx", "csv", "json"])
def test_a_walk_is_saved_as_what_is_pressed(house, opened, form):
    page = opened(house, f"report/{STOPPED}")
    with page.expect_download() as got:
        page.locator(f".saves a[href$='format={form}']").click()
    assert got.value.suggested_filename == f"{STOPPED}.{form}"
    assert got.value.path().stat().st_size > 500


# What a PDF calls each of its pages.
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize("session", [LAST, STOPPED])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_report_is_printed_on_two_pages_of_a4_black_on_white(house, opened, session, look):
    page = opened(house, f"report/{session}")
    page.emulate_media(color_scheme=look)
    expect(page.locator(".happened")).to_be_visible()
    assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 2
    page.emulate_media(media="print", color_scheme=look)
    page.set_viewport_size({"width": 703, "height": 1032})
    for gone in ("#stop", ".head", ".saves", ".plot"):
        expect(page.locator(gone)).to_be_hidden()
    expect(page.locator(".paper-plot")).to_be_visible()
    assert page.locator("h1").evaluate("(each) => getComputedStyle(each).color") == "rgb(15, 31, 29)"
    page.screenshot(path=PICTURES / f"paper-{session}-{look}.png", full_page=True)


def test_a_walk_that_is_not_there_says_so(house, opened):
    page = opened(house, "report/w-none", size="phone")
    expect(page.get_by_text("There is no such walk here")).to_be_visible()
    looked_at(page, "after-refused", "3-no-report")
    page.errors[:] = [error for error in page.errors if not BY_ITSELF.search(error)]
