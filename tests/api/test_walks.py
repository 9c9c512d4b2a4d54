"""A walk over HTTP, from the list of protocols to the file of what was walked: real cores, real belts of bytes."""

import asyncio

import pytest

from faced import at_pace, headers_of, virtually
from housed import LEFT, NOON
from paged import Page, at_desk, known
from people import OTHER_PIN
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.principal import Scope
from retrowalk.protocol.level import Level
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


# ── a whole walk ────────────────────────────────────────────────────────────────────────────────────

FILES = {"fit": b".FIT", "tcx": b"<?xml", "csv": b"", "json": b"{", "html": b"<!doctype html>"}


async def files(page, session):
    """Each form of what was walked, and what it begins with."""
    for form, mark in FILES.items():
        found = await page.asks.get(f"/v1/sessions/{session}/export?format={form}", headers=headers_of(page.token))
        assert found.status_code == 200, (form, found.text)
        assert mark.lower() in found.content[:64].lower(), form
        assert len(found.content) > 500, form


@pytest.mark.sr(38)
@pytest.mark.sr(43)
def test_a_walk_is_begun_slowed_stopped_for_pain_reset_and_read_over_http(tmp_path, moved):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            begun = await page.begin(walker, before={"pain": 1, "footwear": "shoes"})
            assert page.answer.status_code == 201, begun
            session = begun["id"]
            assert (begun["state"], begun["person"], begun["protocol"]) == ("open", walker.id, "P01")
            assert ((await page.look())["walk"]["stage"], site.belt()) == ("checklist", 0)
            await page.start(session)
            for _ in range(70):
                await page.keep()
            fast = site.belt()
            slower = await page.command(session, "slower")
            await page.keep()
            await page.keep()
            assert slower["speed_kmh"] <= fast / 100 and site.belt() < fast
            page.lease = 0  # whoever feels pain needs none
            stop = await page.ask("POST", f"/v1/sessions/{session}/symptoms", {"symptom": "pain"})
            assert page.answer.status_code == 202
            told = await page.until(f"/v1/stops/{stop['id']}", lambda seen: seen["state"] == "confirmed")
            assert told["treadmills"][LEFT]["state"] == "confirmed" and site.belt() == 0
            assert (await page.ask("GET", f"/v1/treadmills/{LEFT}/latch"))["reason"] == "pain"
            await page.ask("DELETE", f"/v1/treadmills/{LEFT}/latch", word=True)
            assert page.answer.status_code == 200, page.answer.text
            assert (site.belt(), site.bay().snapshot.belt) == (0, Belt.IDLE)
            await site.recorder.settled()
            kept = await page.ask("GET", f"/v1/sessions/{session}")
            assert (kept["state"], kept["stop_reason"], kept["verified"]) == ("stopped", "pain", True)
            seconds = await page.ask("GET", f"/v1/sessions/{session}/samples?from_s=10")
            assert seconds[0]["t_s"] == 10 and max(each["speed_kmh"] or 0 for each in seconds) == fast / 100
            await files(page, session)
            moved("<+14>-14")
            printed = await page.asks.get(f"/v1/sessions/{session}/export?format=html", headers=headers_of(page.token))
            assert " +14" in printed.text, "it goes by another clock than the one on the wall"

    virtually(main)


