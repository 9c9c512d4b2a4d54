"""Wrong attempts outlive the service that counted them."""

import asyncio
import json

import pytest

from retrowalk.gateway.attempts import FIRST_DELAY, FREE
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.tries import Tries


class Clock:
    """Monotonic, and new with every start of the computer."""

    now = 90_000

    def __call__(self):
        return self.now


def wait(tries, place="tablet", account="ada"):
    """In how many ms the next attempt is heard."""
    try:
        tries.attempted(place, account)
    except Refusal as no:
        return no.retry_after if no.code is Code.LOCKED_OUT else None
    return 0


async def wrong(tries, times):
    for _ in range(times):
        assert wait(tries) == 0
    await tries.settled()


@pytest.mark.sr(42)
async def test_a_new_start_shortens_no_delay(tmp_path):
    file, clock = tmp_path / "wrong.json", Clock()
    await wrong(Tries(clock, file), FREE)
    clock.now = 7  # the computer was switched off and on
    again = Tries(clock, file)
    assert 0 < wait(again) <= FIRST_DELAY
    clock.now += FIRST_DELAY
    assert wait(again) == 0
    await again.settled()
    assert wait(Tries(clock, file)) > FIRST_DELAY  # the delays grow on
    assert file.stat().st_mode & 0o077 == 0


async def test_what_was_right_is_forgiven_and_where_it_was_is_known_after_a_start(tmp_path):
    file, clock = tmp_path / "wrong.json", Clock()
    tries = Tries(clock, file)
    await wrong(tries, FREE - 1)
    tries.proven("tablet", "ada")
    await tries.settled()
    assert json.loads(file.read_text())["proven"] == {"ada": "tablet"}
    await wrong(Tries(clock, file), FREE)
    last = Tries(clock, file)
    last.forgiven("ada")
    await last.settled()
    assert wait(Tries(clock, file)) == 0


async def test_many_at_once_end_up_as_the_newest(tmp_path):
    file, clock = tmp_path / "wrong.json", Clock()
    tries = Tries(clock, file)
    for number in range(50):
        tries.attempted(f"place {number}", "")
        await asyncio.sleep(0)
    await tries.settled()
    assert len(json.loads(file.read_text())["wrong"]) == 50


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"wrong": [[1]], "proven": {}}', '{"wrong": 3, "proven": {}}']
)
def test_a_file_that_is_none_forgives_and_is_told_of(tmp_path, caplog, text):
    file = tmp_path / "wrong.json"
    file.write_text(text)
    assert wait(Tries(Clock())) == 0
    Tries(Clock(), file)
    assert "cannot be read" in caplog.text


async def test_a_disk_that_refuses_keeps_nobody_from_waiting(tmp_path, caplog):
    tries = Tries(Clock(), tmp_path / "no such folder" / "wrong.json")
    await wrong(tries, FREE)
    assert "cannot be kept" in caplog.text and wait(tries) > 0
    await tries.settled()
