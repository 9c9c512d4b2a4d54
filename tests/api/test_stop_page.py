"""A stop by a form: pressed like every other, answered with a plain page, and nothing of that in its way."""

import pytest

from faced import faced, virtually
from retrowalk.api import stop_page
from retrowalk.api.page import CSP


BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "content-type": "application/x-www-form-urlencoded"}


def with_site(tmp_path, play):
    async def main():
        async with faced(tmp_path) as (site, asks):
            return await play(site, asks)

    return virtually(main)


@pytest.mark.sr(29)
def test_a_form_is_answered_with_a_page_that_tells_the_truth(tmp_path):
    async def play(site, asks):
        pressed = await asks.post("/v1/stop", headers=BROWSER)
        record = site.stops.latest()[0]
        return pressed, record, await asks.get(f"/v1/stops/{record.id}", headers={"accept": "text/html"})

    pressed, record, later = with_site(tmp_path, play)
    assert (pressed.status_code, later.status_code) == (202, 200)
    for answer in (pressed, later):
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers.get_list("content-security-policy") == [CSP]
        assert answer.headers["cache-control"] == "no-store"
    assert f"v1/stops/{record.id}" in pressed.text
    assert pressed.headers["location"] == f"/v1/stops/{record.id}"


def test_programs_are_answered_as_before(tmp_path):
    async def play(site, asks):
        pressed = await asks.post("/v1/stop", headers={"accept": "*/*"})
        return pressed, await asks.get(f"/v1/stops/{site.stops.latest()[0].id}")

    pressed, later = with_site(tmp_path, play)
    assert pressed.json()["id"] == later.json()["id"]


def test_a_stop_nobody_knows_is_not_found_for_browsers_too(tmp_path):
    async def play(_, asks):
        return await asks.get("/v1/stops/none", headers={"accept": "text/html"})

    assert with_site(tmp_path, play).status_code == 404


def test_one_treadmill_is_stopped_by_a_form_as_well(tmp_path):
    async def play(site, asks):
        (name,) = site.fleet.bays
        return await asks.post(f"/v1/treadmills/{name}/stop", headers=BROWSER), site.stops.latest()[0].scope, name

    answer, scope, name = with_site(tmp_path, play)
    assert answer.status_code == 202
    assert scope == name
    assert '"../../../v1/stop"' in answer.text


@pytest.mark.sr(29)
def test_a_page_that_cannot_be_made_stops_all_the_same(tmp_path, monkeypatch):
    def broken(*_):
        raise KeyError("no such word")

    monkeypatch.setattr(stop_page, "stopped", broken)

    async def play(site, asks):
        return await asks.post("/v1/stop", headers=BROWSER), len(site.stops.latest())

    answer, stops = with_site(tmp_path, play)
    assert (answer.status_code, stops) == (202, 1)
    assert answer.json()["presses"] == 1
