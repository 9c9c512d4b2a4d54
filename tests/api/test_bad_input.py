"""The tour of bad input: each is answered with a clear problem, and nothing is half-done.

A real service, its files and its database; after every case the site journal, the rows of every table, the folders of
walks and the belts are what they were before.
"""

import json
from typing import NamedTuple

import pytest

from history.telling import rows
from processes import mind_modes
from retrowalk.cli.exits import Exit
from retrowalk.coach.screening import QUESTIONS
from retrowalk.history.rebuild import rebuild
from retrowalk.journal.line import frame
from toured import ADA, LEFT, Site, remember, run, token_of


class Case(NamedTuple):
    """One thing that is asked: what of it is wrong, and the problem it is answered with; `around`: what is wrong there.

    as_: the device that asks, None = this computer; lease: the header, "own" = the number of this computer's lease.
    """

    kind: str
    path: str
    body: bytes | None
    status: int
    code: str
    field: str = ""
    as_: str | None = None
    lease: str = ""
    around: str = ""
    method: str = "POST"


LIMITS, TOKENS, WALKS, HERE = "/v1/limits", "/v1/tokens", "/v1/sessions", f"/v1/treadmills/{LEFT}"
LEASE, PIN, EVE = f"{HERE}/lease", f"/v1/people/{ADA.id}/pin", b'{"name":"Eve","roles":["walker"]}'
A_CAP = b'{"source":"site","speed_kmh":2.0}'
A_WALK = json.dumps({"person": ADA.id, "treadmill": LEFT, "protocol": "P01"}).encode()