def test_a_walk_that_is_walked_to_its_end_is_completed_and_told_of(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            session = (await page.begin(walker))["id"]
            await page.start(session)
            marked = await page.ask("POST", f"/v1/sessions/{session}/marks", {"kind": "rpe", "value": 4})
            assert (page.answer.status_code, marked["value"]) == (201, 4)
            for _ in range(600):
                await page.keep()
                stage = site.bay().snapshot.stage
                if stage is Stage.FINISHED:
                    break
                if stage is Stage.SETTLING:
                    await page.command(session, "steady", word=True)
            await asyncio.sleep(1)
            await site.recorder.settled()
            kept = await page.ask("GET", f"/v1/sessions/{session}")
            assert (kept["state"], kept["stop_reason"]) == ("ended", "completed")
            assert "completed" in [each.data.get("reason") for each in site.told(Kind.SESSION_CHANGED)]
            await page.command(session, "slower")
            assert page.answer.status_code == 404  # it is under way no more
            await page.ask("POST", f"/v1/sessions/{session}/after", {"pain0": 1, "handrail": "one"})
            assert page.answer.status_code == 204, page.answer.text
            await files(page, session)

    virtually(main)


# ── before ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(41)
def test_protocols_are_listed_alone_or_with_what_stands_against_each(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (_, page, walker):
            alone = await page.ask("GET", "/v1/protocols")
            assert alone[0]["protocol"]["id"] == "P01" and all(each["against"] is None for each in alone)
            here = await page.ask("GET", f"/v1/protocols?person={walker.id}&treadmill={LEFT}")
            against = {each["protocol"]["id"]: [one["check"] for one in each["against"]] for each in here}
            assert against["P01"] == [] and "permission" in against["P12"]
            half = await page.ask("GET", f"/v1/protocols?person={walker.id}")
            assert (page.answer.status_code, half["fields"]) == (422, {"treadmill": "missing"})
            whole = await page.ask("GET", "/v1/protocols/p01")
            assert [each["kind"] for each in whole["segments"]] == ["settle", "hold", "hold", "hold", "settle"]

    virtually(main)


@pytest.mark.sr(41)
def test_a_preview_says_what_is_clipped_where_by_which_layer_and_whom(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, _):
            walker = await known(site, Level.INTERMEDIATE, "w-ina")
            body = {"person": walker.id, "treadmill": LEFT.upper().replace("-", ":"), "said": ["unsupervised now"]}
            offer = await page.ask("POST", "/v1/protocols/P04/preview", body)
            clipped = [each for each in offer["preview"]["steps"] if each["speed_by"]]
            assert len(clipped) == offer["preview"]["clipped"] > 0 and offer["against"] == []
            assert {(each["speed_by"]["source"], each["speed_by"]["set_by"]) for each in clipped} == {
                ("session", "unsupervised now")
            }
            assert all(each["allowed_kmh"] < each["wanted_kmh"] for each in clipped)
            assert offer["preview"]["walked_m"] < offer["preview"]["written_m"]
            assert site.bay().snapshot.stage is None  # nothing began

    virtually(main)


def test_the_checks_before_a_walk_pass_fail_or_wait_and_spend_nothing(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (_, page, walker):
            where = f"/v1/treadmills/{LEFT}/preflight"
            good = await page.ask("GET", f"{where}?person={walker.id}&protocol=P01")
            assert good["ready"] and {each["result"] for each in good["checks"]} == {"pass", "skipped"}
            assert [each["check"] for each in good["checks"] if each["result"] == "skipped"] == [
                "lease", "hash", "word",
            ]  # fmt: skip
            told = {"person": walker.id, "protocol": "P01", "before": {"flags": ["dizziness"]}}
            bad = await page.ask("POST", where, told)
            (failed,) = [each for each in bad["checks"] if each["result"] == "fail"]
            assert (bad["ready"], failed["check"], failed["code"]) == (False, "screening", "preflight-failed")

    virtually(main)


@pytest.mark.sr(29)
@pytest.mark.sr(43)
def test_what_stands_against_a_walk_is_the_answer_and_begins_nothing(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            body = {"person": walker.id, "treadmill": LEFT, "protocol": "P01"}
            await page.ask("POST", "/v1/sessions", body, word=True)
            assert page.answer.json()["code"] == "lease-required"
            await page.take()
            await page.ask("POST", "/v1/sessions", body)
            assert (page.answer.status_code, page.answer.json()["code"]) == (428, "nonce-needed")
            await page.ask("POST", "/v1/sessions", {**body, "hash": "0"}, word=True)
            assert (page.answer.status_code, page.answer.json()["code"]) == (412, "version-old")
            await page.ask("POST", "/v1/sessions", {**body, "strap": "my watch"}, word=True)
            assert "strap" in page.answer.json()["fields"]
            assert site.bay().snapshot.stage is None and site.bay().walk is None

    virtually(main)


def test_the_same_beginning_sent_twice_is_one_walk(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (_, page, walker):
            await page.take()
            word = (await page.ask("POST", "/v1/words"))["word"]
            body, once = {"person": walker.id, "treadmill": LEFT, "protocol": "P01"}, {"Idempotency-Key": "k1"}
            first = await page.ask("POST", "/v1/sessions", body, **once, Word=word)
            again = await page.ask("POST", "/v1/sessions", body, **once, Word=word)
            assert (first["id"], page.answer.status_code) == (again["id"], 201)
            assert len(await page.ask("GET", "/v1/sessions")) == 1
            await page.command(first["id"], "end")

    at_pace(main)  # the disk is waited for, and a lease is not


OWN = """id: OWN1
name: "Our own"
level: first
who: "anybody"
frequency: "daily"
progression: "none"
basis: "ours"
cap: {speed: 1.2 mph, inclination: 0 %}
ramp: {up: 0.05 mph/s, down: 0.1 mph/s}
facing: backward
segments:
  - settle: {for: 30 s}
  - hold: {speed: 0.8 mph, for: 45 s}
"""


@pytest.mark.sr(44)
def test_a_protocol_of_the_sites_own_is_read_kept_and_listed(tmp_path):
    async def main():
        async with at_desk(tmp_path, "p-owner", "8352") as (_, page, _):
            read = await page.ask("POST", "/v1/protocols/check", {"text": OWN})
            assert (read["whole"]["protocol"]["id"], read["lines"]) == ("OWN1", []), read
            await page.ask("GET", "/v1/protocols/OWN1")
            assert page.answer.status_code == 404
            kept = await page.ask("POST", "/v1/protocols", {"text": OWN})
            assert (page.answer.status_code, kept["protocol"]["author"]) == (201, "site"), kept
            assert "OWN1" in [each["protocol"]["id"] for each in await page.ask("GET", "/v1/protocols")]
            wrong = await page.ask("POST", "/v1/protocols", {"text": OWN.replace("0.8 mph", "fast")})
            assert page.answer.status_code == 422 and "line 13" in wrong["fields"]
            twice = OWN.replace("level: first", "level: last").replace("0.8 mph, for: 45 s", "fast, for: ever")
            both = await page.ask("POST", "/v1/protocols", {"text": twice})
            assert [(each["line"], each["field"]) for each in both["lines"]] == [
                (3, "level"), (13, "segments[2].hold.speed"), (13, "segments[2].hold.for"),
            ], both  # fmt: skip
            looked = await page.ask("POST", "/v1/protocols/check", {"text": twice})
            assert (page.answer.status_code, looked) == (200, {"whole": None, "lines": both["lines"]})
            assert "; " in both["fields"]["line 13"] and all(each["column"] > 0 for each in both["lines"])

    virtually(main)


def test_a_protocol_goes_out_as_its_file_and_one_of_the_sites_own_is_taken_away(tmp_path):
    async def main():
        async with at_desk(tmp_path, "p-owner", "8352") as (site, page, _):
            kept = await page.ask("POST", "/v1/protocols", {"text": OWN})
            assert kept["curve"]["t_s"][0] == 0 and max(kept["curve"]["speed_kmh"]) == pytest.approx(1.2, abs=0.1)
            headers = headers_of(page.token)
            for protocol, mark in (("own1", OWN), ("P01", "id: P01")):
                file = await page.asks.get(f"/v1/protocols/{protocol}/file", headers=headers)
                assert file.status_code == 200 and mark in file.text
                assert file.headers["content-type"].startswith("application/yaml")
            read = await page.asks.get("/v1/protocols/OWN1", headers=headers)
            tag = {"If-Match": read.headers["etag"]}
            assert (await page.asks.delete("/v1/protocols/OWN1", headers=headers)).status_code == 428
            assert (await page.asks.delete("/v1/protocols/P01", headers=headers | {"If-Match": "*"})).status_code == 409
            staff = headers_of(await site.logged_in("p-staff", OTHER_PIN))
            assert (await page.asks.delete("/v1/protocols/OWN1", headers=staff | tag)).status_code == 403
            assert (await page.asks.delete("/v1/protocols/OWN1", headers=headers | tag)).status_code == 204
            assert (await page.asks.get("/v1/protocols/OWN1", headers=headers)).status_code == 404
            assert not list((site.history.folder / "protocols").glob("*.yaml"))

    virtually(main)


@pytest.mark.sr(42)
def test_who_may_not_read_a_person_sees_none_of_their_walks(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            session = (await page.begin(walker))["id"]
            screen = Page(site, page.asks, site.token(Scope.DISPLAY))
            for path in ("", f"/{session}", f"/{session}/samples", f"/{session}/export"):
                await screen.ask("GET", f"/v1/sessions{path}")
                assert screen.answer.status_code == 403, path
            other = Page(site, page.asks, await site.logged_in("p-walker", "8352"))
            assert await other.ask("GET", "/v1/sessions") == []
            await other.ask("POST", "/v1/protocols/P01/preview", {"person": walker.id, "treadmill": LEFT})
            assert (other.answer.status_code, other.answer.json()["code"]) == (403, "role")
            await page.command(session, "end")

    virtually(main)


@pytest.mark.sr(43)
def test_a_device_of_the_owner_that_controls_nothing_still_gets_a_word_for_a_cap(tmp_path):
    async def main():
        async with at_desk(tmp_path, "p-owner", "8352", Scope.ADMIN) as (_, page, _):
            assert (await page.ask("POST", "/v1/words"))["word"]
            await page.ask("POST", f"/v1/treadmills/{LEFT}/lease")
            assert page.answer.json()["code"] == "scope"
            site_cap = {"source": "site", "speed_kmh": 4.0, "reason": "walks of the club", "expires": NOON + 86_400}
            for expected in (409, 201):  # what raises a cap for everybody is asked for twice
                raised = await page.ask("POST", "/v1/limits", site_cap, word=True)
                assert page.answer.status_code == expected, raised

    virtually(main)


def test_the_next_morning_is_told_by_its_link_alone(tmp_path):
    async def main():
        async with at_desk(tmp_path) as (site, page, walker):
            session = (await page.begin(walker))["id"]
            await page.command(session, "end")
            await asyncio.sleep(3)
            await site.recorder.settled()
            token = (await page.ask("GET", f"/v1/sessions/{session}/morning"))["token"]
            phone = Page(site, page.asks, None)
            await phone.ask("POST", f"/v1/sessions/{session}/morning", {"token": "x", "morning": 2})
            assert phone.answer.status_code == 401
            await phone.ask("POST", f"/v1/sessions/{session}/morning", {"token": token, "morning": 2})
            assert phone.answer.status_code == 204, phone.answer.text
            await phone.ask("GET", f"/v1/sessions/{session}")
            assert phone.answer.status_code == 401

    virtually(main)
