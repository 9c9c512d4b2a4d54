"""The owner's page: people and caps come and go by every hand at every size, and everything can be read."""

import json

import pytest

import browsed
from owned import AGAIN, ONCE, OWNER, asked, known


NEW_PIN = "604183"


# ── somebody comes, is changed and goes ─────────────────────────────────────────────────────────────


def add(house, at, name):
    """A new person with a role of the staff, which takes the owner."""
    at.press("Add somebody", at.page)
    assert at.dialog().get_by_role("button", name="Save").get_attribute("aria-disabled") == "true"
    at.write("Name", name)
    at.write("Year of birth", "1979")
    at.hand.press(at.dialog().get_by_role("checkbox", name="trainer"))
    at.seen("1-somebody-new")
    at.press("Save")
    at.row(name).wait_for()
    at.done()
    added = known(house, name)
    assert (added["born"], added["roles"], added["pin"]) == (1979, ["walker", "trainer"], False)
    at.seen("2-people")


def give_a_role(house, at, name):
    """A second role; what was not touched stays."""
    at.press("Change", at.row(name))
    at.hand.press(at.dialog().get_by_role("checkbox", name="technician"))
    at.seen("3-roles")
    at.press("Save")
    at.done()
    changed = known(house, name)
    assert (changed["born"], changed["roles"]) == (1979, ["walker", "trainer", "technician"])


def set_pin(house, at, name):
    """One that is too easy is refused in words; a good one lets them log in."""
    at.press("PIN", at.row(name))
    press = at.dialog().get_by_role("button", name="Set the PIN")
    at.write("New PIN", "12")
    assert press.get_attribute("aria-disabled") == "true", "two digits are no PIN"
    at.write("New PIN", "3456")
    at.press("Set the PIN")
    at.refused("New PIN", "4-pin-too-easy")
    at.write("New PIN", NEW_PIN)
    at.press("Set the PIN")
    at.done()
    with house.client("Sam Staff") as asks:
        assert asks.post("v1/login", json={"name": name, "pin": NEW_PIN}).is_success
        assert asks.post("v1/login", json={"name": "Sam Staff", "pin": browsed.PIN}).is_success
    assert known(house, name)["pin"] is True


def erase(house, at, name):
    """Not before their file was saved, not by another name, and not when there is more than was saved."""
    person = known(house, name)["id"]
    at.press("Erase", at.row(name))
    press = at.dialog().get_by_role("button", name=f"Erase {name}")
    at.write("Their name, as it stands above", "Somebody Else")
    assert_refused(at, press, "Save their file first.")
    at.seen("5-erase")
    save(at, name)
    assert_refused(at, press, f"Type {name} first.")
    with house.client(OWNER) as asks:  # more is known by now than was saved
        version = asks.get(f"v1/people/{person}").headers["ETag"]
        changed = asks.patch(f"v1/people/{person}", json={"born": 1981}, headers={"If-Match": version})
        assert changed.is_success, changed.text
    at.dialog().get_by_label("Their name, as it stands above").fill("")
    at.write("Their name, as it stands above", name)
    at.press(f"Erase {name}")
    at.dialog().locator(".notice.warn").nth(1).wait_for()
    assert known(house, name), "erased with more than was saved"
    at.seen("6-more-than-saved")
    assert_refused(at, press, "Save their file first.")
    assert save(at, name)["person"]["born"] == 1981
    at.seen("7-erase-now")
    at.press(f"Erase {name}")
    at.done()
    at.row(name).wait_for(state="detached")
    assert known(house, name) is None


def assert_refused(at, press, why):
    """It says why not, and a press does nothing."""
    assert press.get_attribute("aria-disabled") == "true"
    at.dialog().get_by_text(why).wait_for()
    at.hand.try_to_press(press)
    assert at.dialog().is_visible()


def save(at, name):
    """Their file, as it was saved."""
    with at.page.expect_download() as download:
        at.press("Save the file")
    kept = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert kept["person"]["name"] == name
    return kept


@pytest.mark.sr(42)
@pytest.mark.parametrize(("size", "hand"), ONCE)
def test_somebody_is_added_given_a_role_and_a_pin_and_erased(house, desk, size, hand):
    at = desk("people", size, hand)
    for act in (add, give_a_role, set_pin, erase):
        act(house, at, f"Nora {size}")


# ── caps ────────────────────────────────────────────────────────────────────────────────────────────


def lowest(site, source):
    """The lowest speed that one source sets (km/h)."""
    layers = asked(site, "v1/limits")[0]["layers"]
    return min(each["speed_kmh"] for each in layers if each["source"] == source and each["speed_kmh"] is not None)


def layer(at, name):
    """The rows of a layer in the tables, one for each facing."""
    return at.page.get_by_role("row").filter(has=at.page.get_by_role("rowheader", name=name, exact=True))


@pytest.mark.sr(41)
@pytest.mark.sr(42)
@pytest.mark.parametrize(("size", "hand"), AGAIN)
def test_a_cap_is_lowered_at_once_and_lifted_by_asking_twice(house, desk, size, hand):
    at = desk("caps", size, hand)
    layer(at, "site").first.wait_for()
    before = lowest(house, "site")
    at.press("Set a cap", at.page)
    at.write("At most", "1.3")
    at.write("Reason", "a new belt")
    at.seen("8-lower")
    at.press("Set it")
    at.done()
    assert lowest(house, "site") == 1.3
    layer(at, "site").filter(has_text="1.3").filter(has_text=OWNER).first.wait_for()
    at.seen("9-lowered")

    at.press("Lift", at.page)
    at.press("Set it")
    at.dialog().locator(".notice.warn").wait_for()
    assert lowest(house, "site") == 1.3, "lifted without a reason"
    at.write("Reason", "it is run in")
    at.press("Set it")
    at.dialog().get_by_role("button", name="Raise it for everybody").wait_for()
    assert lowest(house, "site") == 1.3, "lifted by asking once"
    at.seen("a-asked-once")
    at.press("Raise it for everybody")
    at.done()
    assert lowest(house, "site") == before
    at.page.locator(".entry").filter(has_text="it is run in").first.wait_for()
    at.seen("b-lifted")


# ── to be read ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(42)
@pytest.mark.parametrize(("size", "hand"), [*ONCE, AGAIN[0]])
def test_settings_deeds_and_health_are_there_to_read(house, desk, size, hand):
    at = desk("people", size, hand)
    at.turn_to("Settings")
    at.hand.write(at.page.get_by_label("Find a setting"), "home or gym")
    mode = at.page.locator(".setting")
    assert '"gym"' in mode.inner_text()
    assert mode.count() == 1
    at.seen("i-settings")
    at.turn_to("Audit")
    at.page.get_by_role("cell", name="added a person").first.wait_for()
    at.hand.write(at.page.get_by_label("Find on this page"), "Sam Staff")
    at.page.get_by_role("row").filter(has_text="Wanda Walker").first.wait_for(state="detached")
    assert all("Sam Staff" in each for each in at.page.locator("tbody tr").all_inner_texts())
    at.seen("j-audit")
    at.turn_to("Service")
    at.page.get_by_text("Everything is well. Walks may begin.").wait_for()
    assert at.page.get_by_text("retrowalk backup site.tar.gz").is_visible()
    with at.page.expect_download() as download:
        at.press("Save the file", at.page)
    told = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert told["treadmills"] == len(house.treadmills(OWNER))
    at.seen("k-service")
