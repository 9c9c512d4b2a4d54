"""Devices are let in and sent away by their owner: a phone by its code, a screen by its own, a program by a token."""

import re

import pytest

import browsed
from owned import AGAIN, BY_ITSELF, ONCE


def reaches(site, token):
    """Whether a device is let in."""
    with site.client() as asks:
        return asks.get("v1/protocols", headers={"Authorization": f"Bearer {token}"}).is_success


def revoke(at, name):
    at.press("Revoke", at.row(name))
    at.seen("d-revoke")
    at.press("Revoke")
    at.done()
    at.row(name).wait_for(state="detached")


@pytest.mark.sr(42)
@pytest.mark.parametrize(("size", "hand"), AGAIN)
def test_a_phone_is_paired_by_its_code_and_revoked(house, desk, opened, size, hand):
    at = desk("devices", size, hand)
    at.press("Pair a phone", at.page)
    at.press("Show the code")
    code = at.dialog().get_by_role("img", name=re.compile("QR code")).get_attribute("aria-label")[-6:]
    at.seen("c-code")
    phone = opened(house, size="phone", go=False, **hand.context)
    phone.goto(f"http://{browsed.here()}:{house.port}/#/pair?code={code}")
    name = phone.get_by_label("What this device is called")
    name.fill("")
    hand.write(name, f"Phone {size}")
    hand.press(phone.get_by_role("button", name="Pair", exact=True))
    phone.wait_for_selector(".machine")
    at.press("Close")
    at.done()
    at.row(f"Phone {size}").wait_for()
    revoke(at, f"Phone {size}")
    phone.reload()
    phone.get_by_role("link", name="Pair this device").wait_for()
    phone.errors[:] = [error for error in phone.errors if not BY_ITSELF.search(error)]


@pytest.mark.sr(42)
@pytest.mark.parametrize(("size", "hand"), ONCE)
def test_a_device_that_asks_is_let_in_by_the_code_on_its_screen(house, desk, opened, size, hand):
    device = opened(house, "pair", stranger=True, size="phone", **hand.context)
    hand.press(device.get_by_role("button", name="Show a code"))
    code = device.locator(".code").inner_text()
    at = desk("devices", size, hand)
    waits = at.page.locator(".entry").filter(has=at.page.get_by_role("button", name="Send away"))
    name = waits.get_by_role("heading").inner_text()
    at.press("Let in", waits)
    at.write("Code on its screen", "000000" if code != "000000" else "111111")
    at.press("Let in")
    at.refused("Code on its screen", "e-wrong-code")
    at.write("Code on its screen", code)
    at.press("Let in")
    at.done()
    device.wait_for_selector(".machine")
    device.errors[:] = [error for error in device.errors if not BY_ITSELF.search(error)]
    at.row(name).wait_for()
    revoke(at, name)


@pytest.mark.parametrize(("size", "hand"), ONCE)
def test_a_program_is_let_in_and_revoked(house, desk, size, hand):
    name, at = f"Button {size}", desk("devices", size, hand)
    at.row("tablet of Sam Staff").wait_for()
    at.press("Let in a program", at.page)
    at.write("Name", name)
    at.seen("f-program")
    at.press("Make a token")
    token = at.dialog().locator(".token").inner_text()
    assert reaches(house, token)
    at.seen("g-token")
    at.press("Close")
    at.done()
    revoke(at, name)
    assert not reaches(house, token)
    at.seen("h-devices")
