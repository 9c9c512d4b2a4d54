"""The tour of bad input: each is answered with a clear problem that names field and limit, and nothing is half-done."""

import sqlite3

import pytest

from faced import faced, headers_of, virtually
from housed import LEFT
from people import PIN
from retrowalk.gateway.principal import Scope
from retrowalk.safety.supervisor import Belt


# path, body, status, and the field that is named; asked by the owner.
TOUR = [
    ("malformed JSON", "/v1/limits", b'{"source": ', 400, None),
    ("no JSON at all", "/v1/limits", b"speed=1", 400, None),
    ("a list", "/v1/limits", b"[]", 400, None),
    ("a text for a number", "/v1/limits", b'{"source":"site","speed_kmh":"2.0"}', 422, "speed_kmh"),
    ("miles in a text", "/v1/limits", b'{"source":"site","speed_kmh":"1.5 mph"}', 422, "speed_kmh"),
    ("another unit's name", "/v1/limits", b'{"source":"site","speed_mph":1.5}', 422, "speed_mph"),
    ("negative", "/v1/limits", b'{"source":"site","speed_kmh":-0.1}', 422, "speed_kmh"),
    ("NaN", "/v1/limits", b'{"source":"site","speed_kmh":NaN}', 400, None),
    ("infinite", "/v1/limits", b'{"source":"site","speed_kmh":1e999}', 422, "speed_kmh"),
    ("huge", "/v1/limits", b'{"source":"site","speed_kmh":1e30}', 422, "speed_kmh"),
    ("a truth for a number", "/v1/limits", b'{"source":"site","speed_kmh":true}', 422, "speed_kmh"),
    ("nothing limited", "/v1/limits", b'{"source":"site"}', 422, "speed_kmh"),
    ("two things limited", "/v1/limits", b'{"source":"site","speed_kmh":1,"belt_time_s":60}', 422, "speed_kmh"),
    ("an unknown layer", "/v1/limits", b'{"source":"me","speed_kmh":1}', 422, "source"),
    ("an unknown field", "/v1/limits", b'{"source":"site","speed_kmh":1,"force":true}', 422, "force"),
    ("an unknown treadmill", "/v1/limits", b'{"source":"site","speed_kmh":1,"treadmill":"zz"}', 404, "treadmill"),
    ("above the ceiling", "/v1/limits", b'{"source":"site","speed_kmh":20}', 422, None),
    ("no address", "/v1/treadmills", b'{"address":"left"}', 422, "address"),
    ("control characters", "/v1/tokens", b'{"scopes":["display"],"name":"a\\u0007"}', 422, "name"),
    ("an unknown scope", "/v1/tokens", b'{"scopes":["everything"]}', 422, "scopes.0"),
    ("no scope", "/v1/tokens", b'{"scopes":[]}', 422, "scopes"),
    ("a lease of nobody", f"/v1/treadmills/{LEFT}/lease/transfer", b'{"to":"x"}', 428, "Lease"),
    ("an unknown walk", "/v1/sessions/nobody/commands", b'{"command":"hold"}', 404, "session"),
    ("an unknown command", "/v1/sessions/nobody/commands", b'{"command":"run"}', 422, "command"),
    ("a fault of a real belt", "/v1/faults", b'{"treadmill":"a","fault":"late"}', 403, None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "path", "body", "status", "field"), TOUR, ids=[each[0] for each in TOUR])
def test_it_is_a_problem_that_names_the_field_and_changes_nothing(tmp_path, kind, path, body, status, field):
    async def main():
        async with faced(tmp_path) as (site, asks):
            token, before = await site.logged_in("p-owner", PIN), len(site.kept)
            headers = headers_of(token, **{"Content-Type": "application/json"})
            answered = await asks.post(path, content=body, headers=headers)
            problem = answered.json()
            assert (kind, answered.status_code) == (kind, status), answered.text
            assert answered.headers["content-type"] == "application/problem+json"
            assert problem["status"] == status and problem["detail"]
            assert field is None or field in problem["fields"]
            assert len(site.kept) == before
            assert site.bay().snapshot.belt is Belt.IDLE

    virtually(main)


@pytest.mark.sr(31)
def test_an_expired_a_revoked_and_a_stolen_token_open_nothing(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            operator = site.access.authenticate(site.access.operator, loopback=True)
            token = site.token(Scope.DISPLAY)
            assert (await asks.get("/v1/limits", headers=headers_of(token))).status_code == 200
            taken = await asks.post(f"/v1/treadmills/{LEFT}/lease", headers=headers_of(token))
            assert taken.json()["code"] in ("scope", "role")  # a stolen display token controls nothing
            site.admission.revoke(operator, site.access.authenticate(token, loopback=False).client)
            over = await asks.get("/v1/limits", headers=headers_of(token))
            assert (over.status_code, over.json()["code"]) == (401, "not-paired")
            assert over.headers["www-authenticate"].startswith("Bearer")
            stop = await asks.post("/v1/stop", headers=headers_of(token))
            assert stop.status_code == 202

    virtually(main)


def test_a_full_disk_and_a_locked_database_are_said_and_nothing_is_half_done(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            token = await site.logged_in("p-owner", PIN)
            headers = headers_of(token)
            site.fails = OSError(28, "No space left on device")
            full = await asks.post("/v1/limits", json={"source": "site", "speed_kmh": 2.0}, headers=headers)
            assert (full.status_code, full.json()["code"]) == (503, "storage")
            assert site.limits.known.rules == {}
            with sqlite3.connect(tmp_path / "memory" / "history.sqlite") as other:
                other.execute("BEGIN EXCLUSIVE")
                assert (await asks.post("/v1/stop")).status_code == 202
                other.rollback()
            other.close()

    virtually(main)


@pytest.mark.sr(12)
def test_a_latch_is_cleared_with_a_fresh_word_once_the_belt_stands_and_moves_nothing(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            headers = headers_of(await site.logged_in("p-staff", "7391"))
            where = f"/v1/treadmills/{LEFT}/latch"
            assert (await asks.delete(where, headers=headers)).json()["code"] == "conflict"
            await asks.post("/v1/stop")
            await site.bay().service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert (await asks.get(where)).json()["at_zero"]
            assert (await asks.delete(where, headers=headers)).status_code == 428
            word = (await asks.post("/v1/words", headers=headers)).json()["word"]
            cleared = await asks.delete(where, headers={**headers, "Word": word})
            assert cleared.status_code == 200, cleared.text
            assert (site.bay().snapshot.belt, site.belt()) == (Belt.IDLE, 0)
            assert (await asks.delete(where, headers={**headers, "Word": word})).status_code in (409, 428)

    virtually(main)
