"""A phone is paired: the owner shows a code to scan, and the phone that comes with it is let in, once."""

import re

import pytest

from browsed import here, serving
from looked import everybody_can_use_it, pictured, stop_is_there


BY_ITSELF = re.compile(r"Failed to load resource")


@pytest.fixture(scope="module")
def open_home(tmp_path_factory):
    """A home that phones reach as well."""
    with serving(tmp_path_factory.mktemp("open"), "--set", "http.host=0.0.0.0", "--set", "http.plain=true") as site:
        site.tokens = {}
        yield site


def test_a_phone_is_let_in_by_the_code_its_owner_shows(open_home, opened):
    owner = opened(open_home, "owner")
    owner.get_by_role("tab", name="Devices").click()
    owner.get_by_role("button", name="Pair a phone").click()
    show = owner.get_by_role("button", name="Show the code")
    show.click()
    owner.get_by_text("This takes a proof of who you are.").wait_for()
    owner.errors.clear()  # a browser tells of every refusal by itself
    show.click()
    code = owner.get_by_role("img", name=re.compile("QR code")).get_attribute("aria-label")[-6:]
    assert owner.get_by_text(code, exact=True).is_visible()
    for width, height in ((360, 740), (820, 1180)):
        owner.set_viewport_size({"width": width, "height": height})
        stop_is_there(owner)
        pictured(owner, "pairing", "1-code")
    everybody_can_use_it(owner)
    phone, late = opened(open_home, size="phone", go=False), opened(open_home, size="phone", go=False)
    address = f"http://{here()}:{open_home.port}/#/pair?code={code}"
    phone.goto(address)
    phone.get_by_role("heading", name="Pair this device").wait_for()
    pictured(phone, "pairing", "2-phone")
    phone.locator("main form button[type=submit]").click()
    phone.wait_for_selector(".machine")
    pictured(phone, "pairing", "3-let-in")
    late.goto(address)
    late.locator("main form button[type=submit]").click()
    late.locator("main form .notice").wait_for()
    assert not late.locator(".machine").is_visible()
    for page in (phone, late):  # a browser tells by itself of refusals, and of headers that need TLS
        page.errors[:] = [error for error in page.errors if not BY_ITSELF.search(error)]
