"""A whole site in virtual time: real treadmills of bytes in memory, real bays and cores, and the desk over them."""

import asyncio
from concurrent.futures import Executor, Future
from contextlib import asynccontextmanager
from itertools import count

from fleets import beating
from retrowalk.coach.screening import QUESTIONS
from retrowalk.controller.events import Prepare
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.ftms.advertisement import Verdict
from retrowalk.gateway.access import Access
from retrowalk.gateway.access import House as Rooms
from retrowalk.gateway.admission import Admission
from retrowalk.gateway.commands import Asked, Commands
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.gateway import Doors, Kept, assembled
from retrowalk.gateway.leases import Leases
from retrowalk.gateway.limits import Limits
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.proof import proven
from retrowalk.gateway.stops import Stops
from retrowalk.gateway.under_way import UnderWay
from retrowalk.gateway.walks import Wish
from retrowalk.gateway.words import Words
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.history.site import NAME, read
from retrowalk.history.store import History
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.found import Found
from retrowalk.protocol.level import Level
from retrowalk.runtime.bay import Shared
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.discovery import Discovery
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.identity import bay_id
from retrowalk.safety.caps import Layer, Source
from retrowalk.safety.roles import Role
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.treadmill import Treadmill
from retrowalk.units import Facing, Inclination, Speed


PROFILE = Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True)
SETTINGS = (
    Layer(Source.SITE, Speed.parse("2.0 mph"), Inclination.parse("5 %"), set_by="settings"),
    Layer(Source.FACING, Speed.parse("2.0 mph"), facing=Facing.BACKWARD, set_by="settings"),
    Layer(Source.FACING, Speed.parse("3.0 mph"), facing=Facing.FORWARD, set_by="settings"),
)
LEFT, RIGHT = "c0-00-00-00-00-01", "c0-00-00-00-00-02"
# The first moment of every site here: 2026-11-21, 12:00 UTC (s).
NOON = 1_795_262_400
EVERYTHING = frozenset({Scope.CONTROL, Scope.ADMIN, Scope.DISPLAY})


def somebody(client, role=Role.CLINICIAN, person=None, scopes=EVERYTHING, confirmed_at=0, treadmill=None):
    """Whoever asks: with every scope, and confirmed at the first moment."""
    return Principal(client, client.title(), role, person, scopes, treadmill, confirmed_at)


class AtOnce(Executor):
    """Work for the disk done where it is asked for: virtual time waits for no thread."""

    def submit(self, work, /, *args, **how):
        done = Future()
        try:
            done.set_result(work(*args, **how))
        except OSError as error:
            done.set_exception(error)
        return done


class Radio:
    """Treadmills in memory that a scan finds."""

    name = "hci0"

    def __init__(self, count):
        self.machines = {f"C0:00:00:00:00:{each:02X}": Treadmill() for each in range(1, count + 1)}
        self.straps = {}

    async def scan(self, seconds):
        await asyncio.sleep(seconds)
        return [Found(each, "Sim", -50, Verdict.YES, "FTMS") for each in self.machines]

    def port(self, address, _device):
        if address not in self.machines:
            raise LinkError(Fault.NOT_FOUND, f"{address} is not in reach")
        return MemoryTreadmill(self.machines[address], address)

    async def hear(self, strap, tell):
        await beating(self.straps, strap, tell)


class House:
    """What a test holds in its hands. `kept`: every fact that was recorded; `fails`: an error for the next ones.

    `later`: so much more time has passed on the wall (s).
    """

    def __init__(self, fleet, radio, folder, *, home=False):
        self.fleet, self.radio, self.home = fleet, radio, home
        self.folder = folder
        self.kept, self.fails, self.later = [], None, 0
        self.events, self.news = EventLog("run", now, self.at), []
        self.events.subscribe(self.news.append)
        self.under_way = UnderWay()
        self.words = Words()
        self.leases = Leases(fleet, self.events, home=home)
        self.commands = Commands(fleet, self.leases, self.words, self.under_way, home=home)
        self.limits = Limits(SETTINGS, fleet, self.record, self.events, self.under_way, self.words, self.at)

    def at(self):
        return NOON + self.later + now() // 1000

    async def record(self, fact):
        if self.fails is not None:
            raise self.fails
        self.kept.append(fact)

    def close(self):
        """Nothing to close without a memory."""

    def bay(self, treadmill=LEFT):
        return self.fleet.bays[treadmill]

    def belt(self, treadmill=LEFT):
        """The true speed of a belt, 0.01 km/h."""
        return self.radio.machines[self.bay(treadmill).address].machine.belt.speed

    def told(self, kind):
        return [event for event in self.news if event.kind is kind]

    def word(self, who):
        return self.words.hand_out(who, now())

    # ── a person who walks ──

    def asked(self, who, treadmill=LEFT, **more):
        """A command of who holds the lease, with a fresh word."""
        return Asked(who, self.bay(treadmill).snapshot.lease, self.word(who), **more)

    async def keep(self, who, seconds, treadmill=LEFT):
        """Let time pass, and the lease be renewed as a page does."""
        for _ in range(round(seconds)):
            await asyncio.sleep(1)
            self.leases.renew(who, treadmill, self.bay(treadmill).snapshot.lease)

    async def walking(self, who, plan, tmp_path, layers=(), treadmill=LEFT):
        """A walk that has begun: through checklist, READY and the first settle."""
        self.leases.take(who, treadmill)
        bay = self.bay(treadmill)
        await bay.begin(Prepare(plan, layers, client=who.client), f"w{now()}", tmp_path / f"w{now()}")
        await self.start(who, treadmill)

    async def start(self, who, treadmill=LEFT):
        """From the checklist to the first hold."""
        bay = self.bay(treadmill)
        for item in bay.snapshot.missing:
            self.commands.do("confirm", treadmill, self.asked(who, treadmill, item=item))
        await self.keep(who, 5, treadmill)
        self.commands.do("ready", treadmill, self.asked(who, treadmill))
        while bay.snapshot.stage is not Stage.SETTLING:
            await self.keep(who, 1, treadmill)
        self.commands.do("steady", treadmill, self.asked(who, treadmill))
        while bay.snapshot.stage is not Stage.WALKING:
            await self.keep(who, 1, treadmill)


