"""The office of a site whose service does not run: its memory, opened here, and judged as the service would."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from retrowalk.app.entry import entry
from retrowalk.cli.exits import Trouble
from retrowalk.cli.office import Opened
from retrowalk.gateway.access import Access
from retrowalk.gateway.admission import Admission
from retrowalk.gateway.newcomer import welcomed
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.particulars import Told
from retrowalk.history.database import Away
from retrowalk.history.records import Device, Person
from retrowalk.history.site import NAME
from retrowalk.history.store import History
from retrowalk.safety.roles import Role
from retrowalk.settings.model import Settings


# The file that is there when a site has a memory.
KEPT_IN = NAME


class AtRest:
    """Satisfies Office."""

    def __init__(self, history: History, access: Access, door: Admission) -> None:
        self._history, self._access, self._door = history, access, door
        self._who = access.authenticate(access.operator, loopback=True)

    async def devices(self) -> Sequence[Device]:
        """See Office."""
        return self._door.devices(self._who)

    async def revoke(self, device: str) -> None:
        """See Office."""
        self._door.revoke(self._who, device)
        await self._kept()

    async def open(self, leave: Leave) -> Opened:
        """See Office. Nobody is there to whom a code could be typed: the token itself."""
        paired = self._door.issue(self._who, leave)
        await self._kept()
        return Opened(token=paired.token)

    async def people(self) -> Sequence[Person]:
        """See Office."""
        return sorted(self._access.roll.people.values(), key=lambda person: person.name)

    async def add(self, name: str, born: int | None, roles: tuple[Role, ...]) -> str:
        """See Office."""
        person = welcomed(self._access, self._who, Told(name, born, roles=roles))
        await self._kept()
        return person.id

    async def set_pin(self, person: str, pin: str) -> None:
        """See Office."""
        await self._access.set_pin(self._who, person, pin)
        await self._kept()
        await self._access.tries.settled()

    async def _kept(self) -> None:
        """Wait until it is kept. Raises Trouble."""
        try:
            await asyncio.wrap_future(self._history.settled())
        except Away as away:
            raise Trouble(f"it is kept, but the database does not know it yet: {away}") from None
        if self._history.refusal:
            raise Trouble(f"it is not kept: {self._history.refusal}")


@asynccontextmanager
async def at_rest(settings: Settings, folder: Path) -> AsyncIterator[AtRest]:
    """Open the memory. Raises Taken while a service has it, DatabaseError, SiteError, OSError."""
    with History(settings.memory.url, folder) as history:
        access, door = await entry(settings, history, folder)
        try:
            yield AtRest(history, access, door)
        finally:
            access.pins.close()
