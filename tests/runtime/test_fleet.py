"""Many treadmills at once: each in its place, none at the cost of another."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.ftms.advertisement import Verdict
from retrowalk.link.found import Found
from retrowalk.runtime.bay import Shared
from retrowalk.runtime.clock import virtual_loop
from retrowalk.runtime.discovery import Discovery
from retrowalk.runtime.fleet import Fleet
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.treadmill import Treadmill


PROFILE = Profile("sim", start_by=StartBy.APP, handrails=Known.YES, backward_allowed=Known.YES, commissioned=True)


class MemoryRadio:
    def __init__(self, count, name="hci0"):
        self.name = name
        self.machines = {f"C0:00:00:00:00:{each:02X}": Treadmill() for each in range(1, count + 1)}
        self.scans = 0

    async def scan(self, seconds):
        self.scans += 1
        await asyncio.sleep(seconds)
        return [Found(each, "Sim", -50, Verdict.YES, "FTMS") for each in self.machines]

    def port(self, address, _device):
        return MemoryTreadmill(self.machines[address], address)


@asynccontextmanager
async def fleet(tmp_path, *radios, known=(), **how):
    remembered = []
    discovery = Discovery(radios)
    with ThreadPoolExecutor(4) as pool:
        shared = Shared(tmp_path, discovery, pool, lambda _: PROFILE, lambda p, _: Rules(p, **how), remembered.append)
        async with Fleet(shared, known) as there:
            there.remembered = remembered
            yield there
        await discovery.close()


def virtually(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        return runner.run(main())


def test_a_treadmill_that_is_adopted_is_linked_bound_and_told_of(tmp_path):
    radio = MemoryRadio(2)

    async def main():
        async with fleet(tmp_path, radio) as there:
            heard = []
            there.subscribe(lambda bay, _: heard.append(bay.id))
            bay = await there.adopt("C0:00:00:00:00:01", "Left")
            assert (bay.id, bay.link, bay.identity) == ("c0-00-00-00-00-01", "searching", "unknown")
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert (bay.link, bay.identity, bay.radio) == ("linked", "bound", "hci0")
            assert [each.label for each in there.remembered] == ["Left"]
            assert set(heard) == {bay.id}
            await asyncio.sleep(10)
            assert [(each.address, each.bay) for each in there.seen()] == [
                ("C0:00:00:00:00:01", bay.id), ("C0:00:00:00:00:02", None)
            ]  # fmt: skip

    virtually(main)
