"""What may wait is done in its order, one in each turn of the loop, and after what was asked for before it."""

import asyncio

from retrowalk.runtime.afterwards import Afterwards


async def turns(count):
    for _ in range(count):
        await asyncio.sleep(0)


async def test_one_is_done_in_each_turn_and_what_was_asked_for_comes_first():
    done, afterwards = [], Afterwards()
    for name in "abc":
        afterwards.later(lambda name=name: done.append(name))
        asyncio.get_running_loop().call_soon(done.append, f"write {name}")
    await turns(1)
    assert done == ["write a", "write b", "write c"]
    for expected in ("a", "b", "c"):
        await turns(1)
        assert done[-1] == expected


async def test_what_fails_holds_up_nothing(caplog):
    done, afterwards = [], Afterwards()

    def fails():
        raise OSError("no")

    afterwards.later(fails)
    afterwards.later(lambda: done.append("b"))
    await turns(4)
    assert done == ["b"]
    assert "what was put off failed" in caplog.text


async def test_what_is_done_may_put_off_something_else():
    done, afterwards = [], Afterwards()
    afterwards.later(lambda: afterwards.later(lambda: done.append("late")))
    await turns(5)
    assert done == ["late"]