TOUR = [
    Case("malformed JSON", LIMITS, b'{"source": ', 400, "malformed"),
    Case("no JSON at all", LIMITS, b"speed=1", 400, "malformed"),
    Case("no UTF-8", LIMITS, b'{"source":"\xff"}', 400, "malformed"),
    Case("a key twice", "/v1/people", EVE.replace(b"{", b'{"name":"Ann",'), 400, "repeated", "name"),
    Case("a list", LIMITS, b"[]", 400, "malformed"),
    Case("nothing", LIMITS, b"", 422, "invalid", "body"),
    Case("a million bytes", LIMITS, b" " * 1_000_000, 413, "too-large"),
    Case("a text for a number", LIMITS, b'{"source":"site","speed_kmh":"2.0"}', 422, "invalid", "speed_kmh"),
    Case("miles in a text", LIMITS, b'{"source":"site","speed_kmh":"1.5 mph"}', 422, "invalid", "speed_kmh"),
    Case("another unit's name", LIMITS, b'{"source":"site","speed_mph":1.5}', 422, "invalid", "speed_mph"),
    Case("negative", LIMITS, b'{"source":"site","speed_kmh":-0.1}', 422, "invalid", "speed_kmh"),
    Case("NaN", LIMITS, b'{"source":"site","speed_kmh":NaN}', 400, "malformed"),
    Case("infinite", LIMITS, b'{"source":"site","speed_kmh":1e999}', 422, "invalid", "speed_kmh"),
    Case("huge", LIMITS, b'{"source":"site","speed_kmh":1e30}', 422, "invalid", "speed_kmh"),
    Case("a truth for a number", LIMITS, b'{"source":"site","speed_kmh":true}', 422, "invalid", "speed_kmh"),
    Case("nothing limited", LIMITS, b'{"source":"site"}', 422, "invalid", "speed_kmh"),
    Case("two things limited", LIMITS, b'{"source":"site","speed_kmh":1,"belt_time_s":9}', 422, "invalid", "speed_kmh"),
    Case("an unknown layer", LIMITS, b'{"source":"me","speed_kmh":1}', 422, "invalid", "source"),
    Case("an unknown field", LIMITS, b'{"source":"site","speed_kmh":1,"force":true}', 422, "invalid", "force"),
    Case("above the ceiling", LIMITS, b'{"source":"site","speed_kmh":20}', 422, "cap-exceeded"),
    Case("no address", "/v1/treadmills", b'{"address":"left"}', 422, "invalid", "address"),
    Case("control characters", TOKENS, b'{"scopes":["display"],"name":"a\\u0007"}', 422, "invalid", "name"),
    Case("an unknown scope", TOKENS, b'{"scopes":["everything"]}', 422, "invalid", "scopes.0"),
    Case("no scope", TOKENS, b'{"scopes":[]}', 422, "invalid", "scopes"),
    Case("a leave of a second", TOKENS, b'{"scopes":["display"],"lasts_s":1}', 422, "invalid", "lasts_s"),
    # ids nobody has
    Case("an unknown treadmill", LIMITS, A_CAP.replace(b"}", b',"treadmill":"zz"}'), 404, "not-found", "treadmill"),
    Case("a cap of nobody", LIMITS, A_CAP.replace(b'"site"', b'"person","person":"eve"'), 404, "not-found", "person"),
    Case("a lease of an unknown treadmill", "/v1/treadmills/zz/lease", None, 404, "not-found", "treadmill"),
    Case("a walk of nobody", WALKS, A_WALK.replace(b'"ada"', b'"eve"'), 404, "not-found", "person"),
    Case("an unknown protocol", WALKS, A_WALK.replace(b"P01", b"P99"), 404, "not-found", "protocol"),
    Case("an unknown walk", f"{WALKS}/nobody/commands", b'{"command":"hold"}', 404, "not-found", "session"),
    Case("an unknown command", f"{WALKS}/nobody/commands", b'{"command":"run"}', 422, "invalid", "command"),
    Case("an unknown stop", "/v1/stops/zz", None, 404, "not-found", method="GET"),
    Case("an unknown token", f"{TOKENS}/zz", None, 404, "not-found", method="DELETE"),
    Case("an unknown path", "/v1/belt", None, 404, "no-such-path", method="GET"),
    # tokens
    Case("an expired token", LIMITS, A_CAP, 401, "not-paired", as_="expired"),
    Case("a revoked token", LIMITS, A_CAP, 401, "not-paired", as_="revoked"),
    Case("a token nobody gave", LIMITS, A_CAP, 401, "not-paired", as_="guessed"),
    Case("a stolen display", LEASE, None, 403, "role", as_="stolen display"),
    Case("a stolen button", LEASE, None, 403, "role", as_="stolen button"),
    Case("a program that starts", LEASE, None, 403, "scope", as_="program"),
    Case("a token of another treadmill", LEASE, None, 403, "scope", as_="another treadmill's"),
    # leases and words
    Case("no lease", WALKS, A_WALK, 428, "lease-required", "lease", as_="tablet"),
    Case("a lease to hand over without one", f"{LEASE}/transfer", b'{"to":"x"}', 428, "lease-required", "Lease"),
    Case("a lease that is no number", LEASE, None, 422, "invalid", "lease", lease="mine", method="PUT"),
    Case("a stolen lease", LEASE, None, 409, "lease-held", as_="tablet", lease="own", method="PUT"),
    Case("a lease of before", LEASE, None, 409, "stale-epoch", "lease", lease="0", method="PUT"),
    Case("a walk without a word", WALKS, A_WALK, 428, "nonce-needed", "word", lease="own"),
    # around it
    Case("a full disk", LIMITS, A_CAP, 503, "storage", around="full_disk"),
    Case("a full disk, a token", TOKENS, b'{"scopes":["display"],"name":"x"}', 503, "storage", around="full_disk"),
    Case("a full disk, a revocation", f"{TOKENS}/program", None, 503, "storage", around="full_disk", method="DELETE"),
    Case("a full disk, a person", "/v1/people", EVE, 503, "storage", around="full_disk"),
    Case("a full disk, a PIN", PIN, b'{"pin":"73912"}', 503, "storage",
         around="full_disk", method="PUT"),
    Case("a full disk, a name", HERE, b'{"label":"Left"}', 503, "storage", around="full_disk", method="PATCH"),
    Case("a full disk, a treadmill", "/v1/treadmills", b'{"address":"AA:BB:CC:DD:EE:FF"}', 503, "storage",
         around="full_disk"),
    Case("a full disk, a walk", WALKS, A_WALK, 503, "storage", lease="own", around="full_disk"),
]  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    state = tmp_path_factory.mktemp("site") / "state"
    remember(state)
    site = Site(state, "--simulate", "1")
    site.until(lambda: site.idle() and not site.unready())
    assert site.ask("POST", "/v1/confirm").is_success  # at home, on its own computer: whoever sits there is its owner
    answers = {name: not question.against for name, question in QUESTIONS.items()}
    assert site.ask("POST", f"/v1/people/{ADA.id}/screening", json={"answers": answers}).is_success
    yield site
    code, _, _ = site.close()
    assert code == Exit.DONE
    live = rows("", state)
    rebuild("", state)
    assert rows("", state) == live  # whatever was refused on the tour is neither here nor there


