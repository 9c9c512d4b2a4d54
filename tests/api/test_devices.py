"""Devices that are let in: named, renewed, listed and revoked over HTTP."""

import pytest

from faced import faced, headers_of, virtually
from housed import NOON
from people import OTHER_PIN, PIN
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.views import rfc3339


def owned(tmp_path, test):
    async def main():
        async with faced(tmp_path) as (site, asks):
            owner = headers_of(await site.logged_in("p-owner", PIN))
            operator = site.access.authenticate(site.access.operator, loopback=True)
            leave = Leave(frozenset({Scope.CONTROL}), name="tablet", lasts=3_600)
            await test(site, asks, owner, site.admission.issue(operator, leave).device.id)

    virtually(main)


def test_a_device_gets_another_name_and_another_end(tmp_path):
    async def test(_, asks, owner, device):
        where = f"/v1/tokens/{device}"
        named = await asks.patch(where, json={"name": "Treadmill 3"}, headers=owner)
        assert (named.status_code, named.json()["name"]) == (200, "Treadmill 3"), named.text
        assert named.json()["expires"][:10] == rfc3339(NOON)[:10]  # it stays
        longer = (await asks.patch(where, json={"lasts_s": 86_400}, headers=owner)).json()
        assert (longer["expires"][:10], longer["name"]) == (rfc3339(NOON + 86_400)[:10], "Treadmill 3")
        ever = (await asks.patch(where, json={"lasts_s": None, "name": "Till"}, headers=owner)).json()
        assert (ever["expires"], ever["name"]) == (None, "Till")
        assert ever in (await asks.get("/v1/tokens", headers=owner)).json()

    owned(tmp_path, test)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": None}, {"lasts_s": 0}, {"scopes": ["admin"]}])
def test_what_is_no_change_is_refused_by_field(tmp_path, body):
    async def test(_, asks, owner, device):
        refused = await asks.patch(f"/v1/tokens/{device}", json=body, headers=owner)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid") and refused.json()["fields"]

    owned(tmp_path, test)


def test_who_could_not_let_it_in_changes_nothing_of_it(tmp_path):
    async def test(site, asks, owner, device):
        staff = headers_of(await site.logged_in("p-staff", OTHER_PIN))
        mine = next(each for each in site.access.roll.live() if "admin" in each.scopes)
        refused = await asks.patch(f"/v1/tokens/{mine.id}", json={"name": "Mine"}, headers=staff)
        assert refused.json()["code"] in ("role", "scope")
        gone = await asks.patch("/v1/tokens/d-nothing", json={"name": "Mine"}, headers=owner)
        assert gone.status_code == 404
        assert (await asks.delete(f"/v1/tokens/{device}", headers=owner)).status_code == 204
        assert (await asks.patch(f"/v1/tokens/{device}", json={"name": "Mine"}, headers=owner)).status_code == 404

    owned(tmp_path, test)


# ── coming in ───────────────────────────────────────────────────────────────────────────────────────


def test_people_log_in_by_the_name_they_are_called(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            tablet = headers_of(site.token(Scope.CONTROL))
            in_ = await asks.post("/v1/login", json={"name": "  STAN ", "pin": OTHER_PIN}, headers=tablet)
            told = in_.json()
            assert (told["person"], told["logged_in"], told["units"], told["language"]) == (
                "p-staff", True, "km/h", "en",
            )  # fmt: skip
            assert 0 < told["confirmed_for_ms"] <= 300_000
            assert (await asks.post("/v1/logout", headers=tablet)).status_code == 204
            alone = (await asks.get("/v1/me", headers=tablet)).json()
            assert (alone["logged_in"], alone["confirmed_for_ms"], alone["units"]) == (False, 0, None)

    virtually(main)


def test_a_name_nobody_or_several_have_logs_nobody_in(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            tablet = headers_of(site.token(Scope.CONTROL))
            for body, status, code in (
                ({"name": "Nobody", "pin": PIN}, 401, "wrong-pin"),
                ({"name": "Nora", "pin": PIN}, 401, "wrong-pin"),  # she has no PIN
                ({"pin": PIN}, 422, "invalid"),
                ({"name": "Stan", "person": "p-staff", "pin": OTHER_PIN}, 422, "invalid"),
            ):
                answer = await asks.post("/v1/login", json=body, headers=tablet)
                assert (answer.status_code, answer.json()["code"]) == (status, code), body
            owner = headers_of(await site.logged_in("p-owner", PIN))
            twin = await asks.post("/v1/people", json={"name": "stan"}, headers=owner)
            await asks.put(f"/v1/people/{twin.json()['id']}/pin", json={"pin": "7391"}, headers=owner)
            answer = await asks.post("/v1/login", json={"name": "Stan", "pin": OTHER_PIN}, headers=tablet)
            assert (answer.status_code, answer.json()["fields"]) == (409, {"name": "several"})

    virtually(main)
