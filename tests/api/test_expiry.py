"""Orders that a network hands on too late are not done; stops are, whenever they come."""

import pytest

from faced import faced, headers_of, virtually
from people import PIN
from retrowalk.api.expiry import late
from retrowalk.runtime.clock import now


def scope(*values):
    return {"headers": [(b"good-until", value.encode()) for value in values]}


def test_what_says_nothing_is_never_late():
    assert not late(scope(), 10**9)


@pytest.mark.parametrize(("until", "expected"), [("1000", False), ("999", True), ("1001", False)])
def test_it_is_meant_up_to_that_time(until, expected):
    assert late(scope(until), 1000) is expected


@pytest.mark.parametrize("until", ["soon", "-1", "1.5", "²", "9" * 17])
def test_a_time_that_is_none_is_refused(until):
    with pytest.raises(ValueError, match="Good-Until"):
        late(scope(until), 1000)


@pytest.mark.sr(29)
def test_an_order_that_waited_in_the_network_is_not_done_and_a_stop_is(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            token = await site.logged_in("p-owner", PIN)
            (name,) = site.fleet.bays
            answers = []
            for until in (now() - 1, now() + 3_000, "soon"):
                headers = headers_of(token, **{"Good-Until": str(until)})
                answers.append(await asks.post(f"/v1/treadmills/{name}/lease", headers=headers))
                holder = site.fleet.bays[name].snapshot.holder
                assert bool(holder) == (answers[-1].status_code == 201 or len(answers) > 2)
            stop = await asks.post("/v1/stop", headers={"Good-Until": "1"})
            return answers, stop

    answers, stop = virtually(main)
    assert [each.status_code for each in answers] == [409, 201, 422]
    assert answers[0].json()["code"] == "too-late"
    assert stop.status_code == 202


@pytest.mark.sr(29)
def test_every_answer_tells_the_clock_it_is_judged_by(tmp_path):
    async def main():
        async with faced(tmp_path) as (_, asks):
            before = now()
            answers = [await asks.get("/v1/treadmills"), await asks.get("/v1/nothing"), await asks.post("/v1/words")]
            return before, [int(each.headers["RW-Now"]) for each in answers], now()

    before, told, after = virtually(main)
    assert all(before <= each <= after for each in told)
