"""Whoever tells something is answered once the disk has it."""

import asyncio

import pytest

from retrowalk.gateway.pending import all_kept, waited_for
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.store import NotKept


def promise():
    return asyncio.get_running_loop().create_future()


async def test_what_is_told_within_is_waited_for():
    kept, order = promise(), []

    async def request():
        async with all_kept():
            waited_for(kept)
            order.append("told")
        order.append("answered")

    asked = asyncio.create_task(request())
    await asyncio.sleep(0.01)
    assert order == ["told"]
    kept.set_result(7)
    await asked
    assert order == ["told", "answered"]


async def test_what_is_not_kept_is_undone_and_refused():
    lost, undone = promise(), []

    async def undo():
        undone.append(True)

    lost.set_exception(NotKept("the disk takes no facts"))
    with pytest.raises(Refusal, match="it could not be written down: the disk takes no facts") as no:
        async with all_kept(undo):
            waited_for(lost)
    assert (no.value.code, undone) == (Code.STORAGE, [True])


async def test_what_a_task_left_behind_tells_later_holds_up_nobody():
    never, going = promise(), asyncio.Event()

    async def later():
        await going.wait()
        waited_for(never)

    async with all_kept():
        left = asyncio.create_task(later())
    going.set()
    await left
    waited_for(never)  # nobody asked for this
    async with all_kept():
        pass


async def test_a_request_that_fails_is_not_held_up():
    async def request():
        async with all_kept():
            waited_for(promise())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await request()
