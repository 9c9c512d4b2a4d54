"""What becomes of a walk when its loop stands still, its computer sleeps, or the time of day jumps."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from retrowalk import app
from retrowalk.controller.events import Proceed
from retrowalk.journal.reader import read
from retrowalk.runtime import clock
from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.interlocks import Freeze
from retrowalk.safety.supervisor import Belt
from retrowalk.session.stage import Stage


def block(seconds):
    """What a blocking call does to a loop: its clock goes on, and nothing on it runs meanwhile."""
    asyncio.get_running_loop()._pace.now += seconds  # noqa: SLF001 - a loop has no other way to be late


@pytest.mark.sr(27)
@pytest.mark.parametrize(
    ("seconds", "frozen", "latched"),
    [(0.9, False, None), (1.1, True, None), (2.0, True, None), (5.0, False, StopReason.ENGINE_FAULT)],
)
def test_a_blocking_call_on_the_loop_freezes_the_walk_and_a_longer_one_stops_it(
    virtually, running, seconds, frozen, latched
):
    async def main(port):
        async with running(port) as (service, walker):
            await walker.walk()
            await asyncio.sleep(0.1)
            before, seen = service.snapshot.commanded, []
            service.subscribe(lambda _: seen.append(service.snapshot))
            block(seconds)
            await asyncio.sleep(0.01)
            assert (Freeze.STALL in seen[0].frozen, seen[0].latched) == (frozen, latched)
            await asyncio.sleep(20)
            if latched:
                assert (service.snapshot.belt, port.speed) == (Belt.LATCHED, 0)
            else:
                assert service.snapshot.belt is Belt.RUNNING
                service.tell(Proceed())
                await asyncio.sleep(10)
                assert service.snapshot.commanded.speed >= before.speed

    virtually(main)


@pytest.mark.sr(27)
def test_nothing_that_was_due_meanwhile_is_caught_up_at_once(virtually, running):
    async def main(port):
        async with running(port) as (_, walker):
            await walker.walk()
            written = len(port.writes)
            block(2.9)
            await asyncio.sleep(0.3)
            asked = [int.from_bytes(data[1:], "little") for _, data in port.writes if data[0] == 2]
            since = [int.from_bytes(data[1:], "little") for _, data in port.writes[written:] if data[0] == 2]
            assert max(since, default=0) <= max(asked[: len(asked) - len(since)])

    virtually(main)


@pytest.mark.sr(26)
@pytest.mark.parametrize(("asleep", "latched"), [(2_000, None), (3_600_000, StopReason.ENGINE_FAULT)])
def test_a_computer_that_wakes_finds_its_walk_frozen_or_stopped(virtually, running, asleep, latched):
    """Suspend: the clock that counts on (boot time) jumps, the loop's timers did not. The belt was not asleep."""
    slept = 0

    async def main(port):
        nonlocal slept
        async with running(port, now=lambda: now() + slept) as (service, walker):
            await walker.walk()
            slept = asleep
            await asyncio.sleep(0.26)
            assert service.snapshot.latched is latched
            await asyncio.sleep(20)
            assert service.snapshot.belt is (Belt.LATCHED if latched else Belt.RUNNING)

    virtually(main)


class _Jumping(datetime):
    """A time of day that is ten years off, now this way, now that."""

    years = 10

    @classmethod
    def now(cls, tz=None):
        cls.years = -cls.years
        return datetime.now(tz) + timedelta(days=365 * cls.years)


@pytest.mark.sr(26)
def test_the_time_of_day_may_jump_ten_years_either_way_and_no_step_differs(
    virtually, running, rules, tmp_path, monkeypatch
):
    def walk(kind):
        async def main(port):
            folder = app.walk_folder(tmp_path / kind, "walk")
            with app.journal(folder, app.Met(port, rules), float("inf"), print) as journal:
                async with running(port, journal=journal) as (service, walker):
                    await walker.walk(0.5)
                    await service.until(lambda seen: seen.stage is Stage.FINISHED)
            return folder.name, read(journal.path)

        return virtually(main)

    name, usual = walk("usual")
    monkeypatch.setattr(clock, "datetime", _Jumping)
    jumped, again = walk("jumping")
    year = datetime.now(UTC).year
    assert again.steps == usual.steps
    assert len(usual.steps) > 200
    assert [abs(int(when[:4]) - year) for when in (name, jumped, again.header.started)] == [0, 10, 10]
