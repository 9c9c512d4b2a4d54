"""Who looks at a site and walks on it, in a process of their own: pages on the live channel, over real sockets.

Each page acknowledges its frames, and has the walks on its share of the treadmills in hand as a tablet does: it asks
over HTTP, renews its leases on the socket, and begins anew when somebody has pressed STOP.

`fleet_people.py URL PAGES` names the treadmills once every one of them was walked on. A line on its standard input
begins the count, the next one ends it: then it says how many frames each page got. Both are one line of JSON.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect


PROTOCOL = "P01"
# Old enough for every protocol, young enough for no rule.
BORN = 1980
# A lease lasts for ten seconds and is renewed every three (s).
RENEW = 3.0
# The belt has to have stood for 3 s before READY counts (s).
STOOD = 3.2
# Longer than anything takes from one stage of a beginning to the next (s), and how often it is looked who walks.
PATIENCE, LOOK = 20.0, 0.25
# Asked again after a refusal: somebody is pressing STOP (s).
AGAIN = 1.0
ON_THE_MOVE = frozenset({"settling", "walking"})


class Refused(Exception):
    """The site said no."""


class Desk:
    """What all pages ask over HTTP."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._number = 0
        self.answers: dict[str, bool] = {}

    async def open(self) -> list[str]:
        """Learn the treadmills, and what a screening asks."""
        self.answers = {each["id"]: not each["against"] for each in await self.ask("GET", "/v1/screening")}
        return sorted(each["id"] for each in await self.ask("GET", "/v1/treadmills"))

    async def ask(
        self, method: str, path: str, body: object = None, *, lease: int | None = None, word: bool = False
    ) -> Any:  # noqa: ANN401 - JSON
        """Ask, with a lease and a fresh word where they are needed. Raises Refused."""
        headers = {} if lease is None else {"Lease": str(lease)}
        if word:
            headers["Word"] = (await self.ask("POST", "/v1/words"))["word"]
        answer = await self._http.request(method, path, json=body, headers=headers)
        if not answer.is_success:
            raise Refused(f"{method} {path}: {answer.text}")
        return answer.json() if answer.content else None

    async def newcomer(self) -> str:
        """Somebody who has not walked today, and may."""
        self._number += 1
        person: str = (await self.ask("POST", "/v1/people", {"name": f"Walker {self._number}", "born": BORN}))["id"]
        await self.ask("POST", f"/v1/people/{person}/screening", {"answers": self.answers})
        return person


class Page:
    """One page. `frames`: how many it got; `walked`: the treadmills it has walked on."""

    def __init__(self, desk: Desk, live: ClientConnection, treadmills: list[str]) -> None:
        self._desk, self._live = desk, live
        self._leases: dict[str, int] = {}
        self._seen: dict[str, Any] = {}
        self._frame = asyncio.Event()  # set when the next one has come
        self.treadmills = treadmills
        self.frames = 0
        self.walked: set[str] = set()

    async def run(self) -> None:
        """Look, renew and walk for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look())
            tasks.create_task(self._renew())
            for each in self.treadmills:
                tasks.create_task(self._walk_for_ever(each))

    async def _look(self) -> None:
        async for text in self._live:
            said = json.loads(text)
            if said["type"] in {"snapshot", "telemetry"}:
                self._seen, shown = {each["id"]: each for each in said["treadmills"]}, self._frame
                self._frame = asyncio.Event()
                shown.set()
            if said["type"] == "telemetry":
                self.frames += 1
                await self._live.send(json.dumps({"type": "ack", "frame": said["frame"]}))
        raise Refused(f"cut off: {self._live.close_code} {self._live.close_reason}")

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(RENEW)
            for treadmill, lease in self._leases.items():
                await self._live.send(json.dumps({"type": "renew", "treadmill": treadmill, "lease": lease}))

    # ── walking ─────────────────────────────────────────────────────────────────────────────────────

    def _stage(self, treadmill: str) -> str | None:
        walk = self._seen[treadmill]["walk"] if self._seen else None
        return walk["stage"] if walk else None

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Wait for a frame that shows it. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not self._seen or not holds():
                await self._frame.wait()

    async def _walk_for_ever(self, treadmill: str) -> None:
        while True:
            try:
                await self._walk(treadmill)
                while self._stage(treadmill) in ON_THE_MOVE:
                    await self._frame.wait()
            except (Refused, TimeoutError, httpx.TransportError):
                await asyncio.sleep(AGAIN)

    async def _walk(self, treadmill: str) -> None:
        """From the latch of the last walk to the first steps of the next."""
        ask, place = self._desk.ask, f"/v1/treadmills/{treadmill}"
        await self._until(lambda: self._seen[treadmill]["belt"] in {"latched", "idle"})
        if self._seen[treadmill]["latched"]:
            await ask("DELETE", f"{place}/latch", word=True)
        person = await self._desk.newcomer()
        lease = self._leases[treadmill] = (await ask("POST", f"{place}/lease"))["lease"]
        wish = {"person": person, "treadmill": treadmill, "protocol": PROTOCOL}
        session = f"/v1/sessions/{(await ask('POST', '/v1/sessions', wish, lease=lease, word=True))['id']}/commands"
        for item in (await ask("GET", place))["walk"]["missing"]:
            await ask("POST", session, {"command": "confirm", "item": item}, lease=lease)
        await self._until(lambda: self._seen[treadmill]["belt"] == "armed")
        await asyncio.sleep(STOOD)
        await ask("POST", session, {"command": "ready"}, lease=lease, word=True)
        await self._until(lambda: self._stage(treadmill) == "settling")
        await ask("POST", session, {"command": "steady"}, lease=lease, word=True)
        self.walked.add(treadmill)


async def main(url: str, count: int) -> None:
    """Look and walk until counted."""
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        desk = Desk(await stack.enter_async_context(httpx.AsyncClient(base_url=url, timeout=PATIENCE)))
        treadmills = await desk.open()
        live = f"{url.replace('http', 'ws', 1)}/v1/live"
        sockets = [await stack.enter_async_context(connect(live, compression=None)) for _ in range(count)]
        pages = [Page(desk, each, treadmills[number::count]) for number, each in enumerate(sockets)]
        running = asyncio.gather(*(each.run() for each in pages))
        while sum(len(each.walked) for each in pages) < len(treadmills):
            await asyncio.wait({running}, timeout=LOOK)
            if running.done():
                running.result()
        print(json.dumps(treadmills), flush=True)
        await loop.run_in_executor(None, sys.stdin.readline)
        before = [each.frames for each in pages]
        await loop.run_in_executor(None, sys.stdin.readline)
        if running.done():
            running.result()
        print(json.dumps({"got": [page.frames - was for page, was in zip(pages, before, strict=True)]}), flush=True)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
