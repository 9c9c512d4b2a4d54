"""Who may do what over which carrier: every operation, every role and scope, every way in, made from the one table.

What must hold whatever else changes: a stranger can stop and read the minimum, and moves no belt by any path.
"""

import itertools
import json

import pytest
import websockets

from faced import LOCAL, REMOTE, at_pace, faced, headers_of, served, virtually
from housed import LEFT
from retrowalk.api.operations import OPERATIONS
from retrowalk.gateway.permits import SCOPES, possible
from retrowalk.gateway.principal import ANONYMOUS, Principal, Scope
from retrowalk.safety.roles import Act, Role, permitted
from retrowalk.safety.supervisor import Belt


# What is asked of nobody: it comes before anybody is known, stops a belt, or shows what everybody in the room sees.
OPEN = {name for name, each in OPERATIONS.items() if each.act in (None, Act.STOP, Act.LOOK)}
IDS = {"treadmill": LEFT, "stop": "run-1", "pairing": "p1", "token": "d1", "code": "invalid", "session": "w1",
       "person": "p-walker", "protocol": "P01", "flag": "f1", "call": "c1"}  # fmt: skip
# A body for what refuses an empty one before it looks at who asks; most look first.
JSON = {"Content-Type": "application/json"}


def path(operation):
    return operation.path.format(**IDS)


async def ask(asks, operation, **headers):
    content = b"{}" if operation.writes else None
    limit = "?max_events=1" if operation.name == "events" else ""
    return await asks.request(
        operation.method, path(operation) + limit, headers={**(JSON if content else {}), **headers}, content=content
    )


def still(site):
    """Nothing moves, nothing is armed, nobody holds a lease."""
    seen = site.bay().snapshot
    assert seen.belt in (Belt.IDLE, Belt.STOPPING, Belt.LATCHED)
    assert (seen.holder, seen.stage, site.belt()) == ("", None, 0)


# ── a stranger ──────────────────────────────────────────────────────────────────────────────────────

