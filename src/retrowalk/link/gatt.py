"""One GATT connection to a treadmill, from the first call to the last, every call bounded in time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from retrowalk.ftms.uuids import Characteristic, Service, short
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Listener
from retrowalk.link.translation import Faults, InOurWords


# One read or subscription: ten connection intervals at their longest, 4 s, would be a link nobody can walk on (s).
CALL = 3.0
# A control-point write: just under the lane's deadline of 1 s, so that this word is heard before that one (s).
WRITE = 0.9
# BlueZ waits up to 2 s for the other side to agree to the end of a link (s).
CLOSE = 3.0

# What is heard: without the first there is no walk; the others as far as the treadmill has them.
_SUBSCRIPTIONS = (
    Characteristic.TREADMILL_DATA,
    Characteristic.CONTROL_POINT,
    Characteristic.MACHINE_STATUS,
    Characteristic.TRAINING_STATUS,
)
_REQUIRED = frozenset({Characteristic.TREADMILL_DATA, Characteristic.CONTROL_POINT})
_SERVICES = frozenset({Service.FITNESS_MACHINE, Service.DEVICE_INFORMATION})


class GattClient(Protocol):
    """What is used of a GATT client; bleak's satisfies it. A characteristic is the client's own object."""

    @property
    def address(self) -> str:
        """Where the treadmill is."""

    @property
    def services(self) -> Iterable[Any]:
        """What was discovered: services with `uuid` and `characteristics`, these with `uuid`."""

    def connect(self) -> Awaitable[None]:
        """Connect and discover."""

    def disconnect(self) -> Awaitable[None]:
        """End it."""

    def read_gatt_char(self, char_specifier: Any, /) -> Awaitable[bytearray]:  # noqa: ANN401 - see above
        """Read."""

    def write_gatt_char(self, char_specifier: Any, /, data: bytes, response: bool | None) -> Awaitable[None]:  # noqa: ANN401, FBT001 - see above
        """Write."""

    def start_notify(self, char_specifier: Any, /, callback: Callable[[Any, bytearray], None]) -> Awaitable[None]:  # noqa: ANN401 - see above
        """Enable notifications or indications."""

    def stop_notify(self, char_specifier: Any, /) -> Awaitable[None]:  # noqa: ANN401 - see above
        """Disable them."""


class Connection:
    """One connection, from the first call to the last: what comes late from it is not heard.

    `make` builds the client around what it calls when the link ends.
    """

    def __init__(
        self, make: Callable[[Callable[[object], None]], GattClient], listener: Listener, faults: Faults
    ) -> None:
        self.doing = "connecting"
        self.open = True
        self.why = "the link was lost"
        self._up = False
        self._listener = listener
        self._faults = faults
        self._have: dict[int, Any] = {}
        self._client = make(self.ended)

    @property
    def up(self) -> bool:
        """Whether it was announced as connected and has not ended."""
        return self._up and self.open

    def ended(self, _client: object = None) -> None:
        """Tell the listener once, and only of a link it was told about."""
        if self.up:
            asyncio.get_running_loop().call_soon(self._listener.disconnected, self.why)
        self.open = False

    def heard(self, number: int, _sender: object, data: bytes | bytearray) -> None:
        """Forward through the loop: order is kept, and nothing the listener does can disturb the client."""
        if self.open:
            asyncio.get_running_loop().call_soon(self._listener.notified, number, bytes(data))

    def announce(self) -> None:
        """Count as connected from here on. Raises LinkError if it ended meanwhile."""
        if not self.open:
            raise LinkError(Fault.GONE, "it ended while being set up")
        self._up = True

    async def set_up(self, name: str) -> Description:
        """Connect, look, read, subscribe."""
        await self._client.connect()
        self._have = _characteristics(self._client)
        if Characteristic.TREADMILL_DATA not in self._have:
            raise LinkError(Fault.NOT_A_TREADMILL, "it has no Treadmill Data")
        self.doing = "reading"
        described = await self._describe(name)
        if status := await self._read(Characteristic.TRAINING_STATUS):
            self.heard(Characteristic.TRAINING_STATUS, None, status)
        self.doing = "subscribing"
        for number in _SUBSCRIPTIONS:
            await self._subscribe(number)
        self.doing = "writing"
        return described

    async def _describe(self, name: str) -> Description:
        return Description(
            address=self._client.address,
            name=name,
            manufacturer=_text(await self._read(Characteristic.MANUFACTURER_NAME)),
            model=_text(await self._read(Characteristic.MODEL_NUMBER)),
            firmware=_text(await self._read(Characteristic.FIRMWARE_REVISION)),
            features=await self._read(Characteristic.FEATURE),
            speed_range=await self._read(Characteristic.SPEED_RANGE),
            inclination_range=await self._read(Characteristic.INCLINATION_RANGE),
            control_point=Characteristic.CONTROL_POINT in self._have,
        )

    async def _read(self, number: int) -> bytes:
        """A value; empty when the treadmill has none or refuses to give it."""
        if number not in self._have:
            return b""
        try:
            with InOurWords(self._faults, self):
                async with asyncio.timeout(CALL):
                    return bytes(await self._client.read_gatt_char(self._have[number]))
        except LinkError as error:
            if error.code is None or not self.open:
                raise
            return b""

    async def _subscribe(self, number: Characteristic) -> None:
        """Enable notifications or indications; a refusal matters only for what a walk needs."""
        if number not in self._have:
            return
        try:
            with InOurWords(self._faults, self):
                async with asyncio.timeout(CALL):
                    await self._client.start_notify(self._have[number], partial(self.heard, int(number)))
        except LinkError as error:
            if number in _REQUIRED or error.code is None:
                raise

    async def write(self, data: bytes) -> None:
        """Write the control point with response; when it wants its indications enabled again, enable them."""
        if not self.up:
            raise LinkError(Fault.GONE, "not connected")
        if Characteristic.CONTROL_POINT not in self._have:
            raise LinkError(Fault.REFUSED, "it has no control point")
        try:
            await self._write(data)
        except LinkError as error:
            if error.fault is Fault.NOT_SUBSCRIBED:
                await self._subscribe_again()
            if error.fault is Fault.GONE:
                self.ended()
            raise

    async def _write(self, data: bytes) -> None:
        with InOurWords(self._faults, self):
            async with asyncio.timeout(WRITE):
                await self._client.write_gatt_char(self._have[Characteristic.CONTROL_POINT], data, response=True)

    async def _subscribe_again(self) -> None:
        """Another process that ends may take the subscription with it; the next write will succeed or tell."""
        with suppress(LinkError), InOurWords(self._faults, self):
            async with asyncio.timeout(WRITE):
                await self._client.stop_notify(self._have[Characteristic.CONTROL_POINT])
                await self._subscribe(Characteristic.CONTROL_POINT)

    async def close(self, why: str) -> None:
        """End it, whatever state it is in; never raises, but lets a cancellation through."""
        self.why = why
        self.doing = "disconnecting"
        try:
            with suppress(LinkError), InOurWords(self._faults, self):
                async with asyncio.timeout(CLOSE):
                    await self._client.disconnect()
        finally:
            self.ended()


def _characteristics(client: GattClient) -> dict[int, Any]:
    """The characteristics we know how to use, by number; of two with one number the first counts."""
    have: dict[int, Any] = {}
    for service in client.services:
        if short(service.uuid) in _SERVICES:
            for each in service.characteristics:
                have.setdefault(short(each.uuid) or 0, each)
    return have


def _text(value: bytes) -> str:
    """A Device Information string; some makers pad it with zero bytes or spaces."""
    return value.decode("utf-8", "replace").rstrip("\0 ")
