"""Stop behind a write that is never answered, with pyftms or with its lock discipline; prints the seconds as JSON.

Run by bench_stop.py, in an interpreter that has pyftms where there is one. pyftms 0.4.15 holds one lock from a write to
its answer, two seconds at most, and a stop waits for it.
"""

import asyncio
import importlib
import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any


STOP = bytes.fromhex("0801")
# As many at once as need no time of their own.
AT_ONCE = 96
# pyftms gives a command this long (s).
TIMEOUT = 2.0
# A stop comes this long (s) after the write at the latest; within it the write is still waited for by everybody.
LATEST = 0.9


class Client:
    """As much of a BleakClient as a command needs: every write is confirmed, none is answered."""

    def __init__(self, wrote: Callable[[bytes], None]) -> None:
        self._wrote = wrote

    async def write_gatt_char(self, _where: object, data: bytes, _response: object = True) -> None:  # noqa: FBT002 - bleak's own
        """Note it and confirm it."""
        self._wrote(bytes(data))


class Locked:
    """pyftms's lock discipline, in our words: one lock from the write to its answer."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = asyncio.Lock()

    async def _command(self, data: bytes) -> None:
        async with self._lock:
            answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
            async with asyncio.timeout(TIMEOUT):
                await self._client.write_gatt_char("", data)
                await answer

    async def speed(self) -> None:
        """Ask for a speed."""
        await self._command(bytes.fromhex("02c800"))

    async def stop(self) -> None:
        """Stop."""
        await self._command(STOP)


class Pyftms:
    """pyftms's own controller, subscribed and in control."""

    def __init__(self, client: Client) -> None:
        self._client: Any = client
        self._models = importlib.import_module("pyftms.models")
        self._controller = importlib.import_module("pyftms.client.backends.controller").MachineController(print)
        self._controller._subscribed = self._controller._auth = True  # noqa: SLF001 - both take a whole device otherwise

    async def speed(self) -> None:
        """Ask for a speed."""
        code = self._models.ControlCode.SPEED
        await self._controller.write_command(self._client, code, target_speed=2.0)

    async def stop(self) -> None:
        """Stop."""
        codes = self._models
        code, stop = codes.ControlCode.STOP_PAUSE, codes.StopPauseCode.STOP
        await self._controller.write_command(self._client, code, stop_pause=stop)


async def one(make: Callable[[Client], Any]) -> float:
    """Ask for a speed that is never answered, press STOP soon after; seconds until Stop is written."""
    written: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def wrote(data: bytes) -> None:
        if data == STOP:
            written.set_result(time.monotonic())

    device = make(Client(wrote))
    speed = asyncio.create_task(device.speed())
    await asyncio.sleep(random.uniform(0, LATEST))  # noqa: S311 - a benchmark keeps no secrets
    pressed = time.monotonic()
    stop = asyncio.create_task(device.stop())
    took = await written - pressed
    stop.cancel()
    await asyncio.gather(speed, stop, return_exceptions=True)
    return took


async def measure(make: Callable[[Client], Any]) -> list[float]:
    """Many at once."""
    return list(await asyncio.gather(*(one(make) for _ in range(AT_ONCE))))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Pyftms if "--pyftms" in sys.argv else Locked))))
