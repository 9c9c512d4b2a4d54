"""The guard's socket, real ones: whom it serves, what it believes, and what is left behind."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager, suppress

import pytest
from tests.guard.waiting import until

from retrowalk.guard import beats
from retrowalk.guard.beats import LONGEST
from retrowalk.guard.ears import AlreadyThere, Ears


class Hearer:
    def __init__(self):
        self.beats, self.ends = [], 0

    def heard(self, beat):
        self.beats.append(beat)
        return beats.answer(beat.number, beat.belts, [], [])

    def ended(self):
        self.ends += 1


class Service:
    """The other end of the line."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def say(self, *lines):
        self.writer.write(b"".join(lines))

    def beat(self, number):
        self.say(json.dumps({"beat": number, "belts": {"AA": {"ours": True, "steps": number}}}).encode() + b"\n")

    async def answer(self):
        async with asyncio.timeout(10):
            return json.loads(await self.reader.readline() or b"null")

    async def close(self):
        self.writer.close()
        await asyncio.gather(self.writer.wait_closed(), return_exceptions=True)


@asynccontextmanager
async def listening(state):
    hearer = Hearer()
    async with Ears(state, hearer) as ears:
        yield ears, hearer


async def ring(ears):
    return Service(*await asyncio.open_unix_connection(ears.path))


async def test_each_beat_is_answered(tmp_path):
    async with listening(tmp_path / "state") as (ears, hearer):
        service = await ring(ears)
        for number in (1, 2):
            service.beat(number)
            assert (await service.answer())["beat"] == number
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
        assert ears.path.stat().st_mode & 0o777 == 0o600
        await service.close()
        await until(lambda: hearer.ends == 1)
    assert not ears.path.exists()


async def test_what_is_no_beat_is_passed_over_in_any_pieces(tmp_path):
    async with listening(tmp_path) as (ears, hearer):
        service = await ring(ears)
        service.say(b"\n{}\nnull\n\xff\xfe\x00\n", b"A" * (LONGEST * 3))
        await asyncio.sleep(0.05)
        service.say(b"A" * LONGEST, b'{"beat": 99, "belts": {}}\n')
        service.beat(1)
        assert (await service.answer())["beat"] == 1
        line = b'{"beat": 2, "belts": {}}\n'
        for each in line:
            service.say(bytes([each]))
            await asyncio.sleep(0)
        assert (await service.answer())["beat"] == 2
        assert [beat.number for beat in hearer.beats] == [1, 2]
        await service.close()


async def test_a_second_service_is_told_so_and_the_first_goes_on(tmp_path):
    async with listening(tmp_path) as (ears, hearer):
        first = await ring(ears)
        first.beat(1)
        await first.answer()
        second = await ring(ears)
        second.beat(7)
        assert "another service" in (await second.answer())["refused"]
        assert await second.answer() is None
        first.beat(2)
        assert (await first.answer())["beat"] == 2
        assert hearer.ends == 0
        await first.close()
        await second.close()
        await until(lambda: hearer.ends == 1)
        third = await ring(ears)
        third.beat(8)
        assert (await third.answer())["beat"] == 8
        await third.close()


async def test_a_farewell_ends_it_once(tmp_path):
    async with listening(tmp_path) as (ears, hearer):
        service = await ring(ears)
        service.beat(1)
        service.say(b'{"bye": true}\n', b'{"beat": 2, "belts": {}}\n')
        await until(lambda: hearer.ends)
        await service.close()
        await asyncio.sleep(0.05)
        assert (len(hearer.beats), hearer.ends) == (1, 1)


async def test_who_reads_no_answers_fills_no_memory(tmp_path):
    async with listening(tmp_path) as (ears, hearer):
        service = await ring(ears)
        service.writer.transport.pause_reading()
        for number in range(20_000):
            service.beat(number)
            if number % 500 == 0:
                await asyncio.sleep(0)
        await until(lambda: len(hearer.beats) == 20_000)
        service.writer.transport.resume_reading()
        answers = [await service.answer()]
        with suppress(TimeoutError):
            while True:
                answers.append(json.loads(await asyncio.wait_for(service.reader.readline(), 0.3)))
        assert len(answers) < 10_000
        service.beat(20_000)
        assert (await service.answer())["beat"] == 20_000
        await service.close()


async def test_a_socket_left_behind_is_replaced_and_a_living_one_is_not(tmp_path):
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(tmp_path / "guard.sock"))
    async with listening(tmp_path) as (ears, _):
        with pytest.raises(AlreadyThere, match="already"):
            async with listening(tmp_path):
                pass
        service = await ring(ears)
        service.beat(1)
        assert (await service.answer())["beat"] == 1
        await service.close()
    async with listening(tmp_path) as (ears, _):
        await (await ring(ears)).close()


async def test_a_folder_that_cannot_be_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        async with listening(tmp_path / "file" / "state"):
            pass
    with pytest.raises(OSError, match="too long"):
        async with listening(tmp_path / ("x" * 200)):
            pass
