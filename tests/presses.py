"""A served site: real treadmill services in memory, uvicorn on real sockets, at ten times the pace of life."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

from retrowalk.api.app import guarded
from retrowalk.api.options import Options
from retrowalk.api.server import serving
from retrowalk.api.wire import answer
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.stops import Stops
from retrowalk.runtime.clock import PacedLoop, at, now
from sites import site


# Sockets, link and belt wait on the same loop, so they keep together.
PACE = 10.0


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


async def read_answer(reader, *, bodiless=False):
    """One answer from a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    length = int(headers.get("content-length", 0)) * (not bodiless)
    return Answer(int(head[0].split()[1]), headers, await reader.readexactly(length))


def request(method, path, headers=(), body=b"", host="localhost"):
    """A request as it goes over the wire; a body brings its length unless a header says otherwise."""
    pairs = [("Host", host), *dict(headers).items()] if host is not None else list(dict(headers).items())
    names = {name.lower() for name, _ in pairs}
    if body and not names & {"content-length", "transfer-encoding"}:
        pairs.append(("Content-Length", str(len(body))))
    lines = "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body


async def ask(port, method, path, headers=(), body=b"", host="localhost"):
    """One request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(method, path, headers, body, host))
        return await read_answer(reader, bodiless=method == "HEAD")
    finally:
        writer.close()
        await writer.wait_closed()


async def nothing(scope, _receive, send):
    """Routes that answer everything with what they were told."""
    if scope["type"] == "http":
        told = {"client": scope["client"][0], "loopback": scope["state"]["loopback"], "scheme": scope["scheme"]}
        await answer(send, 200, json.dumps(told).encode(), "application/json")


@dataclass
class Served:
    site: object
    stops: Stops
    events: EventLog
    port: int
    options: Options = field(default_factory=Options)

    def ask(self, method, path, headers=(), body=b"", host="localhost"):
        return ask(self.port, method, path, headers, body, host)


@asynccontextmanager
async def served(*names, routes=nothing, options=None):
    options = options or Options(port=0)
    async with site(*names) as made:
        events = EventLog("run", now, at)
        stops = Stops(made, events, now, at)
        async with serving(guarded(routes, stops, options), options) as server:
            yield Served(made, stops, events, server.port, options)


def at_pace(main, pace=PACE):
    """Run a coroutine function on a loop of this pace."""
    with asyncio.Runner(loop_factory=partial(PacedLoop, pace)) as runner:
        return runner.run(main())
