"""A walk on a page: its plan while it is walked, its report when it was, and what the screens show of it."""

import asyncio

import pytest

from faced import virtually
from housed import LEFT
from paged import Page, at_desk
from retrowalk.gateway.principal import Scope


@pytest.mark.sr(40)
def test_what_comes_next_what_ready_waits_for_and_whose_cap_it_is_are_shown_while_it_is_walked(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            session = (await page.begin(walker))["id"]
            seen = (await page.look())["walk"]
            assert (seen["session"], seen["person"], seen["level"], seen["supervisor"]) == (
                session, walker.id, "first", None,
            )  # fmt: skip
            assert (seen["not_ready"], seen["countdown_ms"], seen["next"]) == (None, None, None)
            for item in seen["missing"]:
                await page.command(session, "confirm", item=item)
            assert (await page.look())["walk"]["not_ready"]
            for _ in range(5):
                await page.keep()
            assert (await page.look())["walk"]["not_ready"] is None
            await page.command(session, "ready", word=True)
            await page.keep()
            counting = (await page.look())["walk"]
            assert (counting["stage"], counting["not_ready"]) == ("countdown", None)
            assert 2_000 < counting["countdown_ms"] < 5_000
            await page.keep("settling")
            settling = await page.look()
            assert (settling["walk"]["steady"], settling["walk"]["next"]["kind"]) == (False, "hold")
            assert settling["walk"]["next"]["facing"] == "backward" and settling["walk"]["next"]["speed_kmh"] > 1
            assert (settling["cap"]["speed_source"], settling["cap"]["speed_set_by"]) == ("level", "first")
            await page.command(session, "steady", word=True)
            assert (await page.look())["walk"]["steady"] is True
            screen = Page(site, page.asks, site.token(Scope.DISPLAY))
            planned = await screen.ask("GET", f"/v1/sessions/{session}/plan")
            assert screen.answer.status_code == 200
            assert planned["walked"]["t_s"][-1] == planned["walked_s"] and len(planned["walked"]["speed_kmh"]) == len(
                planned["walked"]["t_s"]
            )
            assert sum(each["lasts_s"] for each in planned["steps"]) == pytest.approx(planned["walked_s"])
            await page.ask("POST", f"/v1/treadmills/{LEFT}/stop")
            await page.until(f"/v1/treadmills/{LEFT}", lambda told: told["belt"] == "latched")
            over = (await page.look())["walk"]
            assert (over["stage"], over["session"], over["person"]) == ("finished", session, walker.id)
            await screen.ask("GET", f"/v1/sessions/{session}/plan")
            # Over, or over and its journal closed: which of both is for the disk to say.
            assert screen.answer.status_code in (404, 410)

    virtually(main)


def entries(report):
    return {each["key"]: each for section in report["sections"] for each in section["entries"]}


def test_a_report_has_every_field_with_what_nobody_told_said_so(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            session = (await page.begin(walker, before={"pain": 2, "ticks": ["clip", "shoes"]}))["id"]
            under_way = await page.ask("GET", f"/v1/sessions/{session}/report")
            assert (under_way["light"], under_way["name"]) == (None, "Ada")
            await page.start(session)
            await page.ask("POST", f"/v1/sessions/{session}/marks", {"kind": "rpe", "value": 3})
            await page.keep()
            await page.ask("POST", f"/v1/treadmills/{LEFT}/stop")
            await page.until(f"/v1/treadmills/{LEFT}", lambda told: told["belt"] == "latched")
            await site.recorder.settled()
            await page.ask("POST", f"/v1/sessions/{session}/after", {"pain0": 1, "effort": 4, "handrail": "one"})
            report = await page.ask("GET", f"/v1/sessions/{session}/report")
            fields = entries(report)
            assert [each["title"] for each in report["sections"]] == [
                "Plan", "Before", "During", "End", "After", "Quality",
            ]  # fmt: skip
            assert fields["pain_before"] == {
                "key": "pain_before", "label": "Pain before", "shown": "2 of 10", "known": True, "value": 2,
            }  # fmt: skip
            assert (fields["pain_next_morning"]["value"], fields["commissioned"]["value"]) == (None, True)
            assert fields["ticks"]["value"] == ["clip", "shoes"] and fields["belt_time_s"]["value"] > 30
            assert (fields["pain_next_morning"]["known"], fields["pain_next_morning"]["shown"]) == (False, "not told")
            assert fields["stop_reason"]["shown"] == "user stop" and fields["standstill_measured"]["shown"] == "yes"
            assert [(each["kind"], each["value"]) for each in report["marks"]] == [("rpe", 3)]
            assert report["marks"][0]["t_s"] > 30
            last = report["events"][-1]
            assert (last["text"], last["code"], last["of"]) == ("ended: user stop", "ended", "user_stop")
            settled, held = report["segments"]
            assert (settled["kind"], settled["planned_s"], settled["planned_kmh"]) == ("settle", 30, None)
            assert (held["kind"], held["planned_s"], held["planned_percent"]) == ("hold", 45, 0)
            assert held["began_s"] >= 30 and held["belt_time_s"] > 0 and held["distance_m"] > 0
            assert 0 < held["mean_kmh"] <= held["top_kmh"] <= held["cap_kmh"] and not held["clipped"]
            assert report["protocol"] == "First session"
            assert (report["after"]["pain0"], report["after"]["morning"]) == (1, None)
            assert report["light"]["light"] in ("green", "amber", "red") and report["light"]["reasons"]
            drilled = (await page.ask("GET", f"/v1/people/{walker.id}/screening"))["drilled"]
            assert drilled == report["session"]["ended"]
            history = await page.ask("GET", f"/v1/people/{walker.id}/history")
            assert (history[0]["effort"], history[0]["belt_time_s"] > 30) == (4, True)
            assert (history[0]["stop_reason"], history[0]["pain_before"], history[0]["pain_morning"]) == (
                "user_stop", 2, None,
            )  # fmt: skip
            assert history[0]["top_speed_kmh"] >= 1 and history[0]["top_inclination_percent"] == 0
            days = (await page.ask("GET", f"/v1/people/{walker.id}/progress"))["days"]
            assert len(days) == 28 and days[-1]["walks"][0]["session"] == session and not days[0]["walks"]

    virtually(main)


def test_before_anybody_stopped_a_belt_the_drill_is_still_to_be_done(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (_, page, walker):
            told = await page.ask("GET", f"/v1/people/{walker.id}/screening")
            assert told["drilled"] is None
            name, answer = next(iter(told["answers"].items()))
            assert answer["until"] > answer["at"] and name not in told["ask"]

    virtually(main)


@pytest.mark.sr(34)
def test_a_call_is_seen_by_who_looks_later_and_answered_once(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (_, page, walker):
            session = (await page.begin(walker))["id"]
            await page.ask("POST", f"/v1/sessions/{session}/symptoms", {"symptom": "fall"})
            (call,) = await page.until("/v1/calls", bool)
            assert (call["cue"], call["treadmill"], call["session"]) == ("fall_check", LEFT, session)
            where = f"/v1/calls/{call['id']}/answer"
            done = await page.ask("POST", where, {"fell": False, "answer": "stumbled"})
            assert (page.answer.status_code, done["fell"], done["answered_by"]) == (200, False, "p-staff")
            await page.ask("POST", where, {})
            assert (page.answer.status_code, page.answer.json()["code"]) == (409, "conflict")
            await asyncio.sleep(3)

    virtually(main)
