"""The announcement, heard by a real resolver over real multicast."""

import asyncio
import logging

import pytest
from zeroconf import NotRunningException
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from retrowalk.gateway import announcement
from retrowalk.gateway.announcement import KIND, LONGEST, Notice, announce, own_address


HERE = ["127.0.0.1"]
NOTICE = Notice("Gym. am Park", 7382, HERE, {"version": "1", "mode": "gym"})


async def resolved(name, seconds=5.0):
    """What somebody else on this network hears of the name; None if nothing."""
    ears = AsyncZeroconf(interfaces=HERE)
    try:
        info = AsyncServiceInfo(KIND, f"{name}.{KIND}")
        return info if await info.async_request(ears.zeroconf, seconds * 1000) else None
    finally:
        await ears.async_close()


async def ended(task):
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_the_site_is_found_by_its_name_and_gone_when_it_ends():
    async def main():
        announcing = asyncio.create_task(announce(NOTICE, HERE))
        info = await resolved("Gym  am Park")
        assert info is not None
        assert (info.port, info.parsed_addresses()) == (7382, HERE)
        assert info.decoded_properties == {"version": "1", "mode": "gym"}
        await ended(announcing)
        assert await resolved("Gym  am Park", 0.5) is None

    asyncio.run(main())


def test_a_second_site_of_the_same_name_gets_a_number():
    async def main():
        first = asyncio.create_task(announce(Notice("Twin", 1, HERE), HERE))
        assert await resolved("Twin")
        second = asyncio.create_task(announce(Notice("Twin", 2, HERE), HERE))
        twin = await resolved("Twin-2", 10)
        assert twin is not None
        assert twin.port == 2
        await ended(first)
        await ended(second)

    asyncio.run(main())


def test_without_a_network_it_is_said_once_and_tried_again(monkeypatch, caplog):
    monkeypatch.setattr(announcement, "RETRY", 0.01)
    caplog.set_level(logging.INFO)
    tries = []

    class Unreachable(AsyncZeroconf):
        def __init__(self, **_):
            tries.append(1)
            if len(tries) < 4:
                raise OSError(101, "Network is unreachable")
            super().__init__(interfaces=HERE)

    monkeypatch.setattr(announcement, "AsyncZeroconf", Unreachable)

    async def main():
        announcing = asyncio.create_task(announce(Notice("Late", 5, HERE)))
        assert await resolved("Late")
        while len(caplog.records) < 2:  # noqa: ASYNC110 - it answers a moment before it says that it does
            await asyncio.sleep(0.01)
        await ended(announcing)

    asyncio.run(main())
    assert [record.levelname for record in caplog.records if record.name == announcement.__name__] == [
        "WARNING",
        "INFO",
    ]


def test_a_resolver_that_does_not_start_ends_nothing(monkeypatch):
    async def broken(*_):
        raise NotRunningException

    monkeypatch.setattr(announcement, "_announced", broken)

    async def main():
        announcing = asyncio.create_task(announce(NOTICE))
        await asyncio.sleep(0.05)
        assert not announcing.done()
        await ended(announcing)

    asyncio.run(main())


@pytest.mark.parametrize("name", ["", ".", "ü" * 60, "x" * 200, "a.b.c"])
def test_any_name_makes_a_label(name):
    label = Notice(name, 1, HERE).info().name.removesuffix(f".{KIND}")
    assert label
    assert "." not in label
    assert len(label.encode()) <= LONGEST


def test_without_addresses_it_is_the_computers_own(monkeypatch):
    monkeypatch.setattr(announcement, "ELSEWHERE", "127.0.0.2")
    assert own_address().startswith("127.0.0.")
    assert Notice("x", 1).info().parsed_addresses() == [own_address()]
