"""A whole site with its face: real treadmills of bytes, real cores and gateway, and the API over them."""

import asyncio
from contextlib import asynccontextmanager
from functools import partial

import httpx

from housed import SETTINGS, House, house
from people import EVERYBODY, QUICK
from retrowalk.api.app import build
from retrowalk.api.face import Face
from retrowalk.api.feed import Feed
from retrowalk.api.idempotency import Ledger
from retrowalk.api.live import Live
from retrowalk.api.options import Options
from retrowalk.api.parts import Parts
from retrowalk.api.server import serving
from retrowalk.gateway.access import Access
from retrowalk.gateway.access import House as Entrance
from retrowalk.gateway.admission import Admission
from retrowalk.gateway.gateway import Doors, Kept, assembled
from retrowalk.gateway.observer import Observer
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.stops import Stops
from retrowalk.history.facts import PersonSet
from retrowalk.history.store import History
from retrowalk.runtime.clock import PacedLoop, now, virtual_loop
from retrowalk.settings import load_protocols


REMOTE, LOCAL = "192.168.1.7", "127.0.0.1"
EVERY_SCOPE = frozenset({Scope.ADMIN, Scope.CONTROL, Scope.DISPLAY})


class Faced(House):
    """A site in a test's hands, with what a browser or program needs to get in."""

    parts = Parts()
    history = None
    options = Options(port=0)
    # Virtual time runs ahead while a thread works; nobody is idle for that (ms).
    idle = 12 * 3_600_000

    def __init__(self, fleet, radio, folder, *, home=False):
        super().__init__(fleet, radio, folder, home=home)
        self.observer = Observer(fleet, self.events)
        self.stops = Stops(fleet, self.events, now, self.at)
        known = () if home else EVERYBODY
        self.access = Access(
            Entrance(home=home, loopback=frozenset(), idle=self.idle),
            known,
            (),
            self.written,
            now=now,
            at=self.at,
            pins=Pins(QUICK),
        )
        self.admission = Admission(self.access)
        self.feed = Feed(fleet, now, self.events, self.party)

    def party(self, treadmill):
        """The walk on a treadmill and its people, once there is a desk."""
        return self.under_way.of(treadmill)

    def written(self, fact):
        """A fact of who may come in: kept, and waited for by nobody."""
        return self.history.record(fact)

    def open(self, history):
        """The desk over a memory, and the face over the desk; everybody known is written down."""
        self.history = history
        doors = Doors(self.fleet, self.events, self.stops, self.access, self.admission, self.words, self.home)
        kept = Kept(history, load_protocols(), SETTINGS, history.folder, self.at, now)
        self.desk = assembled(doors, kept)
        for name in ("leases", "commands", "limits", "under_way", "recorder", "screenings", "walks", "shelf"):
            setattr(self, name, getattr(self.desk, name))
        for person in self.access.roll.people.values():
            history.record(PersonSet(person, self.at()))
        self.gateway = Face(
            self.fleet, history, self.events, self.stops, self.access, self.admission, self.words, self.leases,
            self.commands, self.limits, self.desk,
        )  # fmt: skip
        self.live = Live(self.gateway, self.feed)

    def app(self, folder=None):
        ledger = Ledger(folder, self.at)
        ledger.load()
        return build(self.gateway, self.options, self.parts, self.live, ledger)

    # ── who asks ──

    def token(self, *scopes, person=None, role=None, treadmill=None):
        """The token of a device let in for these scopes, every one if none is named."""
        operator = self.access.authenticate(self.access.operator, loopback=True)
        leave = Leave(frozenset(scopes) or EVERY_SCOPE, treadmill, person, role, name="a device")
        return self.admission.issue(operator, leave).token

    async def logged_in(self, person, pin, *scopes):
        """A device on which somebody is logged in: its token."""
        token = self.token(*scopes)
        await self.access.login(self.access.authenticate(token, loopback=False), person, pin)
        return token


class Memory(History):
    """A real one, in a file. `site.fails`: an error for whatever is to be kept next."""

    def __init__(self, site, folder):
        super().__init__("", folder, inline=True)
        self._house = site

    def record(self, fact):
        if self._house.fails is not None:
            raise self._house.fails
        self._house.kept.append(fact)
        return super().record(fact)


def headers_of(token=None, **more):
    return {**({"Authorization": f"Bearer {token}"} if token else {}), **more}


@asynccontextmanager
async def remembered(site, folder):
    """The site's memory: a real one, in a file. What is told of the desk counts as kept, or fails when it is to."""
    with Memory(site, folder / "memory") as history:
        site.open(history)
        site.kept.clear()
        yield
        await site.desk.close()


@asynccontextmanager
async def faced(tmp_path, treadmills=1, *, home=False, kind=Faced, client=REMOTE, **rules):
    """The site, and a client in this process that asks from `client`'s address."""
    async with house(tmp_path, treadmills, home=home, kind=kind, **rules) as site, remembered(site, tmp_path):
        running = asyncio.create_task(site.feed.run())
        transport = httpx.ASGITransport(site.app(tmp_path), client=(client, 1))
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asks:
                yield site, asks
        finally:
            running.cancel()
            site.access.pins.close()
            for bay in site.fleet.bays.values():
                assert bay.snapshot.belt != "running"


@asynccontextmanager
async def served(tmp_path, treadmills=1, **how):
    """The same on real sockets: the site and its port."""
    async with faced(tmp_path, treadmills, **how) as (site, _), serving(site.app(tmp_path), site.options) as server:
        yield site, server.port


def virtually(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())


def at_pace(main, pace=10.0):
    with asyncio.Runner(loop_factory=partial(PacedLoop, pace)) as runner:
        return runner.run(main())
