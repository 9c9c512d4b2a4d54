"""`retrowalk devices`, `pair` and `people`: who may come in, asked and changed from the site's own computer.

One program at a time has the memory of a site. While a service runs it is asked, through its API on this computer and
with the key it laid into the state folder; otherwise the command opens the memory itself.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import TypeVar

import segno
from rich.table import Table

from retrowalk.cli.at_rest import KEPT_IN, at_rest
from retrowalk.cli.at_work import AtWork
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.office import Office, Opened
from retrowalk.cli.screen import Output
from retrowalk.gateway.operator_key import found
from retrowalk.gateway.pairing import LIVES, Leave
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.refusals import Refusal
from retrowalk.history.records import Device, Person
from retrowalk.journal.lock import Taken
from retrowalk.runtime.identity import bay_id
from retrowalk.safety.roles import Role
from retrowalk.settings import state_folder
from retrowalk.settings.read import find, read


DAY = 86_400
Given = TypeVar("Given")


@asynccontextmanager
async def office(file: Path | None, state: Path | None, *, begin: bool = False) -> AsyncIterator[Office]:
    """The office of the site with these settings and this state folder; `begin`: a memory if there is none.

    Raises SettingsError, Trouble, OSError.
    """
    settings = read(find(file)).settings
    folder = state_folder(state or (Path(settings.state) if settings.state else None))
    if not (begin or (folder / KEPT_IN).exists()):
        raise Trouble(f"no site is kept in {folder} yet", Exit.USAGE)
    async with AsyncExitStack() as stack:
        try:
            there: Office = await stack.enter_async_context(at_rest(settings, folder))
        except Taken:
            there = _at_work(folder)
        yield there


def _at_work(folder: Path) -> Office:
    key = found(folder)
    if key is None:
        raise Trouble(f"a service has the memory in {folder}, but listens to nobody on this computer", Exit.REFUSED)
    return AtWork(key)


def _asked(file: Path | None, state: Path | None, ask: Callable[[Office], Awaitable[Given]], *, begin: bool) -> Given:
    """Ask the office. Raises Trouble with what it refuses for."""

    async def _ask() -> Given:
        async with office(file, state, begin=begin) as there:
            return await ask(there)

    try:
        return asyncio.run(_ask())
    except Refusal as refused:
        raise Trouble(refused.detail, Exit.REFUSED) from None


def _say(text: str) -> None:
    Output(highlight=False).print(text, markup=False, highlight=False, soft_wrap=True)


# ── devices ─────────────────────────────────────────────────────────────────────────────────────────


def devices(file: Path | None, state: Path | None) -> None:
    """List them. Raises Trouble."""
    found = _asked(file, state, lambda there: there.devices(), begin=False)
    _list(("id", "name", "for", "only", "since", "last used", "ends"), [_device(each) for each in found])


def _device(device: Device) -> tuple[str, ...]:
    only = ", ".join(each for each in (device.treadmill, device.person) if each)
    dates = (_date(at) for at in (device.created, device.last_used, device.expires))
    return (device.id, device.name, ", ".join(device.scopes), only or "–", *dates)


def _date(at: int | None) -> str:
    return "–" if at is None else datetime.fromtimestamp(at, UTC).date().isoformat()


def revoke(file: Path | None, state: Path | None, device: str) -> None:
    """Let one in no more. Raises Trouble."""
    _asked(file, state, lambda there: there.revoke(device), begin=False)
    _say(f"{device} is let in no more.")


def leave(name: str, scopes: frozenset[Scope], treadmill: str | None, person: str | None, days: int | None) -> Leave:
    """What was asked for."""
    only = None if treadmill is None else bay_id(treadmill)
    return Leave(scopes, only, person, name=name, lasts=None if days is None else days * DAY)


def pair(file: Path | None, state: Path | None, asked: Leave) -> None:
    """Let a device in. Raises Trouble."""
    opened = _asked(file, state, lambda there: there.open(asked), begin=True)
    for line in told(opened):
        _say(line)


def told(opened: Opened) -> list[str]:
    """What to do now, in lines; a code also as a drawing."""
    if not opened.code:
        return ["No service runs here, so there is nobody to type a code to. This token lets it in,", "told this once:",
                opened.token]  # fmt: skip
    address = f"{opened.site}/#/pair?code={opened.code}"
    return [_drawn(address), f"Type {opened.code} on the device within {LIVES // 60_000} minutes, or open {address}"]


def welcome(code: str, site: str) -> list[str]:
    """What the console of a site shows that nobody owns yet; nothing when `code` is "", for somebody does."""
    if not code:
        return []
    address = f"{site}/#/claim?code={code}"
    return [_drawn(address), f"Nobody owns this site yet. Open {address}, or type {code} on the first device."]


def _drawn(text: str) -> str:
    """A QR code for a terminal."""
    drawn = StringIO()
    segno.make(text, micro=False).terminal(out=drawn, compact=True)
    return drawn.getvalue().rstrip("\n")


# ── people ──────────────────────────────────────────────────────────────────────────────────────────


def people(file: Path | None, state: Path | None) -> None:
    """List them. Raises Trouble."""
    found = _asked(file, state, lambda there: there.people(), begin=False)
    _list(("id", "name", "roles", "level", "PIN"), [_person(each) for each in found])


def _person(person: Person) -> tuple[str, ...]:
    return person.id, person.name, ", ".join(person.roles), person.level, "yes" if person.pin else "–"


def add(file: Path | None, state: Path | None, name: str, born: int | None, roles: tuple[Role, ...]) -> None:
    """Make somebody known. Raises Trouble."""
    person = _asked(file, state, lambda there: there.add(name, born, roles), begin=True)
    _say(f"{' '.join(name.split())} is {person}; `retrowalk people pin {person}` gives a PIN.")


def set_pin(file: Path | None, state: Path | None, person: str, pin: str) -> None:
    """Give somebody a PIN. Raises Trouble."""
    _asked(file, state, lambda there: there.set_pin(person, pin), begin=False)
    _say(f"{person} has a new PIN.")


def _list(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    console = Output(highlight=False)
    if not rows:
        console.print("nobody yet", markup=False)
        return
    table = Table(*head, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    console.width = max(console.width, 120)
    console.print(table)


def _plain(text: str) -> str:
    """A name is text and no markup."""
    return text.replace("[", r"\[")
