"""A service whose people leave: no file of its state folder knows them, while it goes on, stopped, or begun anew."""

import pytest

from retrowalk.cli.exits import Exit
from retrowalk.coach.screening import QUESTIONS
from toured import Site


NAME = "Ada Geheim"
NEWCOMER = ("POST", "/v1/people", {"name": NAME, "born": 1987})
ANSWERS = {"answers": {name: not question.against for name, question in QUESTIONS.items()}}


def knowing(folder, *words):
    """The files that hold one of these words."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.name for path in files for word in words if word.encode() in path.read_bytes()}


@pytest.fixture
def serve(tmp_path):
    sites = []

    def begin():
        sites.append(Site(tmp_path / "state", "--simulate", "1"))
        return sites[-1]

    yield begin
    for site in sites:
        site.process.kill()


def asked(site, key, method, path, body):
    return site.ask(method, path, json=body, headers={"Idempotency-Key": key})


def added(site):
    """Somebody new, asked for twice and once there: their id."""
    assert site.ask("POST", "/v1/confirm").is_success
    first = asked(site, "k1", *NEWCOMER)
    assert first.status_code == 201, first.text
    assert asked(site, "k1", *NEWCOMER).json() == first.json()
    person = first.json()["id"]
    assert asked(site, "k2", "POST", f"/v1/people/{person}/screening", ANSWERS).is_success
    return person


def forgotten(site, person):
    where = f"/v1/people/{person}"
    export = site.ask("GET", f"{where}/export")
    assert export.json()["person"]["name"] == NAME and export.json()["screening"]
    erased = site.ask("DELETE", where, headers={"If-Match": export.headers["ETag"]})
    assert erased.status_code == 200, erased.text
    assert erased.content == export.content
    assert site.ask("GET", where).status_code == 404


def not_done_again(site, person):
    """Whoever asks again is told the truth, and nobody is made known a second time."""
    for key, request in (("k1", NEWCOMER), ("k2", ("POST", f"/v1/people/{person}/screening", ANSWERS))):
        again = asked(site, key, *request)
        assert (again.status_code, again.json()["code"]) == (410, "gone"), again.text
        assert NAME not in again.text
    assert NAME not in site.ask("GET", "/v1/people").text


def test_who_is_erased_over_the_api_is_in_no_file_before_and_after_a_start(tmp_path, serve):
    site = serve()
    person = added(site)
    assert "requests.jsonl" in knowing(tmp_path, NAME)
    forgotten(site, person)
    assert knowing(tmp_path, NAME, "1987") == set() and knowing(tmp_path, person) <= {"site.jsonl"}
    not_done_again(site, person)
    modes = {path.name: path.stat().st_mode & 0o777 for path in site.state.iterdir()}
    assert site.state.stat().st_mode & 0o777 == 0o700
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {"stop.sock": 0o666}
    assert site.close()[0] == Exit.DONE
    assert knowing(tmp_path, NAME, "1987") == set() and knowing(tmp_path, person) <= {"site.jsonl"}
    site = serve()
    not_done_again(site, person)
    assert site.close()[0] == Exit.DONE
    assert knowing(tmp_path, NAME, "1987") == set()
