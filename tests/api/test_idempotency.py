"""The same request twice is done once, over a restart, and never with another body."""

import asyncio
import json

import pytest

from faced import faced, headers_of, virtually
from housed import NOON
from people import PIN
from retrowalk.api import idempotency
from retrowalk.api.idempotency import KEPT_FOR, Ledger, digest
from retrowalk.api.once import _about as about_of
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.requests import FILE, Done, sweep


def once(ledger, key="k", what="w", status=201, calls=None, client="c", **how):
    async def do():
        if calls is not None:
            calls.append(key)
        await asyncio.sleep(0.01)
        return Done("", "", 0, status, json.dumps({"n": len(calls or ())}))

    return ledger.once(client, key, what, do, **how)


def test_it_is_done_once_and_answered_alike_also_at_the_same_time_and_after_a_restart(tmp_path):
    async def main():
        ledger, calls = Ledger(tmp_path, lambda: 0), []
        answers = await asyncio.gather(*(once(ledger, calls=calls) for _ in range(50)))
        again = Ledger(tmp_path, lambda: 0)
        again.load()
        answers += [await once(again, calls=calls) for _ in range(5)]
        assert len(calls) == 1
        assert {each.body for each in answers} == {'{"n": 1}'}
        with pytest.raises(Refusal) as refused:
            await once(again, what="another body", calls=calls)
        assert refused.value.code is Code.KEY_REUSED
        assert (await once(again, client="somebody else", calls=calls)).body == '{"n": 2}'

    asyncio.run(main())


def test_a_crash_in_between_is_said_and_nothing_is_done_twice(tmp_path):
    async def main():
        async def dies():
            raise RuntimeError("on purpose")

        ledger = Ledger(tmp_path, lambda: 0)
        with pytest.raises(RuntimeError):
            await ledger.once("c", "k", "w", dies)
        again = Ledger(tmp_path, lambda: 0)
        again.load()
        with pytest.raises(Refusal) as refused:
            await once(again)
        assert refused.value.code is Code.CONFLICT

    asyncio.run(main())


def test_what_was_refused_may_be_asked_again_and_what_is_old_is_forgotten(tmp_path):
    async def main():
        time, calls = [0], []
        ledger = Ledger(tmp_path, lambda: time[0])
        assert (await once(ledger, status=409, calls=calls)).status == 409
        await once(ledger, calls=calls)
        time[0] = KEPT_FOR
        await once(ledger, calls=calls)
        assert len(calls) == 3
        kept = (tmp_path / FILE).read_text()
        (tmp_path / FILE).write_text(kept + '{"key": "cut o')
        Ledger(tmp_path, lambda: time[0]).load()

    asyncio.run(main())


def test_secrets_stay_in_memory_and_a_full_disk_keeps_anything_from_being_done(tmp_path):
    async def main():
        ledger, calls = Ledger(tmp_path, lambda: 0), []
        await once(ledger, calls=calls, secret=True)
        assert r"\"n\"" not in (tmp_path / FILE).read_text()
        (tmp_path / "gone").mkdir()
        broken = Ledger(tmp_path / "gone", lambda: 0)
        (tmp_path / "gone").rmdir()
        with pytest.raises(Refusal) as refused:
            await once(broken, calls=calls)
        assert refused.value.code is Code.STORAGE
        assert len(calls) == 1

    asyncio.run(main())


