"""A simulated treadmill carried in memory: the port of every real one, on whatever loop is running."""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from retrowalk.ftms.codes import ErrorCode
from retrowalk.ftms.uuids import Characteristic
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.port import Description, Listener
from retrowalk.runtime.clock import now
from retrowalk.simulator.audience import Cut, Outgoing
from retrowalk.simulator.carrier import Carrier
from retrowalk.simulator.treadmill import Treadmill


# What a client of the Fitness Machine Service switches on, in this order.
_SUBSCRIPTIONS = (
    Characteristic.CONTROL_POINT,
    Characteristic.MACHINE_STATUS,
    Characteristic.TRAINING_STATUS,
    Characteristic.TREADMILL_DATA,
)
# At usual radio latencies connecting and discovering takes about half a second and a write 30 ms (seconds).
_CONNECT_TAKES = 0.5
_WRITE_TAKES = 0.03
_FAULTS: Mapping[int, Fault] = MappingProxyType(
    {
        ErrorCode.NOT_SUBSCRIBED: Fault.NOT_SUBSCRIBED,
        ErrorCode.BUSY: Fault.BUSY,
        ErrorCode.BUSY_IN_THE_FIELD: Fault.BUSY,
    }
)


class _Nobody:
    """Who listens while there is no link."""

    def notified(self, characteristic: int, data: bytes) -> None:
        """Hear nothing."""

    def disconnected(self, why: str) -> None:
        """Hear nothing."""


_NOBODY = _Nobody()


class MemoryTreadmill:
    """One client's link to a treadmill in the same process. Two links to one treadmill share its carrier.

    `connect_takes` in s.
    """

    def __init__(
        self,
        treadmill: Treadmill | None = None,
        address: str = "sim",
        *,
        carrier: Carrier | None = None,
        connect_takes: float = _CONNECT_TAKES,
    ) -> None:
        self.carrier = carrier or Carrier(treadmill or Treadmill())
        self._connect_takes = connect_takes
        self._address = address
        self._client: int | None = None
        self._listener: Listener = _NOBODY

    @property
    def treadmill(self) -> Treadmill:
        """What is carried: its console, key and faults."""
        return self.carrier.treadmill

    @property
    def address(self) -> str:
        """Where it is."""
        return self._address

    async def connect(self, listener: Listener) -> Description:
        """Connect, read and subscribe. Raises LinkError when it is out of reach or this link is up already."""
        await asyncio.sleep(self._connect_takes)
        if self._client is not None or not self.treadmill.reachable(now()):
            raise LinkError(Fault.NOT_FOUND, f"{self._address} does not answer")
        self._listener = listener
        self._client = self.carrier.join(self._hear)
        for characteristic in _SUBSCRIPTIONS:
            self.treadmill.subscribe(self._client, characteristic)
        return self._description()

    async def write(self, data: bytes) -> None:
        """Write the control point. Raises LinkError."""
        client = self._client
        if client is None:
            raise LinkError(Fault.GONE, self._address)
        code = self.carrier.write(client, data)
        await asyncio.sleep(_WRITE_TAKES)
        if self._client != client:
            raise LinkError(Fault.GONE, self._address)
        if code == ErrorCode.NOT_SUBSCRIBED:  # as on a real link: told, and asked for anew
            self.treadmill.subscribe(client, Characteristic.CONTROL_POINT)
        if code:
            raise LinkError(_FAULTS.get(code, Fault.REFUSED), f"ATT error 0x{code:02X}", code)

    async def disconnect(self) -> None:
        """End the link; never raises."""
        if self._client is not None:
            self.carrier.leave(self._client)
            self._end("disconnected")

    def _hear(self, sent: Outgoing) -> None:
        """Pass on what the treadmill sends to this client."""
        if isinstance(sent, Cut):
            self._end("the treadmill is out of reach")
        else:
            self._listener.notified(sent.characteristic, sent.data)

    def _end(self, why: str) -> None:
        listener, self._listener, self._client = self._listener, _NOBODY, None
        listener.disconnected(why)

    def _description(self) -> Description:
        """Say what the treadmill says of itself; empty where it says nothing."""

        def value(characteristic: Characteristic) -> bytes:
            return self.treadmill.read(characteristic) or b""

        return Description(
            address=self._address,
            name=self.treadmill.shape.name,
            manufacturer=value(Characteristic.MANUFACTURER_NAME).decode(),
            model=value(Characteristic.MODEL_NUMBER).decode(),
            firmware=value(Characteristic.FIRMWARE_REVISION).decode(),
            features=value(Characteristic.FEATURE),
            speed_range=value(Characteristic.SPEED_RANGE),
            inclination_range=value(Characteristic.INCLINATION_RANGE),
        )
