"""Treadmills that remember what truly happened to them, on an air that other processes join. Times in ms."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

from retrowalk import app
from retrowalk.ftms.codes import OpCode
from retrowalk.ftms.stop_bytes import STOP
from retrowalk.ftms.uuids import Characteristic
from retrowalk.runtime.clock import now
from retrowalk.simulator.air.loopback import Place
from retrowalk.simulator.air.peripheral import Station
from retrowalk.simulator.air.server import AirServer
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.audience import Outgoing, Sent
from retrowalk.simulator.treadmill import Treadmill


# One way, in s: what one exchange over a real radio takes, about 60 ms, less the treadmill's own 50 ms.
LATENCY = 0.005
# The fastest telemetry of the field, 4 Hz (ms).
FRAMES_EVERY = 250


class Write(NamedTuple):
    """One write of the control point and ATT's answer, 0 = accepted."""

    at: int
    client: int
    data: bytes
    code: int


class Told(NamedTuple):
    """One Treadmill Data notification that was sent to one client."""

    at: int
    client: int
    data: bytes


class Witness(Treadmill):
    """A treadmill that notes who came, what was written and what it told."""

    def __init__(self) -> None:
        super().__init__(replace(app.simulated_shape(), frame_every=FRAMES_EVERY), now())
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.joined: dict[int, int] = {}
        self.writes: list[Write] = []
        self.told: list[Told] = []

    def connect(self, now: int) -> int:
        """Note who came when."""
        client = super().connect(now)
        self.joined[client] = now
        return client

    def write(self, client: int, data: bytes, now: int) -> int:
        """Note what was written."""
        code = super().write(client, data, now)
        self.writes.append(Write(now, client, data, code))
        return code

    def advance(self, now: int) -> list[Outgoing]:
        """Note what is told."""
        outgoing = super().advance(now)
        self.told += [
            Told(now, sent.client, sent.data)
            for sent in outgoing
            if isinstance(sent, Sent) and sent.characteristic == Characteristic.TREADMILL_DATA
        ]
        return outgoing


@dataclass(frozen=True, slots=True)
class Belt:
    """One treadmill on the air, and the truth about it."""

    station: Station
    witness: Witness

    @property
    def address(self) -> str:
        """Where it is."""
        return self.station.address

    @property
    def linked(self) -> bool:
        """Whether anybody has a link to it."""
        return self.station.carrier.linked

    @property
    def speed(self) -> int:
        """How fast it truly runs (0.01 km/h), as of a few ms ago."""
        self.station.carrier.run_soon()
        return self.witness.machine.belt.speed

    @property
    def last_client(self) -> int:
        """Who came last; 0 = nobody."""
        return max(self.witness.joined, default=0)

    def stopped(self, since: int, after: int) -> int | None:
        """When somebody who came later than `since` had a Stop accepted after a time, if ever."""
        return next((each.at for each in self._accepted(STOP) if each.client > since and each.at >= after), None)

    def asked(self, operation: OpCode, client: int) -> int | None:
        """When a client first had an operation accepted, if ever."""
        accepted = self._accepted(bytes((operation,)))
        return next((each.at for each in accepted if each.client == client), None)

    def first_writes(self, client: int) -> list[bytes]:
        """What a client had accepted, in order."""
        return [each.data for each in self.witness.writes if each.client == client and not each.code]

    def frames(self, client: int, since: int, until: int) -> list[bytes]:
        """What a client was told in a time."""
        return [each.data for each in self.witness.told if each.client == client and since <= each.at <= until]

    def _accepted(self, beginning: bytes) -> list[Write]:
        return [each for each in self.witness.writes if each.data.startswith(beginning) and not each.code]


@asynccontextmanager
async def on_air(count: int) -> AsyncIterator[tuple[Place, list[Belt]]]:
    """So many treadmills, and where others join their air."""
    async with VirtualAir(LATENCY) as air, AirServer(air.radio) as server:
        witnesses = [Witness() for _ in range(count)]
        yield server.place, [Belt(await air.add(each), each) for each in witnesses]
