"""The line to a guard, answered as a guard that watches every belt answers it: what beats cost is the service's own.

The real guard holds links of its own, and treadmills in the memory of another process have none to give.
"""

import asyncio
import json
import sys
from contextlib import suppress
from pathlib import Path


# A hundred belts in one beat are some 10 kB.
LONGEST = 1 << 20


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer beats until the line ends."""
    with suppress(ConnectionError):
        while line := await reader.readline():
            said = json.loads(line)
            if "beat" in said:
                words = {"beat": said["beat"], "watches": list(said["belts"]), "stopping": [], "standing": []}
                writer.write(json.dumps(words).encode() + b"\n")


async def listen(state: Path) -> None:
    """Answer the first service that comes, where a service looks for its guard."""
    ended = asyncio.Event()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer)
        ended.set()

    server = await asyncio.start_unix_server(once, state / "guard.sock", limit=LONGEST)
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(listen(Path(sys.argv[sys.argv.index("--state-dir") + 1])))