class Whole(House):
    """With a memory: the gateway as it is served, over a real SQLite file that is written where it is asked for."""

    def __init__(self, fleet, radio, folder, *, home=False):
        super().__init__(fleet, radio, folder, home=home)
        self.history = History("", folder, inline=True)
        access = Access(Rooms(home=home), (), (), self.history.record, now=now, at=self.at)
        stops = Stops(fleet, self.events, now, self.at)
        doors = Doors(fleet, self.events, stops, access, Admission(access), self.words, home)
        self.gateway = assembled(doors, Kept(self.history, load_protocols(), SETTINGS, folder, self.at, now))
        for name in ("leases", "commands", "limits", "under_way", "walks", "people", "telling", "screenings",
                     "proposals", "shelf", "recorder"):  # fmt: skip
            setattr(self, name, getattr(self.gateway, name))

    def close(self):
        self.history.close()

    async def read(self, question):
        await self.recorder.settled()
        return await self.history.read(question)

    async def facts(self, kind):
        """Every fact of a kind, as the site journal has them."""
        await self.recorder.settled()
        return [each.fact for each in read(self.folder / NAME).told if isinstance(each.fact, kind)]

    async def person(self, level=Level.ADVANCED, born=1980, *, screened=True, **more):
        """Somebody who is known, and may walk."""
        person = Person(f"{level.value}-{next(NUMBERS)}", "A Walker", born, level, **more)
        await self.history.record(PersonSet(person, self.at()))
        if screened:
            await self.screenings.answer(somebody("desk"), person, NOTHING_WRONG)
        return person

    def wish(self, who, person, protocol, treadmill=LEFT, **more):
        """What is to be walked, with the lease of who asks and a fresh word."""
        number = self.bay(treadmill).snapshot.lease
        return Wish(person.id, treadmill, protocol, lease=number, word=self.word(who), **more)

    async def begin(self, who, person, protocol, treadmill=LEFT, **more):
        """A walk that has begun: the checklist is next."""
        self.leases.take(who, treadmill)
        return await self.walks.begin(who, self.wish(who, person, protocol, treadmill, **more))

    async def finish(self, who, treadmill=LEFT):
        """Be the obedient walker to the end."""
        bay = self.bay(treadmill)
        while bay.snapshot.stage is not Stage.FINISHED:
            await self.keep(who, 1, treadmill)
            if bay.snapshot.stage is Stage.SETTLING:
                self.commands.do("steady", treadmill, self.asked(who, treadmill))
        await asyncio.sleep(1)
        await self.recorder.settled()


NUMBERS = count(1)
NOTHING_WRONG = {name: not question.against for name, question in QUESTIONS.items()}


@asynccontextmanager
async def house(tmp_path, treadmills=1, *, home=False, kind=House, **rules):
    """A site whose treadmills are linked and measured; left, every belt is at zero."""
    radio, there = Radio(treadmills), []
    discovery = Discovery((radio,))

    def layers(address):
        return there[0].limits.of_site(bay_id(address)) if there else SETTINGS

    def known(profile, address):
        bay = there[0].fleet.bays.get(bay_id(address)) if there else None
        return proven(profile, bay.machine, bay.found, there[0].at()) if bay else profile

    how = {"leased": True} | rules
    shared = Shared(
        tmp_path,
        discovery,
        AtOnce(),
        lambda _: PROFILE,
        lambda p, a: Rules(known(p, a), layers(a), **how),
        lambda _: None,
    )
    async with Fleet(shared) as fleet:
        housed = kind(fleet, radio, tmp_path, home=home)
        there.append(housed)
        for address in radio.machines:
            bay = await fleet.adopt(address)
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
        try:
            yield housed
            await fleet.close()
        finally:
            housed.close()
    await discovery.close()
    assert all(machine.machine.belt.speed == 0 for machine in radio.machines.values())


def virtually(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())