DISGUISES = {
    "nothing": {},
    "a token of nobody": {"Authorization": "Bearer rw_nonsense"},
    "an empty token": {"Authorization": "Bearer "},
    "another scheme": {"Authorization": "Basic b3duZXI6cGlu"},
    "a cookie of nobody": {"Cookie": "retrowalk=rw_nonsense; __Host-retrowalk=rw_nonsense"},
    "an address of this computer": {"X-Forwarded-For": LOCAL, "X-Real-IP": LOCAL, "Forwarded": f"for={LOCAL}"},
    "another user's name": {"X-Forwarded-User": "owner", "Remote-User": "owner", "X-Remote-User": "owner"},
    "another method": {"X-HTTP-Method-Override": "GET", "X-Method-Override": "GET"},
    "another path": {"X-Original-URL": "/v1/stop", "X-Rewrite-URL": "/v1/stop"},
    "a lease and a word": {"Lease": "1", "Word": "x", "If-Match": "*", "Idempotency-Key": "k"},
    "our own page": {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
}


@pytest.mark.sr(31)
@pytest.mark.sr(43)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_stranger_stops_and_reads_the_minimum_and_nothing_else(tmp_path, disguise):
    async def main():
        async with faced(tmp_path) as (site, asks):
            for name, operation in OPERATIONS.items():
                answered = await ask(asks, operation, **DISGUISES[disguise])
                if operation.act is Act.STOP:
                    assert answered.status_code == 202, name
                elif name not in OPEN:
                    assert answered.status_code == 401, (name, answered.text)
                    assert answered.json()["code"] == "not-paired"
                assert "Olga" not in answered.text, name
                still(site)

    virtually(main)


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    ("host", "more"),
    [
        ("evil.example", {}),
        ("evil.example", {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"}),
        ("localhost", {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}),
        ("localhost", {"Origin": "null"}),
        ("localhost", {"Sec-Fetch-Site": "same-site"}),
    ],
)
def test_a_page_that_is_not_ours_moves_nothing_with_its_visitors_cookie(tmp_path, host, more):
    """A hostile page in the owner's browser, on this very computer: the cookie comes along, and helps nothing."""

    async def main():
        async with faced(tmp_path, client=LOCAL) as (site, asks):
            token = await site.logged_in("p-owner", "8352")
            for name, operation in OPERATIONS.items():
                if not operation.writes:
                    continue
                headers = {"Cookie": f"retrowalk={token}", "Host": host, **more}
                answered = await ask(asks, operation, **headers)
                browser = host == "localhost" or more
                if operation.act is not Act.STOP or browser:
                    assert answered.status_code in (403, 421), (name, answered.text)
                    assert answered.json()["code"] in ("bad-origin", "host-not-allowed")
                still(site)

    virtually(main)


@pytest.mark.sr(43)
def test_a_stranger_on_the_live_channel_stops_and_sees_and_nothing_else(tmp_path):
    async def main():
        async with served(tmp_path) as (site, port), websockets.connect(f"ws://localhost:{port}/v1/live") as socket:
            for message in (
                {"type": "renew", "treadmill": LEFT, "lease": 0},
                {"type": "renew", "treadmill": LEFT, "lease": 1},
                {"type": "login", "token": "rw_nonsense"},
                {"type": "command", "command": "ready"},
                {"type": "since", "run": "run", "seq": 0},
            ):
                await socket.send(json.dumps(message))
            await socket.send(b"\x18")
            kinds = set()
            while "stop" not in kinds:
                kinds.add(json.loads(await socket.recv())["type"])
            assert kinds <= {"hello", "you", "snapshot", "telemetry", "problem", "stop"}
            still(site)
            await site.bay().service.until(lambda seen: seen.belt is Belt.LATCHED)

    at_pace(main)


# ── everybody else ──────────────────────────────────────────────────────────────────────────────────

SETS = [frozenset(each) for size in range(1, 6) for each in itertools.combinations(Scope, size)]


def principal(role, scopes):
    return Principal("client", "Somebody", role, "p-walker", scopes, None, 0)


@pytest.mark.sr(42)
@pytest.mark.parametrize("role", Role)
def test_what_a_client_may_ask_for_is_what_role_and_device_both_permit(role):
    """All of it: every operation with an act, every set of scopes."""
    for scopes, operation in itertools.product(SETS, OPERATIONS.values()):
        if operation.act is None:
            continue
        may = operation.act in possible(principal(role, scopes))
        by_scope = not SCOPES[operation.act] or bool(SCOPES[operation.act] & scopes)
        assert may == (permitted(role, operation.act) is not None and by_scope), (operation.name, scopes)


@pytest.mark.sr(31)
@pytest.mark.sr(43)
def test_nothing_that_may_move_a_belt_is_open():
    for operation in OPERATIONS.values():
        if operation.moves:
            assert operation.name not in OPEN
            assert SCOPES[operation.act], operation.name
            assert operation.act not in possible(ANONYMOUS)
        else:
            assert operation.act not in (Act.START, Act.NUDGE, Act.RAISE_PERSON, Act.RAISE_SITE), operation.name


STAFF = {"p-owner": "8352", "p-staff": "7391", "p-walker": "8352"}


@pytest.mark.sr(42)
@pytest.mark.parametrize("person", STAFF)
@pytest.mark.parametrize("scope", Scope)
def test_over_http_the_same_table_holds_as_in_the_gateway(tmp_path, person, scope):
    """Whoever may not is refused before their body is looked at; whoever may gets as far as that."""

    async def main():
        async with faced(tmp_path, client=REMOTE) as (site, asks):
            operator = site.access.authenticate(site.access.operator, loopback=True)
            for name, operation in OPERATIONS.items():
                if operation.act in (None, Act.STOP, Act.LOOK) or operation.name == "events":
                    continue
                token = site.token(scope)
                who = site.access.authenticate(token, loopback=False)
                if scope in (Scope.CONTROL, Scope.ADMIN):
                    who = await site.access.login(who, person, STAFF[person])
                answered = await ask(asks, operation, **headers_of(token))
                may = operation.act in possible(who)
                refused = answered.status_code in (401, 403) and answered.json()["code"] in (
                    "role",
                    "scope",
                    "not-paired",
                )
                assert may or refused, (name, answered.text)
                site.admission.revoke(operator, who.client.partition(".")[0])

    virtually(main)
