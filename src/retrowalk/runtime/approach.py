"""The way to a treadmill over several radios: whichever hears it best, in its turn, no more urgent than is right."""

import asyncio
from collections.abc import Callable
from enum import StrEnum

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Listener, Port
from retrowalk.runtime import clock
from retrowalk.runtime.discovery import Discovery, Radio, Use, not_heard


# After so many attempts that failed, people are told that it cannot be reached.
MANY = 3
# A treadmill that is not heard may be held by a link of an earlier run, and does not advertise then: every so many
# attempts it is asked for all the same. They are half a minute apart by then.
ASKED = 4
# A link that is cut to see what the belt does stays so for no longer than this (ms): the core has stopped the belt
# after three seconds, and that stop is not kept waiting.
PARTED = 5_000


class Link(StrEnum):
    """How the way to a treadmill stands; the belt is told apart."""

    SEARCHING = "searching"
    CONNECTING = "connecting"
    LINKED = "linked"
    LOST = "lost"
    UNREACHABLE = "unreachable"


def _never() -> bool:
    return False


class Approach:
    """Satisfies Port. `met` hears first of each treadmill that answered; `urgent`: its belt may be ours."""

    def __init__(
        self, address: str, discovery: Discovery, met: Callable[[Description], None], urgent: Callable[[], bool]
    ) -> None:
        self.radio: Radio | None = None
        self.why = ""
        self._address = address
        self._discovery = discovery
        self._met = met
        self._urgent = urgent
        self._port: Port | None = None
        self._linked = self._trying = self._ever = False
        self._failures = 0
        self._apart: Callable[[], bool] = _never
        self._parting: asyncio.Task[None] | None = None

    @property
    def address(self) -> str:
        """Where it is."""
        return self._address

    @property
    def link(self) -> Link:
        """How the way stands."""
        if self._linked:
            return Link.LINKED
        if self._trying:
            return Link.CONNECTING
        if self._failures >= MANY:
            return Link.UNREACHABLE
        return Link.LOST if self._ever else Link.SEARCHING

    def heard(self) -> bool:
        """Whether it was heard since it was last tried to reach it."""
        return self._discovery.fresh(self._address) is not None

    async def connect(self, listener: Listener) -> Description:
        """See Port.connect."""
        await self.disconnect()
        if self._apart():
            raise LinkError(Fault.NOT_FOUND, "kept apart, to see what its belt does without a link")
        try:
            described = await self._try(listener)
        except LinkError as error:
            self._failures, self.why = self._failures + 1, str(error)
            raise
        finally:
            self._trying = False
        self._failures, self._ever, self.why = 0, True, ""
        self._met(described)
        return described

    async def _try(self, listener: Listener) -> Description:
        radio, port = self._way()
        async with self._discovery.turn(radio, urgent=self._urgent()):
            self._trying, self.radio, self._port = True, radio, port
            described = await port.connect(_Heard(listener, self))
            self._linked = True
            return described

    def _way(self) -> tuple[Radio, Port]:
        """Where to connect now. Raises LinkError when nothing speaks for its being there."""
        sighting = self._discovery.fresh(self._address)
        self._discovery.tried(self._address)
        if sighting is not None:
            return sighting.radio, sighting.radio.port(self._address, sighting.found.device)
        radio = self._any_radio()
        if self._urgent() or (self._failures % ASKED == 0 and self._discovery.use(radio) is Use.QUIET):
            return radio, radio.port(self._address, None)
        raise not_heard(self._address)

    def _any_radio(self) -> Radio:
        """The one it was reached by last, and the others in turn. Raises LinkError when there is none."""
        radios = self._discovery.radios
        if not radios:
            raise LinkError(Fault.UNAVAILABLE, "there is no radio")
        first = radios.index(self.radio) if self.radio in radios else 0
        return radios[(first + self._failures // ASKED) % len(radios)]

    async def write(self, data: bytes) -> None:
        """See Port.write."""
        if self._port is None:
            raise LinkError(Fault.GONE, "not connected")
        await self._port.write(data)

    async def disconnect(self) -> None:
        """See Port.disconnect."""
        port, self._port = self._port, None
        if port is not None:
            await port.disconnect()
        self._linked = False

    def part(self, apart: Callable[[], bool]) -> None:
        """End the link, and make none while `apart` holds, for five seconds at the most."""
        until = clock.now() + PARTED
        self._apart = lambda: clock.now() < until and apart()
        self._parting = asyncio.create_task(self.disconnect())

    def ended(self) -> None:
        """The link ended."""
        self._linked = False


class _Heard:
    """Passes on what the treadmill says, and notes the end of the link."""

    def __init__(self, listener: Listener, approach: Approach) -> None:
        self.notified = listener.notified
        self._listener = listener
        self._approach = approach

    def disconnected(self, why: str) -> None:
        """See Listener.disconnected."""
        self._approach.ended()
        self._listener.disconnected(why)
