"""A page in a test's hands: somebody who is logged in, and walks over the API as any client must."""

import asyncio
from contextlib import asynccontextmanager

from faced import faced, headers_of
from housed import LEFT, NOON, NOTHING_WRONG, somebody
from people import OTHER_PIN
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role


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
    site.access.hear(PersonSet(person, NOON))
    await site.screenings.answer(somebody("desk"), person, NOTHING_WRONG)
    return person
