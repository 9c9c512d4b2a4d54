"""The radio of the bench: simulated treadmills on virtual air, this computer's adapter hci0 on it, and the truth.

usage: ground.py SOCKET TREADMILLS    (inside the bench's machine)
What happens to each treadmill is noted with its time: writes as they arrive, answers as they leave, the belt as it
moves. The Unix socket takes one JSON line {"do": …} and answers each with one.
"""

import asyncio
import json
import signal
import sys
from dataclasses import asdict, dataclass, replace
from functools import partial

from adapter import Adapter
from bumble.transport import open_transport

from retrowalk import app
from retrowalk.ftms.uuids import Characteristic
from retrowalk.runtime.clock import now
from retrowalk.simulator.air.virtual import VirtualAir
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.treadmill import Treadmill


# One way (s): an exchange then takes what it takes on a radio at the usual connection interval of 30 ms, about 60 ms.
LATENCY = 0.03
# A trial need not wait for a machine's full countdown (ms), and the fastest telemetry in the field tells most (ms).
COUNTDOWN = 500
FRAME_EVERY = 250
ADAPTER = "00:AA:01:00:00:10/P"


@dataclass(frozen=True)
class Note:
    """One thing that happened: `what` is "write", "answer" or "motion"; `speed` is the belt's at that moment."""

    at: int
    what: str
    speed: int
    said: str
    code: int = 0


class Watched(Treadmill):
    """A treadmill that keeps the truth about itself."""

    def __init__(self, shape):
        self.notes = []
        super().__init__(shape, now())
        self._noted = self.machine.belt.motion

    def note(self, at, what, said, code=0):
        self.notes.append(Note(at, what, self.machine.belt.speed, said, code))

    def write(self, client, data, now):
        code = super().write(client, data, now)
        self.note(now, "write", data.hex(), code)
        return code

    def advance(self, now):
        sent = super().advance(now)
        for each in sent:
            if getattr(each, "characteristic", None) == Characteristic.CONTROL_POINT:
                self.note(now, "answer", each.data.hex())
        if self._noted is not self.machine.belt.motion:
            self._noted = self.machine.belt.motion
            self.note(now, "motion", self._noted.value)
        return sent


class Ground:
    """Treadmills by address, and what may be asked of them and done to them."""

    def __init__(self):
        self.treadmills = {}
        self.controllers = ()

    def do(self, order):
        """Do one order; its answer. Raises KeyError, ValueError for what there is not."""
        made = self.treadmills[order["address"]] if order["address"] else None
        return getattr(self, f"do_{order['do']}")(made, order)

    def do_list(self, _, __):
        return list(self.treadmills)

    def do_now(self, _, __):
        return now()

    def do_notes(self, made, order):
        return [asdict(each) for each in made.notes if each.at >= order.get("since", 0)]

    def do_belt(self, made, _):
        belt = made.machine.belt
        belt.advance(now())
        return {"speed": belt.speed, "motion": belt.motion.value}

    def do_links(self, _, __):
        """What each controller on the air holds a link to, and what it is about to."""
        return [
            f"{each.name}: linked to {[str(peer) for peer in each.le_connections]}, connecting"
            f" {each.pending_le_connection is not None}, scanning {bool(each.le_scan_enable)}"
            for each in self.controllers
        ]

    def do_lose(self, made, order):
        made.fail(Fault.LINK_DROP, order["ms"], now())

    def do_fail(self, made, order):
        made.fail(Fault(order["fault"]), order.get("amount"), now())

    def do_mend(self, made, order):
        made.mend(Fault(order["fault"]), now())

    def do_halt(self, made, _):
        """Pull the key and put it back: the belt is at rest for the next trial, whatever this one did."""
        made.pull_key(now())
        asyncio.get_running_loop().call_later(1.5, lambda: made.replace_key(now()))

    async def answer(self, reader, writer):
        """Serve one client of the socket."""
        while line := await reader.readline():
            try:
                said = {"ok": self.do(json.loads(line))}
            except (AttributeError, KeyError, ValueError) as error:
                said = {"error": repr(error)}
            writer.write(json.dumps(said).encode() + b"\n")
        writer.close()


async def main(socket, count):
    """Serve until terminated."""
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    ground = Ground()
    async with VirtualAir(LATENCY) as air:
        usual = app.simulated_shape()
        for number in range(1, count + 1):
            mechanics = replace(usual.mechanics, countdown=COUNTDOWN)
            name = f"{app.SIMULATED_NAME} {number}"
            treadmill = Watched(replace(usual, name=name, frame_every=FRAME_EVERY, mechanics=mechanics))
            station = await air.add(treadmill)
            ground.treadmills[station.address] = treadmill
        async with await open_transport("vhci") as wire:
            Adapter("hci0", host_source=wire.source, host_sink=wire.sink, link=air.radio, public_address=ADAPTER)
            ground.controllers = air.radio.controllers
            async with await asyncio.start_unix_server(partial(Ground.answer, ground), socket):
                await ended.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
