"""Walks and guards as processes of their own, forked from one that has imported everything already.

Each runs the real command from its first word to its exit. A thousand interpreters that start from nothing would take
an hour of a processor, and the walks would wait for each other's imports.
"""

import asyncio
import json
import os
import select
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path


class Process:
    """One process that is not our child, held by a descriptor: its number is never mistaken for another's."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._held = os.pidfd_open(number)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return not select.select([self._held], [], [], 0)[0]

    def send(self, what: signal.Signals) -> None:
        """Send it a signal; one that has ended stays so."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._held, what)

    def close(self) -> None:
        """Let go of it."""
        os.close(self._held)

    def child(self, word: bytes) -> "Process | None":
        """Find its child with this word in its command, if there is one; a thread may have started it."""
        for thread in Path(f"/proc/{self.number}/task").glob("*/children"):
            with suppress(OSError):
                for number in thread.read_text(encoding="ascii").split():
                    if word in Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0"):
                        return Process(int(number))
        return None


class Nursery:
    """Forks commands, one at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None  # noqa: PT018, S101 - see nursery()
        self._in, self._out = process.stdin, process.stdout
        self._turn = asyncio.Lock()

    async def start(self, words: Sequence[str], said: Path) -> Process:
        """Run `retrowalk …`, its output going to a file."""
        async with self._turn:
            self._in.write(json.dumps([*words, str(said)]).encode() + b"\n")
            return Process(int(await self._out.readline()))


@asynccontextmanager
async def nursery() -> AsyncIterator[Nursery]:
    """Start one; it is ready once the first command is."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, __file__, stdin=pipe, stdout=pipe)
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None  # noqa: S101 - it was asked for
        process.stdin.close()
        await process.wait()


def _import_everything() -> None:
    """Import what a walk and a guard import, some of it late."""
    import fleet_walks  # noqa: F401, PLC0415 - only in the nursery

    import retrowalk.cli.walk  # noqa: PLC0415
    import retrowalk.guard.duty  # noqa: PLC0415
    import retrowalk.link.ble  # noqa: PLC0415
    import retrowalk.simulator.air.joined  # noqa: F401, PLC0415


def _become(words: Sequence[str], said: str) -> None:
    """Be the command, and end with its exit code."""
    from fleet_walks import run  # noqa: PLC0415 - as above

    from retrowalk.cli.main import call  # noqa: PLC0415 - as above

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, here in enumerate((os.open(os.devnull, os.O_RDONLY), out, out)):
        os.dup2(here, number)
    sys.argv = ["retrowalk", *words]
    sys.stdin = open(0, closefd=False, encoding="utf-8")  # noqa: SIM115 - the one of the nursery is no terminal
    code = run(words[1:]) if words[0] == "fleet" else call(list(words))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _serve() -> None:
    _import_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        *words, said = json.loads(line)
        number = os.fork()
        if not number:
            _become(words, said)
        print(number, flush=True)


if __name__ == "__main__":
    _serve()