def test_whom_is_erased_is_forgotten_also_what_is_under_way_and_nothing_is_done_twice(tmp_path):
    async def main():
        ledger, calls, go = Ledger(tmp_path, lambda: 0), [], asyncio.Event()

        async def slow():
            calls.append("slow")
            await go.wait()
            return Done("", "", 0, 201, '{"id":"p1","name":"Ada"}')

        await once(ledger, about="/v1/people/p1?", calls=calls)
        await once(ledger, key="other", about="/v1/people/p2?", calls=calls)
        under_way = asyncio.create_task(ledger.once("c", "slow", "w", slow))
        await asyncio.sleep(0.01)
        await ledger.forget({"p1"})
        go.set()
        assert "Ada" in (await under_way).body
        kept = (tmp_path / FILE).read_text()
        assert "Ada" not in kept and "p1" not in kept and "p2" in kept
        again = Ledger(tmp_path, lambda: 0)
        again.load()
        for each in (ledger, again):
            for key in ("k", "slow"):
                with pytest.raises(Refusal) as refused:
                    await once(each, key=key, calls=calls)
                assert refused.value.code is Code.GONE
            assert (await once(each, key="other", calls=calls)).body == '{"n": 2}'
        assert len(calls) == 3

    asyncio.run(main())


def test_a_refusal_is_kept_without_what_it_said(tmp_path):
    async def main():
        ledger = Ledger(tmp_path, lambda: 0)

        async def refuses():
            return Done("", "", 0, 422, "Ada is no name")

        assert (await ledger.once("c", "k", "w", refuses, about="/v1/people/p1?")).body == "Ada is no name"
        assert "no name" not in (tmp_path / FILE).read_text()
        await ledger.forget({"p1"})
        again = Ledger(tmp_path, lambda: 0)
        again.load()
        assert (await once(again, calls=[])).status == 201

    asyncio.run(main())


def test_what_is_a_day_old_leaves_the_disk_while_nobody_asks_as_soon_as_that_works(tmp_path, monkeypatch):
    async def main():
        loop, swept = asyncio.get_running_loop(), asyncio.Event()
        began = loop.time()
        ledger = Ledger(tmp_path, lambda: int(loop.time() - began))
        await once(ledger, calls=[])
        monkeypatch.setattr(idempotency, "sweep", no_disk)
        running = asyncio.create_task(ledger.run())
        await asyncio.sleep(KEPT_FOR)
        assert r"\"n\"" in (tmp_path / FILE).read_text()

        def works(*how):
            sweep(*how)
            loop.call_soon_threadsafe(swept.set)

        monkeypatch.setattr(idempotency, "sweep", works)
        await swept.wait()
        assert (tmp_path / FILE).read_text() == ""
        running.cancel()

    def no_disk(*_):
        raise OSError(5, "broken")

    virtually(main)


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (b'{"person":"p1","supervisor":"p2","name":"Ada","session":7}', "/v1/x? p1 p2"),
        (b"[1]", "/v1/x?"),
        (b"", "/v1/x?"),
        (b"{", "/v1/x?"),
        (b'"\xff"', "/v1/x?"),
    ],
)
def test_what_is_written_of_a_request_is_whom_it_names(body, about):
    assert about_of("/v1/x?", body) == about


def test_two_requests_are_the_same_by_method_path_and_body():
    assert len({digest("POST", "/a", b"x"), digest("POST", "/a", b"y"), digest("POST", "/b", b"x")}) == 3
    assert digest("POST", "/a", b"x") == digest("POST", "/a", b"x")


def test_over_http_a_key_makes_one_of_two(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            token = await site.logged_in("p-owner", PIN)
            body = {"source": "site", "speed_kmh": 2.0}
            headers = headers_of(token, **{"Idempotency-Key": "one"})
            first = await asks.post("/v1/limits", json=body, headers=headers)
            second = await asks.post("/v1/limits", json=body, headers=headers)
            assert first.status_code == 201, first.text
            assert (second.status_code, second.json()) == (201, first.json())
            other = await asks.post("/v1/limits", json={**body, "speed_kmh": 1.0}, headers=headers)
            assert (other.status_code, other.json()["code"]) == (422, "key-reused")
            for key in ("x" * 129, "a b"):
                bad = await asks.post("/v1/limits", json=body, headers=headers_of(token, **{"Idempotency-Key": key}))
                assert (bad.status_code, list(bad.json()["fields"])) == (422, ["Idempotency-Key"])
            assert site.at() >= NOON

    virtually(main)
