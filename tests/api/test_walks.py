"""A walk over HTTP, from the list of protocols to the file of what was walked: real cores, real belts of bytes."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from faced import faced, headers_of, virtually
from housed import LEFT, NOON, NOTHING_WRONG, somebody
from people import OTHER_PIN
from retrowalk.gateway.eventlog import Kind
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


class Page:
    """A page of somebody who is logged in: it takes words and leases as any client must."""

    def __init__(self, site, asks, token):
        self.site, self.asks, self.token, self.lease = site, asks, token, 0

    async def ask(self, method, path, body=None, *, word=False, **headers):
        more = {"Lease": str(self.lease)} if self.lease else {}
        if word:
            more["Word"] = (await self.ask("POST", "/v1/words"))["word"]
        self.answer = await self.asks.request(
            method, path, json=body, headers=headers_of(self.token, **{**more, **headers})
        )
        return self.answer.json() if self.answer.content else None

    async def take(self):
        self.lease = (await self.ask("POST", f"/v1/treadmills/{LEFT}/lease"))["lease"]

    async def begin(self, walker, protocol="P01", **more):
        await self.take()
        body = {"person": walker.id, "treadmill": LEFT, "protocol": protocol, **more}
        return await self.ask("POST", "/v1/sessions", body, word=True)

    async def command(self, session, command, *, word=False, **more):
        return await self.ask("POST", f"/v1/sessions/{session}/commands", {"command": command, **more}, word=word)

    async def look(self):
        return await self.ask("GET", f"/v1/treadmills/{LEFT}")

    async def until(self, path, good, most=30):
        """Look every second, at the most so often."""
        for _ in range(most):
            seen = await self.ask("GET", path)
            if good(seen):
                return seen
            await asyncio.sleep(1)
        raise AssertionError(seen)

    async def keep(self, stage=None, most=90):
        """Renew the lease as a page does, until the walk is in this stage, or once."""
        for _ in range(most):
            await self.ask("PUT", f"/v1/treadmills/{LEFT}/lease")
            assert self.answer.status_code == 200, self.answer.text
            await asyncio.sleep(1)
            seen = (await self.look())["walk"]
            if stage is None or (seen and seen["stage"] == stage):
                return
        raise AssertionError(f"never {stage}")

    async def start(self, session):
        """Checklist, READY, steady: until the belt walks."""
        for item in (await self.look())["walk"]["missing"]:
            applied = await self.command(session, "confirm", item=item)
            assert self.answer.status_code == 200, applied
        for _ in range(5):
            await self.keep()
        assert (await self.command(session, "ready", word=True))["stage"] == "countdown", self.answer.text
        await self.keep("settling")
        await self.command(session, "steady", word=True)
        assert self.answer.status_code == 200, self.answer.text
        await self.keep("walking")


@asynccontextmanager
async def at_desk(tmp_path, person="p-staff", pin=OTHER_PIN, *scopes, **how):
    """The site with somebody who may walk, and the page of one who is logged in."""
    async with faced(tmp_path, **how) as (site, asks):
        walker = await known(site)
        yield site, Page(site, asks, await site.logged_in(person, pin, *scopes)), walker


async def known(site, level=Level.FIRST, id_="w-ada"):
    person = Person(id_, "Ada", 1980, level, (Role.WALKER,))
    await site.history.record(PersonSet(person, NOON))
    await site.screenings.answer(somebody("desk"), person, NOTHING_WRONG)
    return person


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
def test_a_walk_is_begun_slowed_stopped_for_pain_reset_and_read_over_http(tmp_path):
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
