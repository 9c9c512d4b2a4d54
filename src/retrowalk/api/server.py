"""uvicorn on our own loop, under our own signals: what stops belts must not wait for connections to close."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn

from retrowalk.api.door import Door
from retrowalk.api.options import Options
from retrowalk.api.viewer_socket import ViewerSocket
from retrowalk.api.wire import App


# Sockets and files at one time: the room for connections and viewers several times over, and every journal.
FILES = 4096
# A message on a socket is an acknowledgement, a lease or a stop (bytes).
_MESSAGE_LIMIT = 16_384
# The head of a request (bytes).
_HEAD_LIMIT = 16_384
# A viewer that has gone is noticed by then (s).
_PING = 5.0

_log = logging.getLogger(__name__)


class Server(uvicorn.Server):
    """A server that leaves signals to whoever stops the belts first."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so; if that fails, that it is over."""
        try:
            await super().startup(sockets)
        finally:
            self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.servers[0].sockets[0].getsockname()[1])


def listening(options: Options) -> list[socket.socket]:
    """Sockets that listen where the options say; both families of "localhost". Raises Exposed, OSError."""
    options.check()
    found = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    places = dict.fromkeys((family, place) for family, _, _, _, place in found)
    return [_bound(family, place) for family, place in places]


def _bound(family: socket.AddressFamily, place: tuple[object, ...]) -> socket.socket:
    # Named by its protocol: only then asyncio lets small pieces go at once, and no answer waits 40 ms for its body.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family is socket.AF_INET6:
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        made.bind(place)
    except OSError:
        made.close()
        raise
    return made


@asynccontextmanager
async def serving(app: App, options: Options) -> AsyncIterator[Server]:
    """Serve on the running loop until left; a request that is being answered then has one second. Raises Exposed."""
    _room_for_files()
    config = _config(app, options)
    config.load()  # a certificate that is none is told here, not to a task nobody waits for
    sockets = listening(options)
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets))
    try:
        await server.listens.wait()
        if not server.started:
            await task
        yield server
    finally:
        server.should_exit = True
        await task
        for each in sockets:
            each.close()


def _config(app: App, options: Options) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Door,
        ws=ViewerSocket,
        ws_max_size=_MESSAGE_LIMIT,
        ws_ping_interval=_PING,
        ws_ping_timeout=_PING,
        ws_per_message_deflate=False,  # costs more time than the local network saves
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_HEAD_LIMIT,
        timeout_graceful_shutdown=1,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
    )


def _room_for_files() -> None:
    """A stop must not be refused for want of a file number: ask for more than the usual 1,024."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