def asked(site, case):
    """Ask it; a lease of our own is taken first, and a word for whoever begins a walk with it."""
    headers = {"Content-Type": "application/json"} if case.body is not None else {}
    if case.as_ is not None:
        headers["Authorization"] = f"Bearer {token_of(case.as_)}"
    if case.lease:
        number = site.ask("POST", LEASE).json()["lease"]
        headers["Lease"] = str(number) if case.lease == "own" else case.lease
    if case.path == HERE:
        headers["If-Match"] = site.ask("GET", HERE).headers["ETag"]
    if case.around:
        headers["Word"] = site.ask("POST", "/v1/words").json()["word"]
        with getattr(site, case.around)():
            return site.ask(case.method, case.path, content=case.body, headers=headers)
    return site.ask(case.method, case.path, content=case.body, headers=headers)


@pytest.mark.sr(31)
@pytest.mark.parametrize("case", TOUR, ids=[each.kind for each in TOUR])
def test_it_is_a_problem_that_says_what_is_wrong_and_changes_nothing(site, case):
    before = site.evidence()
    answered = asked(site, case)
    problem = answered.json()
    assert (answered.status_code, problem["code"]) == (case.status, case.code), answered.text
    assert answered.headers["content-type"] == "application/problem+json"
    assert problem["status"] == case.status and problem["detail"] and problem["title"]
    assert not case.field or case.field in problem["fields"], answered.text
    assert case.status != 401 or answered.headers["www-authenticate"].startswith("Bearer")
    assert site.evidence() == before


def test_a_treadmill_that_is_let_go_of_on_a_full_disk_is_there_as_before(site):
    before, headers = site.evidence(), {"If-Match": site.ask("GET", HERE).headers["ETag"]}
    with site.full_disk():
        assert site.ask("DELETE", HERE, headers=headers).json()["code"] == "storage"
    site.until(site.idle)  # its link was ended, and is made anew
    assert site.evidence() == before


# ── what is not refused, and when it is told ────────────────────────────────────────────────────────


