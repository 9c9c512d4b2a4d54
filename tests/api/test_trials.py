"""Running an empty belt to measure it, over HTTP."""

import asyncio

import pytest

from faced import faced, virtually
from housed import LEFT
from paged import Page
from people import PIN


TICKS = ["nobody", "key", "clear_area", "treadmill"]
AT = f"/v1/treadmills/{LEFT}/trial"


async def owner(site, asks):
    return Page(site, asks, await site.logged_in("p-owner", PIN))


async def say(page, command, *, word=True):
    return await page.ask("POST", f"{AT}/commands", {"command": command}, word=word)


async def wait(page, holds, most=90):
    """Look every second, and keep the lease meanwhile."""
    for _ in range(most):
        seen = await page.ask("GET", AT)
        if holds(seen):
            return seen
        await page.ask("PUT", f"/v1/treadmills/{LEFT}/lease")
        await asyncio.sleep(1)
    raise AssertionError(seen)


@pytest.mark.sr(25)
def test_a_belt_is_run_measured_and_stopped_and_what_was_found_is_kept(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            page = await owner(site, asks)
            assert await page.ask("GET", AT) is None
            tasks = await page.ask("GET", "/v1/commissioning")
            assert [each["trial"] for each in tasks if each["trial"]] == ["slow", "faster", "stop", "link", "incline"]
            begun = await page.ask("POST", AT, {"trial": "stop", "ticks": TICKS}, word=True)
            assert (page.answer.status_code, begun["stage"], begun["asked_kmh"]) == (201, "awaiting_ready", 3.0)
            page.lease = begun["lease"]
            await wait(page, lambda seen: seen["not_ready"] is None)
            assert (await say(page, "ready"))["countdown_ms"] > 0
            await wait(page, lambda seen: seen["stage"] == "settling")
            await say(page, "steady")
            seen = await wait(page, lambda seen: (seen["readings"]["steady_for_ms"] or 0) > 2000)
            assert seen["readings"]["steady_kmh"] == 3.0 == seen["cap_kmh"]
            await page.ask("POST", f"/v1/treadmills/{LEFT}/stop")
            seen = await wait(page, lambda seen: seen["over"])
            assert (seen["ended"], seen["readings"]["stopped_from_kmh"]) == ("user_stop", 3.0)
            assert (await page.ask("DELETE", f"/v1/treadmills/{LEFT}/latch", word=True))["treadmill"] == LEFT
            after = await page.ask("GET", AT)
            assert (after["ended"], after["readings"]) == (
                "user_stop",
                seen["readings"] | {"steady_for_ms": after["readings"]["steady_for_ms"]},
            )
            kept = {
                "firmware": site.bay().found.firmware or "1.0",
                "by": "Tess",
                "stop_ms": seen["readings"]["stop_ms"],
            }
            proof = await page.ask("POST", f"/v1/treadmills/{LEFT}/commissioning", kept)
            assert not proof["commissioned"] and proof["record"]["stop_ms"] == seen["readings"]["stop_ms"]
            assert "not noted: the length of the belt" in proof["problems"]

    virtually(main)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "trial"),
        ({"trial": "sprint"}, "trial"),
        ({"trial": "slow", "ticks": ["nobody", "nobody"]}, "ticks"),
        ({"trial": "slow", "ticks": ["clouds"]}, "ticks.0"),
        ({"trial": "slow", "ticks": TICKS, "speed_kmh": 9}, "speed_kmh"),
    ],
)
def test_bad_input_names_its_field(tmp_path, body, field):
    async def main():
        async with faced(tmp_path) as (site, asks):
            page = await owner(site, asks)
            answer = await page.ask("POST", AT, body, word=True)
            assert page.answer.status_code == 422 and list(answer["fields"]) == [field], answer
            assert site.bay().snapshot.stage is None

    virtually(main)


@pytest.mark.sr(43)
def test_without_ticks_word_or_lease_nothing_moves(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            page = await owner(site, asks)
            assert (await page.ask("POST", AT, {"trial": "slow"}, word=True))["code"] == "preflight-failed"
            assert (await page.ask("POST", AT, {"trial": "slow", "ticks": TICKS}))["code"] == "nonce-needed"
            assert (await say(page, "ready"))["code"] == "gone"
            await page.ask("POST", AT, {"trial": "slow", "ticks": TICKS}, word=True)
            assert (await say(page, "ready"))["code"] == "lease-required"
            page.lease = site.bay().snapshot.lease
            assert (await say(page, "ready", word=False))["code"] == "nonce-needed"
            assert (await say(page, "part"))["code"] == "conflict"
            assert (await say(page, "end"))["over"]
            assert site.belt() == 0

    virtually(main)
