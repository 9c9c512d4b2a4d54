"""A protocol is looked at, written anew in a form and as text, kept, saved as a file and taken away."""

import pytest

from looked import SIZES, everybody_can_use_it, pictured, stop_is_there


def fill(page, label, text):
    page.get_by_label(label, exact=True).first.fill(text)


@pytest.mark.parametrize("size", SIZES)
def test_one_like_another_is_written_in_the_form_and_kept(home, opened, size, tmp_path):
    own = f"OWN-{size}"
    page = opened(home, "protocols", size=size)
    page.get_by_role("link", name="Look at P04").click()
    page.wait_for_selector(".plot")
    pictured(page, "protocols", "1-one")
    page.get_by_role("link", name="Write one like it").click()
    page.wait_for_selector(".notice.good")
    fill(page, "Name", "Mine, a little slower")
    fill(page, "Short name", own)
    third = page.locator(".piece").nth(2)
    third.get_by_label("Speed", exact=True).fill("9")
    page.wait_for_selector(".piece .error")
    assert (
        "limit" in page.locator(".piece .error").first.inner_text()
        or "above" in page.locator(".piece").nth(2).inner_text()
    )
    assert page.get_by_role("button", name="Keep it").get_attribute("aria-disabled") == "true"
    pictured(page, "protocols", "2-wrong")
    third.get_by_label("Speed", exact=True).fill("2")
    third.get_by_label("Lasts", exact=True).fill("4:00")
    page.wait_for_selector(".notice.good")
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "protocols", "3-right")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector("text=Mine, a little slower >> visible=true")
    page.wait_for_url(f"**/#/protocols/{own}")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the file").click()
    saved.value.save_as(tmp_path / "own.yaml")
    assert '"4' not in (text := (tmp_path / "own.yaml").read_text(encoding="utf-8")) and f'id: "{own}"' in text
    page.get_by_role("button", name="Take it away").click()
    pictured(page, "protocols", "4-take-away")
    page.get_by_role("dialog").get_by_role("button", name="Take it away").click()
    page.wait_for_url("**/#/protocols")
    page.wait_for_selector(".protocols .card")
    assert page.get_by_role("link", name=f"Look at {own}").count() == 0


def test_a_file_with_mistakes_is_brought_in_as_text_and_every_mistake_named(home, opened, tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "id: BAD\nname: Bad\nlevel: beginner\nsegments:\n  - hold: {speed: 3}\n", encoding="utf-8"
    )
    page = opened(home, "editor")
    page.get_by_label("Bring in a file").set_input_files(tmp_path / "bad.yaml")
    page.wait_for_selector(".lines li")
    told = page.locator(".lines").inner_text()
    assert "Line 5" in told and "speed" in told and "basis" in told
    pictured(page, "protocols", "5-text")
    good = "id: GOOD\nname: Good\nlevel: beginner\nbasis: ours\nfacing: backward\nsegments:\n  - settle: {for: 60 s}\n"
    fill(page, "The protocol file", good)
    page.wait_for_selector(".notice.good")
    page.get_by_role("tab", name="Form").click()
    assert page.get_by_label("Short name", exact=True).input_value() == "GOOD"
    assert page.locator(".piece").count() == 1


def test_it_is_written_with_the_keyboard_alone(home, opened):
    page = opened(home, "editor")
    page.wait_for_selector(".piece")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("By keys alone")
    page.keyboard.press("Tab")
    page.keyboard.type("KEYS")
    page.get_by_label("Where dose and speeds come from", exact=True).focus()
    page.keyboard.type("our own judgement")
    page.wait_for_selector(".notice.good")
    page.get_by_role("button", name="Keep it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#/protocols/KEYS")
    page.wait_for_selector(".plot")
