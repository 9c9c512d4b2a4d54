"""An air of its own process: there at once, gone once whoever started it has gone and its belts stand."""

import asyncio

import pytest

from retrowalk.simulator.air import apart
from retrowalk.simulator.air.apart import air_apart
from retrowalk.simulator.air.joined import JoinedAir
from retrowalk.simulator.air.loopback import NoAir


def test_it_can_be_joined_and_ends_with_whoever_started_it():
    async def main():
        async with air_apart(3, 2) as there:
            assert there.treadmills == tuple(f"C0:00:00:00:00:0{each}" for each in (1, 2, 3))
            assert there.straps == ("C0:00:00:00:80:00", "C0:00:00:00:80:01")
            async with JoinedAir(there.place):
                pass
        async with asyncio.timeout(60):
            while True:
                try:
                    async with JoinedAir(there.place):
                        await asyncio.sleep(0.5)
                except NoAir:
                    return

    asyncio.run(main())


def test_one_that_does_not_open_is_told(monkeypatch):
    async def main():
        async with air_apart(1):
            pass

    monkeypatch.setattr(apart, "OPENS_WITHIN", 0.001)
    with pytest.raises(NoAir, match="in time"):
        asyncio.run(main())


@pytest.mark.parametrize("said", [b"", b"no such thing\n"])
def test_one_that_ends_before_it_opens_is_told(said):
    async def main():
        reader = asyncio.StreamReader()
        reader.feed_data(said)
        reader.feed_eof()
        await apart._heard(reader)  # noqa: SLF001 - what another process says

    with pytest.raises(NoAir, match="did not open"):
        asyncio.run(main())
