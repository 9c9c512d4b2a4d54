"""The guard's own link to one treadmill: the only module of the guard that knows bleak.

Every call is bounded in time. No client is asked whether it is connected: when BlueZ dies, it goes on saying so.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from bleak import BleakAdapter, BleakClient, BleakScanner
from bleak.backends.adapter import BaseBleakAdapter
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import BaseBleakScanner
from bleak.exc import BleakDBusError, BleakGATTProtocolError

from retrowalk.guard.adapters import Adapter, adapters
from retrowalk.guard.effort import BUSY_ERROR


# The Fitness Machine Service and what of it is used (FTMS 1.0.1 §1.6, assigned numbers).
_UUID = "0000{:04x}-0000-1000-8000-00805f9b34fb"
SERVICE, CONTROL_POINT, TREADMILL_DATA, FEATURE = (_UUID.format(each) for each in (0x1826, 0x2AD9, 0x2ACD, 0x2ACC))

# A write takes 60 ms and after a radio stall of 300 ms was answered in 358; an ATT write may hang for 30 s (s).
WRITE = 1.0
# One subscription or read (s).
CALL = 3.0
# Connecting with discovery takes 0.9 s; one that was not heard of for longer is looked for again (s).
CONNECT = 8.0
# A treadmill that advertises is found within 22 ms to 1 s, after a power cut within 3 s (s).
LOOK = 3.0
# A scan begins within milliseconds, or its beginning is never answered (s).
BEGIN = 1.0
# Holding on to a link that is there takes 0.2 s. To give up would end it for the service as well, so this is longer
# than any ATT transaction may take, 30 s (s).
ATTACH = 35.0
# BlueZ waits up to 2 s for the other side to agree to the end of a link (s).
CLOSE = 3.0

_IN_PROGRESS = "org.bluez.Error.InProgress"


class Lost(Exception):
    """There is no link any more, or none came about."""


@dataclass(frozen=True, slots=True)
class Hear:
    """Who hears a grip; every one returns at once and never raises."""

    measured: Callable[[bytes], None]
    indicated: Callable[[bytes], None]
    ended: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Radio:
    """The computer's Bluetooth, or bleak backend classes in its place.

    `shared`: several processes can be on one treadmill's link, as on BlueZ, and the guard joins the service's. Backend
    classes without an adapter have but one link to a treadmill: there the guard connects once the service's is gone.
    """

    backend: type[BaseBleakClient] | None = None
    scanner: type[BaseBleakScanner] | None = None
    adapter: type[BaseBleakAdapter] | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def shared(self) -> bool:
        """See above."""
        return self.backend is None or self.adapter is not None

    async def take(self, address: str, hear: Hear, *, urgent: bool, held: bool = True) -> "Grip | None":
        """Hold on to a treadmill: its link if there is one, one of our own if it is urgent. Raises Lost.

        `held`: believe the system when it says that there is one.
        """
        try:
            return await self._take(address, hear, urgent=urgent, held=held)
        except Exception as error:
            raise Lost(f"{type(error).__name__}: {error}") from error

    async def _take(self, address: str, hear: Hear, *, urgent: bool, held: bool) -> "Grip | None":
        device: BLEDevice | str | None = await self._connected(address) if self.shared and held else None
        fresh = device is None
        if fresh and not urgent:
            return None
        device = device or (await self._seen(address) if self.shared else address)
        if device is None:
            raise Lost(f"{address} was not seen within {LOOK:g} s")
        grip = Grip(self, device, hear, fresh=fresh)
        await grip.open()
        return grip

    async def _connected(self, address: str) -> BLEDevice | None:
        """The treadmill, if this computer is connected to it and knows what it has."""
        with suppress(NotImplementedError):  # a platform that does not tell
            async with asyncio.timeout(CALL):
                for chosen in adapters():
                    adapter: Any = await BleakAdapter.get(backend=self.adapter, **chosen)  # type: ignore[arg-type]
                    for device in await adapter.get_connected_devices([SERVICE]):
                        if device.address.lower() == address.lower() and _resolved(device):
                            return device  # type: ignore[no-any-return]
        return None

    async def _seen(self, address: str) -> BLEDevice | None:
        """Look for it with every adapter at once: the first that hears it counts, what fails is raised if none does."""
        looking = [asyncio.ensure_future(self._seen_by(address, chosen)) for chosen in adapters()]
        failed: list[BaseException] = []
        try:
            for each in asyncio.as_completed(looking):
                found = (await asyncio.gather(each, return_exceptions=True))[0]
                if isinstance(found, BLEDevice):
                    return found
                failed += [found] if isinstance(found, BaseException) else []
        finally:
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)
        if failed:
            raise failed[0]
        return None

    async def _seen_by(self, address: str, adapter: Adapter) -> BLEDevice | None:
        """Look for it with one adapter.

        A bluetoothd that is just starting may never answer a scan, goes on with it, and refuses us every other for as
        long as we live (5.66, measured): what that one has seen is what there is.
        """
        chosen: Any = adapter | ({} if self.scanner is None else {"backend": self.scanner})
        try:
            async with asyncio.timeout(LOOK + BEGIN):
                return await BleakScanner.find_device_by_address(address, timeout=LOOK, **chosen)
        except BleakDBusError as error:
            if error.dbus_error != _IN_PROGRESS:
                raise
            return await _by_path(address, adapter)


async def _by_path(address: str, chosen: Adapter) -> BLEDevice:
    """The device where BlueZ has it once it was seen; to connect to one that was not fails, and is tried again."""
    from bleak.backends.bluezdbus.manager import get_global_bluez_manager  # noqa: PLC0415 - there is none but on Linux

    name = chosen.get("bluez", {}).get("adapter")
    adapter = f"/org/bluez/{name}" if name else (await get_global_bluez_manager()).get_default_adapter()
    path = f"{adapter}/dev_{address.upper().replace(':', '_')}"
    return BLEDevice(address, None, {"path": path, "props": {"Adapter": adapter, "Alias": address}})


def _resolved(device: BLEDevice) -> bool:
    """Whether BlueZ has discovered its services; to hold on before that might end the connection in the making."""
    details = device.details if isinstance(device.details, dict) else {}
    return bool(details.get("props", {}).get("ServicesResolved", True))


class Grip:
    """One link. `fresh`: it was made by the guard, and control has to be asked for."""

    def __init__(self, radio: Radio, device: BLEDevice | str, hear: Hear, *, fresh: bool) -> None:
        self.fresh = fresh
        self.lost = False
        self.listening = False
        self._hear = hear
        self._total = CONNECT if fresh else ATTACH
        self._have: dict[str, BleakGATTCharacteristic] = {}
        self._client = BleakClient(device, self._ended, timeout=self._total, backend=radio.backend, **radio.extra)

    async def open(self) -> None:
        """Connect or join, and enable the answers of the control point, without which a treadmill may refuse a stop."""
        try:
            async with asyncio.timeout(self._total + CALL):
                await self._client.connect()
                self._have = _characteristics(self._client)
                await self._subscribe(CONTROL_POINT)
        except BaseException:
            await self.release()
            raise

    async def listen(self) -> None:
        """Enable what tells the speed. Raises Lost."""
        await self._must(self._subscribe(TREADMILL_DATA))
        self.listening = True

    async def write(self, frame: bytes) -> int | None:
        """Write the control point: None when confirmed, else the ATT error. Raises Lost."""
        try:
            async with asyncio.timeout(WRITE):
                await self._client.write_gatt_char(self._have[CONTROL_POINT], frame, response=True)
        except BleakGATTProtocolError as error:
            return int(error.args[0])
        except BleakDBusError as error:
            if error.dbus_error == _IN_PROGRESS:
                return BUSY_ERROR
            raise Lost(str(error)) from error
        except Exception as error:
            raise Lost(f"{type(error).__name__}: {error}") from error
        return None

    async def subscribe_again(self) -> bool:
        """Enable the answers of the control point again; whoever ended took the subscription along. Raises Lost."""
        with suppress(Exception):
            async with asyncio.timeout(WRITE):
                await self._client.stop_notify(self._have[CONTROL_POINT])
        try:
            await self._subscribe(CONTROL_POINT)
        except BleakGATTProtocolError:
            return False
        except Exception as error:
            raise Lost(str(error)) from error
        return True

    async def probe(self) -> None:
        """Ask a treadmill that fell silent something that costs nothing. Raises Lost when it does not answer."""
        if FEATURE in self._have:
            await self._must(self._read(FEATURE))

    async def end(self) -> None:
        """End the link itself, for the service as well: the last rung of the ladder."""
        with suppress(Exception):
            async with asyncio.timeout(CLOSE):
                await self._client.disconnect()

    async def release(self) -> None:
        """Let go of the link, and leave it to whoever else is on it; a backend without such a way ends it."""
        # BlueZ does not count who uses a link: to disconnect there is to take it from the service. What bleak does when
        # a link ends lets go of everything of ours, and after it a disconnect closes nothing but our way to D-Bus.
        let_go = getattr(self._client._backend, "_on_disconnected", None)  # noqa: SLF001 - bleak has no public way
        if let_go is not None:
            let_go()
        await self.end()

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    async def _subscribe(self, uuid: str) -> None:
        hear = self._hear.indicated if uuid == CONTROL_POINT else self._hear.measured
        async with asyncio.timeout(CALL):
            await self._client.start_notify(self._have[uuid], lambda _, data: hear(bytes(data)))

    async def _read(self, uuid: str) -> None:
        async with asyncio.timeout(WRITE):
            await self._client.read_gatt_char(self._have[uuid])

    async def _must(self, doing: Any) -> None:  # noqa: ANN401 - a coroutine of any answer
        try:
            await doing
        except BleakGATTProtocolError:
            return  # an answer, too
        except Exception as error:
            raise Lost(f"{type(error).__name__}: {error}") from error

    def _ended(self, _client: object) -> None:
        if not self.lost:
            self.lost = True
            self._hear.ended()


def _characteristics(client: BleakClient) -> dict[str, BleakGATTCharacteristic]:
    """The characteristics of the Fitness Machine Service by UUID; of two with one UUID the first counts."""
    have: dict[str, BleakGATTCharacteristic] = {}
    for service in client.services:
        if service.uuid == SERVICE:
            for each in service.characteristics:
                have.setdefault(each.uuid, each)
    if CONTROL_POINT not in have or TREADMILL_DATA not in have:
        raise Lost("it cannot be controlled, or does not tell its speed")
    return have
