"""The protocols of a site: those that ship and those it has written itself; a new text is a new version."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import Record, keep
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Line, Refusal
from retrowalk.journal.disk import write_whole
from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.library import Library, UnknownProtocol
from retrowalk.protocol.parse import parse
from retrowalk.protocol.plan import Plan
from retrowalk.safety.roles import Act


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal

# Where a site's own protocols are, within the state folder.
OWN = "protocols"
# As many as a person can look through.
KEPT = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """A protocol's text as it was understood."""

    plan: Plan
    text: str


def check(text: str, file: str = "protocol.yaml") -> Checked:
    """Read a protocol. Raises Refusal, with line and reason of all that is wrong."""
    try:
        return Checked(parse(text, file), text)
    except ProtocolError as error:
        raise Refusal(Code.INVALID, str(error), fields=_by_line(error), lines=_lines(error)) from None


def _by_line(error: ProtocolError) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for each in error.problems:
        name = f"line {each.place.line}"
        wrong[name] = f"{wrong[name]}; {each.message}" if name in wrong else each.message
    return wrong


def _lines(error: ProtocolError) -> tuple[Line, ...]:
    return tuple(Line(each.place.line, each.place.column, each.place.field, each.message) for each in error.problems)


class Shelf:
    """All protocols. `folder`: where the site's own are."""

    def __init__(self, shipped: Library, folder: Path, record: Record, at: Callable[[], int]) -> None:
        self._shipped, self._folder, self._record, self._at = shipped, folder, record, at
        self._own: dict[str, Plan] = {}
        self.damaged: dict[str, str] = {}  # files that are no protocols, and why

    def load(self) -> None:
        """Read the site's own; a file that is none is left out and named. Waits for the disk."""
        for path in sorted(self._folder.glob("*.yaml")):
            try:
                plan = check(path.read_text(encoding="utf-8"), path.name).plan
            except (Refusal, OSError, UnicodeDecodeError) as error:
                self.damaged[path.name] = str(error)
            else:
                self._own[plan.id] = plan

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Those that ship, then the site's own."""
        return (*self._shipped.plans.values(), *self._own.values())

    def find(self, protocol: str) -> Plan:
        """One of them, in whatever case its id was typed. Raises Refusal."""
        try:
            return Library({each.id: each for each in self.plans}, {}).find(protocol)
        except UnknownProtocol as error:
            raise Refusal(Code.NOT_FOUND, str(error), fields={"protocol": "unknown"}) from None

    def author(self, protocol: str) -> str:
        """Who is answerable for it: the site, or whoever made Retrowalk's library."""
        return "site" if protocol in self._own else "library"

    async def text(self, protocol: str) -> str:
        """The file of a protocol, whoever wrote it. Raises Refusal."""
        plan = self.find(protocol)
        path = self._file(plan.id) if plan.id in self._own else Path(self._shipped.files[plan.id])
        try:
            return await asyncio.to_thread(path.read_text, encoding="utf-8")
        except OSError as error:
            raise Refusal(Code.STORAGE, f"its file cannot be read: {error.strerror or error}") from error

    async def remove(self, who: "Principal", protocol: str) -> None:
        """Take away a protocol of the site's own; walks of it keep what they were. Raises Refusal."""
        plan = self.find(protocol)
        require(who, Act.PROTOCOL, Context(level=plan.level))
        if plan.id not in self._own:
            raise Refusal(Code.CONFLICT, f"{plan.id} ships with Retrowalk and stays", fields={"protocol": "shipped"})
        await keep(self._record, audited(who, "remove a protocol", self._at(), about=plan.id, old=plan.digest))
        try:
            await asyncio.to_thread(self._file(plan.id).unlink, missing_ok=True)
        except OSError as error:
            raise Refusal(Code.STORAGE, f"its file is still there: {error.strerror or error}") from error
        del self._own[plan.id]

    async def add(self, who: "Principal", text: str) -> Plan:
        """Keep a protocol of the site's own, or a new version of one. Raises Refusal."""
        plan = (await asyncio.to_thread(check, text)).plan  # a long text takes longer than a belt may wait
        require(who, Act.PROTOCOL, Context(level=plan.level))
        if any(plan.id.casefold() == each.casefold() for each in self._shipped.plans):
            raise Refusal(Code.CONFLICT, f"{plan.id} ships with Retrowalk: give it another id", fields={"id": "taken"})
        if plan.id not in self._own and len(self._own) >= KEPT:
            raise Refusal(Code.FULL, f"{KEPT} protocols are kept", limit=str(KEPT))
        before = self._own.get(plan.id)
        said = audited(
            who, "protocol", self._at(), about=plan.id, old=before.digest if before else "", new=plan.digest
        )  # fmt: skip
        await keep(self._record, said)
        await self._write(plan, text)
        self._own[plan.id] = plan
        return plan

    async def _write(self, plan: Plan, text: str) -> None:
        try:
            await asyncio.to_thread(_whole, self._file(plan.id), text)
        except OSError as error:
            raise Refusal(Code.STORAGE, f"the protocol was not kept: {error.strerror or error}") from error

    def _file(self, protocol: str) -> Path:
        return self._folder / f"{protocol.casefold()}.yaml"


def _whole(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode())
