"""Ready or not, and why: in virtual time."""

import asyncio
import logging
import time

import pytest

from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.health import EVERY, OLD, PATIENCE, Finding, Health, feel
from retrowalk.runtime.clock import now, virtual_loop
from retrowalk.runtime.losses import Losses


class Site:
    """Probes whose answers can be changed."""

    def __init__(self, **answers):
        self.answers, self.asked = answers, 0
        self.events = EventLog("run", now, lambda: 0)
        losses = Losses(logging.getLogger("retrowalk.tests.health"), now)
        self.health = Health({name: self.probe(name) for name in answers}, now, losses, self.events)

    def probe(self, name):
        async def ask():
            self.asked += 1
            answer = self.answers[name]
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, float):
                await asyncio.sleep(answer)
                return ""
            return answer

        return ask

    def told(self):
        return [event.data for event in self.events.since(0) if event.kind is Kind.GATEWAY_HEALTH]


def virtually(main):
    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        runner.run(main())


def test_it_is_ready_when_every_probe_is_well():
    async def main():
        site = Site(disk="", guard="")
        assert not site.health.ready().ready, "nothing was looked at yet"
        await site.health.look()
        assert site.health.ready().ready
        assert site.health.ready().findings == (Finding("disk", ok=True), Finding("guard", ok=True))

    virtually(main)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("full", "full"),
        (PATIENCE + 1.0, f"no answer within {PATIENCE:g} s"),
        (OSError("gone"), "OSError: gone"),
    ],
)
def test_one_probe_that_fails_is_named_with_its_reason(answer, why):
    async def main():
        site = Site(disk=answer, guard="")
        readiness = await site.health.look()
        assert not readiness.ready
        assert readiness.findings[0] == Finding("disk", ok=False, why=why)
        assert readiness.findings[1].ok

    virtually(main)


def test_a_probe_that_waits_holds_up_no_other():
    async def main():
        site = Site(disk=60.0, guard=60.0, clock="")
        began = now()
        await site.health.look()
        assert now() - began == PATIENCE * 1000

    virtually(main)


def test_who_asks_a_thousand_times_asks_no_probe():
    async def main():
        site = Site(disk="")
        await site.health.look()
        assert all(site.health.ready().ready for _ in range(1000))
        assert site.asked == 1

    virtually(main)


def test_a_look_that_is_old_is_none():
    async def main():
        site = Site(disk="")
        await site.health.look()
        await asyncio.sleep(OLD / 1000)
        assert site.health.ready().ready
        await asyncio.sleep(0.01)
        assert site.health.ready().findings == (Finding("checks", ok=False, why="nothing was looked at just now"),)

    virtually(main)


def test_what_changes_is_told_once_and_logged_once(caplog):
    caplog.set_level(logging.INFO)

    async def main():
        site = Site(disk="")
        watching = asyncio.create_task(site.health.watch())
        await asyncio.sleep(EVERY * 3)
        site.answers["disk"] = "full"
        await asyncio.sleep(EVERY * 3)
        site.answers["disk"] = ""
        await asyncio.sleep(EVERY * 3)
        watching.cancel()
        assert site.told() == [
            {"ready": True, "failing": {}},
            {"ready": False, "failing": {"disk": "full"}},
            {"ready": True, "failing": {}},
        ]

    virtually(main)
    assert [record.getMessage() for record in caplog.records] == ["disk lost: full", "disk back after 15.0 s"]


def test_the_loops_lag_is_felt():
    async def main():
        felt = []
        feeling = asyncio.create_task(feel(felt.append))
        await asyncio.sleep(1.1)
        feeling.cancel()
        assert felt == [0.0] * 4

    virtually(main)


def test_a_loop_that_was_held_up_has_lagged():
    async def main():
        felt = []
        feeling = asyncio.create_task(feel(felt.append, every=0.01))
        await asyncio.sleep(0)
        time.sleep(0.1)  # noqa: ASYNC251 - on purpose
        await asyncio.sleep(0.02)
        feeling.cancel()
        assert 0.05 < felt[0] < 1

    asyncio.run(main())
