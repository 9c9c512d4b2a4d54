"""A port that does what a test wrote down: one behaviour for each write, and a record of what reached it, and when."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Listener


@dataclass(frozen=True)
class Does:
    """What the treadmill does with one write. Times in s; None = never."""

    fault: Fault | None = None
    raises: BaseException | None = None
    confirms: float | None = 0.01
    answers: float | None = 0.02
    result: int = 1
    times: int = 1


OBEYS = Does()
BUSY = Does(fault=Fault.BUSY, confirms=0.001)
SILENT = Does(answers=None)
ANSWERS_FIRST = Does(answers=0.01, confirms=0.05)
ANSWERS_ONLY = Does(answers=0.01, confirms=None)
HANGS = Does(answers=None, confirms=None)
GONE = Does(fault=Fault.GONE, confirms=0.4)


DESCRIBED = Description("00:11:22:33:44:55", name="Scripted")


@dataclass
class ScriptedPort:
    """Satisfies Port. `writes` holds the time and bytes of every call of `write`.

    `script` is used up first, then `after` repeats; a write never confirmed is given up after `give_up` s.
    """

    script: list[Does] = field(default_factory=list)
    after: Does = OBEYS
    indicated: Callable[[bytes], None] = lambda _: None
    described: Description = DESCRIBED
    give_up: float | None = None
    connects: list[Fault | None] = field(default_factory=list)
    address: str = "00:11:22:33:44:55"
    writes: list[tuple[float, bytes]] = field(default_factory=list)
    attempts: list[float] = field(default_factory=list)
    listener: Listener | None = None

    async def connect(self, listener: Listener) -> Description:
        """Take a moment, then do what `connects` says next; succeed when it is used up."""
        self.attempts.append(asyncio.get_running_loop().time())
        await asyncio.sleep(0.01)
        fault = self.connects.pop(0) if self.connects else None
        if fault is not None:
            raise LinkError(fault)
        self.listener = listener
        return self.described

    async def write(self, data: bytes) -> None:
        """Do what the script says next."""
        loop = asyncio.get_running_loop()
        self.writes.append((loop.time(), data))
        does = self.script.pop(0) if self.script else self.after
        if does.raises is not None:
            raise does.raises
        if does.answers is not None and does.fault is None:
            for _ in range(does.times):
                loop.call_later(does.answers, lambda: self.indicated(bytes((0x80, data[0], does.result))))
        if does.confirms is None:
            await asyncio.wait([loop.create_future()], timeout=self.give_up)
            raise LinkError(Fault.TIMEOUT)
        await asyncio.sleep(does.confirms)
        if does.fault is not None:
            raise LinkError(does.fault)

    async def disconnect(self) -> None:
        """End the link."""
        listener, self.listener = self.listener, None
        if listener is not None:
            listener.disconnected("disconnected")

    @property
    def written(self) -> list[bytes]:
        """What reached the port, in order."""
        return [data for _, data in self.writes]
