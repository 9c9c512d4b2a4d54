"""Beginning a walk by an address ahead of what was chosen, as after a reload: each step is still taken by a press."""

import re

from playwright.sync_api import expect

from walked import known


def test_a_choice_after_a_reload_leaps_over_no_step(home, opened):
    with home.client() as asks:
        known(asks, "Rolf Reload")
    machine = home.treadmills()[0]["id"]
    page = opened(home, f"start/{machine}/health", size="phone")
    page.get_by_role("radio", name="Rolf Reload").focus()
    expect(page).to_have_url(re.compile("/person$"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Rolf Reload")).to_be_checked()
    expect(page.locator(".start")).to_have_attribute("data-step", "person")
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.locator(".start")).to_have_attribute("data-step", re.compile("health|protocol"))
