"""A whole service, its face to the network included, and a page for every treadmill: what the kills of services kill.

A signal says when: then somebody resets what is latched, and somebody new walks on each treadmill as a page has it
done, with lease, fresh words, checklist and READY. The walks last longer than any trial.
"""

import argparse
import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from retrowalk.api.face import Face
from retrowalk.app.serving import Given, served
from retrowalk.cli import serve
from retrowalk.cli.screen import Output
from retrowalk.coach.screening import QUESTIONS
from retrowalk.gateway.commands import Asked
from retrowalk.gateway.principal import Principal, Scope
from retrowalk.gateway.refusals import Refusal
from retrowalk.gateway.walks import Wish
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.protocol.level import Level
from retrowalk.runtime.bay import Bay
from retrowalk.runtime.clock import at, now
from retrowalk.runtime.fleet import Fleet
from retrowalk.safety.roles import Role
from retrowalk.safety.supervisor import Belt
from retrowalk.session.checklist import required
from retrowalk.session.stage import Stage
from retrowalk.settings.read import read
from retrowalk.simulator.air.loopback import Place


# Whoever is told so begins to walk.
WALK = signal.SIGUSR1
# What is walked: the site's own protocol of this name.
PROTOCOL = "K01"
# A page renews its lease this often, and asks again for what was refused (s).
EVERY = 0.5
# Everybody here was born then: old enough to walk alone.
BORN = 1980
_SCOPES = frozenset({Scope.CONTROL, Scope.ADMIN, Scope.DISPLAY})


def run(words: Sequence[str]) -> int:
    """Serve these treadmills until told to end; what was left of them is seen to first."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--air", type=Place.parse, required=True)
    parser.add_argument("--state-dir", type=Path, required=True)
    parser.add_argument("--port", required=True)
    parser.add_argument("treadmills", nargs="+")
    asked = parser.parse_args(words)
    said = {"state": str(asked.state_dir), "mdns.announce": "false", "http.port": asked.port}
    choice = read(options=[("--set", key, value) for key, value in said.items()])
    order = serve.Order(asked.state_dir, choice, tuple(asked.treadmills), air=asked.air)
    return serve.run(order, Output(highlight=False), _walked)


@asynccontextmanager
async def _walked(_: serve.Order, fleet: Fleet, given: Given) -> AsyncIterator[Face]:
    begin = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(WALK, begin.set)
    async with served(given) as face:
        pages = [asyncio.create_task(Page(face, bay).walk(begin)) for bay in fleet.bays.values()]
        try:
            yield face
        finally:
            for each in pages:
                each.cancel()


class Page:
    """Whoever begins a walk on one treadmill, and keeps its lease until the end."""

    def __init__(self, face: Face, bay: Bay) -> None:
        self._face, self._bay = face, bay
        self._who = Principal(f"page {bay.id}", "A page", Role.CLINICIAN, None, _SCOPES, None, now())
        self._lease: int | None = None

    async def walk(self, begin: asyncio.Event) -> None:
        """Wait until told to; then do all that comes before a belt moves."""
        await begin.wait()
        await self._bay.service.until(lambda seen: seen.guarded is True and seen.linked)
        if self._bay.snapshot.latched is not None:
            await self._insist(self._reset)
        await self._bay.service.until(lambda seen: seen.belt is Belt.IDLE)
        await self._begin()
        for item in self._bay.snapshot.missing:
            self._face.commands.do("confirm", self._bay.id, self._asked(item=item))
        async with asyncio.TaskGroup() as together:
            together.create_task(self._keep())
            together.create_task(self._start())

    async def _begin(self) -> None:
        person = Person(uuid4().hex, "A walker", BORN, Level.FIRST, (Role.WALKER,))
        await self._face.history.record(PersonSet(person, at()))
        answers = {name: not question.against for name, question in QUESTIONS.items()}
        await self._face.desk.screenings.answer(self._who, person, answers)
        self._lease = self._face.leases.take(self._who, self._bay.id).number
        wish = Wish(person.id, self._bay.id, PROTOCOL, lease=self._lease, word=self._word())
        await self._face.desk.walks.begin(self._who, wish)

    async def _start(self) -> None:
        """READY as soon as the belt has stood for long enough, then steady; the rest goes by itself."""
        await self._bay.service.until(lambda seen: seen.belt is Belt.ARMED)
        await self._insist(lambda: self._do("ready"))
        await self._bay.service.until(lambda seen: seen.stage is Stage.SETTLING)
        await self._insist(lambda: self._do("steady"))

    async def _keep(self) -> None:
        while self._lease is not None:
            self._face.leases.renew(self._who, self._bay.id, self._lease)
            await asyncio.sleep(EVERY)

    async def _reset(self) -> None:
        self._face.commands.reset(self._bay.id, self._asked(ticks=required(Level.FIRST)))

    async def _do(self, command: str) -> None:
        self._face.commands.do(command, self._bay.id, self._asked())

    async def _insist(self, act: Callable[[], Awaitable[None]]) -> None:
        """Try until it is the moment for it."""
        while True:
            try:
                return await act()
            except Refusal:
                await asyncio.sleep(EVERY)

    def _asked(self, **more: object) -> Asked:
        return Asked(self._who, self._lease, self._word(), **more)  # type: ignore[arg-type]

    def _word(self) -> str:
        return self._face.words.hand_out(self._who, now())