@pytest.mark.parametrize("around", ["locked_database", "full_database"])
def test_what_is_told_while_the_database_takes_nothing_is_kept_and_read_when_it_does(site, around):
    before = site.evidence()
    with getattr(site, around)():
        token = site.ask("POST", TOKENS, json={"scopes": ["display"], "name": around})
        assert token.status_code == 201, token.text  # the site journal has it, and the database will
        for path in ("/v1/sessions", f"/v1/people/{ADA.id}/screening"):
            read = site.ask("GET", path)
            assert (read.status_code, read.json()["code"]) == (503, "storage"), read.text
            assert read.json()["retry_after_ms"] and int(read.headers["retry-after"]) > 0
        words = {"Word": site.ask("POST", "/v1/words").json()["word"], "Lease": str(site.lease())}
        refused = site.ask("POST", WALKS, content=A_WALK, headers=words | {"Content-Type": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (503, "storage"), refused.text
        site.until(lambda: site.unready() == {"database"})
    after = site.evidence()
    assert after["journal"].startswith(before["journal"])
    assert after["rows"] - before["rows"] == {"device": 1, "audit": 1}
    assert (after["walks"], after["belts"]) == (before["walks"], before["belts"])
    site.until(lambda: not site.unready())


def test_a_stop_asks_neither_disk_nor_database(site):
    with site.full_disk(), site.locked_database():
        stop = site.ask("POST", "/v1/stop", content=b"{ no json", headers={"Authorization": "Bearer stolen"})
        assert stop.status_code == 202
        path = f"/v1/stops/{stop.json()['id']}"
        site.until(lambda: site.ask("GET", path).json()["state"] == "confirmed")
    word = {"Word": site.ask("POST", "/v1/words").json()["word"]}
    assert site.ask("DELETE", f"{HERE}/latch", headers=word).is_success
    site.until(site.idle)


def test_a_lease_that_nobody_renewed_is_over(site):
    number = site.lease()
    site.until(lambda: not site.ask("GET", LEASE).json()["holder"])
    before = site.evidence()
    for method, path in (("PUT", LEASE), ("DELETE", LEASE), ("POST", f"{LEASE}/transfer")):
        late = site.ask(method, path, headers={"Lease": str(number)}, json={"to": "x"} if "transfer" in path else None)
        assert (late.status_code, late.json()["code"]) == (428, "lease-required"), late.text
    assert site.evidence() == before


# ── a computer and a folder that are not as they should be ──────────────────────────────────────────


def test_without_an_adapter_it_runs_and_says_so(tmp_path):
    nowhere = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={tmp_path}/no-bus"}
    state = tmp_path / "state"
    remember(state)
    bare = Site(state, "--no-guard", **nowhere)
    try:
        bare.until(lambda: bare.unready() == {"radio"})
        assert "Bluetooth" in bare.ask("GET", "/health/ready").json()["fields"]["radio"]
        assert bare.ask("GET", "/v1/reach").json() == []
        adopted = bare.ask("POST", "/v1/treadmills", json={"address": "AA:BB:CC:DD:EE:FF", "label": "Left"})
        assert (adopted.status_code, adopted.json()["belt"]) == (201, "unknown")
        before = bare.evidence()
        number = str(bare.lease("aa-bb-cc-dd-ee-ff"))
        body = json.loads(A_WALK) | {"treadmill": "aa-bb-cc-dd-ee-ff"}
        word = {"Word": bare.ask("POST", "/v1/words").json()["word"], "Lease": number}
        refused = bare.ask("POST", WALKS, json=body, headers=word)
        assert refused.status_code == 409, refused.text
        assert bare.evidence() == before and before["belts"] == [("unknown", None, None)]
        code, said, _ = run("doctor", "--state-dir", state, **nowhere)
        assert code == Exit.FAILED
        assert "fail bluetooth" in said
    finally:
        code, _, _ = bare.close()
    assert code == Exit.DONE
    again = Site(state, "--no-guard", **nowhere)
    assert [each["label"] for each in again.ask("GET", "/v1/treadmills").json()] == [
        "Left"
    ]  # never seen, not forgotten
    assert again.close()[0] == Exit.DONE


class Program(NamedTuple):
    """A command that cannot do what it is for: what is written where beforehand, how it ends, and what it says.

    `there`: it meets the service of the tour in its folder, and not one of its own.
    """

    kind: str
    words: tuple[str, ...]
    code: Exit
    says: str
    files: dict[str, str] = {}  # noqa: RUF012 - never changed
    there: bool = False
    minding: bool = False


SERVE = ("serve", "--no-guard")
PROGRAMS = [
    Program("a second service", SERVE, Exit.REFUSED, "another program of Retrowalk has the memory", there=True),
    Program("a rebuild beneath a service", ("rebuild",), Exit.REFUSED, "another program of Retrowalk has", there=True),
    Program("a port that is taken", (*SERVE, "--set", "http.port={port}"), Exit.FAILED, "Address already in use"),
    Program("settings that are none", (*SERVE, "--settings", "{state}/x.toml"), Exit.USAGE, "x.toml:",
            {"x.toml": "[http]\nport = =\n"}),
    Program("a setting out of range", (*SERVE, "--settings", "{state}/x.toml"), Exit.USAGE, "http.port: 70000",
            {"x.toml": "[http]\nport = 70000\n"}),
    Program("a setting nobody knows", (*SERVE, "--set", "http.prot=1"), Exit.USAGE, "did you mean http.port?"),
    Program("a database that is none", SERVE, Exit.FAILED, "file is not a database",
            {"history.sqlite": "scribbled over" * 1000}),
    Program("a database of another kind", (*SERVE, "--set", "memory.url=mysql://x/y"), Exit.USAGE, "memory.url"),
    Program("a certificate that is gone", (*SERVE, "--set", "http.certificate=/no", "--set", "http.key=/no"),
            Exit.FAILED, "No such file or directory (/no, /no)"),
    Program("a journal of another format", SERVE, Exit.FAILED, "site journal format 99",
            {"site.jsonl": frame(1, {"format": 99, "site": "s"}).decode()}),
    Program("a folder that may not be written", SERVE, Exit.FAILED, "history.lock: Permission denied", minding=True),
]  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=[each.kind for each in PROGRAMS])
def test_a_program_ends_with_a_word_and_leaves_everything_as_it_was(site, tmp_path, program):
    state = site.state if program.there else tmp_path / "state"
    state.mkdir(exist_ok=True)
    for name, text in program.files.items():
        (state / name).write_text(text)
    before, own = site.evidence(), {each: each.read_bytes() for each in state.glob("*") if each.name in program.files}
    state.chmod(0o500 if program.minding else 0o700)
    words = [each.format(port=site.port, state=state) for each in program.words]
    code, _, complaint = run(*words, "--state-dir", state, before=mind_modes if program.minding else None)
    assert (code, program.says in complaint) == (program.code, True), complaint
    assert "Traceback" not in complaint and "unforeseen" not in complaint
    assert {each: each.read_bytes() for each in own} == own
    assert site.evidence() == before
