"""The same request twice is done once, over a restart, and never with another body."""

import asyncio
import json

import pytest

from faced import faced, headers_of, virtually
from housed import NOON
from people import PIN
from retrowalk.api.idempotency import FILE, KEPT_FOR, Done, Ledger, digest
from retrowalk.gateway.refusals import Code, Refusal


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
        assert '"n"' not in (tmp_path / FILE).read_text()
        (tmp_path / "gone").mkdir()
        broken = Ledger(tmp_path / "gone", lambda: 0)
        (tmp_path / "gone").rmdir()
        with pytest.raises(Refusal) as refused:
            await once(broken, calls=calls)
        assert refused.value.code is Code.STORAGE
        assert len(calls) == 1

    asyncio.run(main())


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
