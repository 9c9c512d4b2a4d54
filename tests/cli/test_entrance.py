"""The commands about who may come in, on a real memory in a state folder of their own."""

import re

import pytest
from typer.testing import CliRunner

from retrowalk.cli.entrance import told, welcome
from retrowalk.cli.entries import FOR
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.cli.main import commands
from retrowalk.cli.office import Opened
from retrowalk.gateway.devices import digest
from retrowalk.gateway.principal import Scope
from retrowalk.history.facts import PersonSet
from retrowalk.history.records import Person
from retrowalk.history.store import History
from retrowalk.journal.lock import locked
from retrowalk.safety.roles import Role


TOKEN = re.compile(r"^rw_[\w-]{43}$", re.MULTILINE)
ID = re.compile(r"^(d[0-9a-f]{12}) ", re.MULTILINE)


@pytest.fixture
def ask(tmp_path, monkeypatch):
    """Give a command; the state folder is this test's, and so are the settings: none."""
    monkeypatch.setenv("RETROWALK_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def ask(*words, **more):
        return CliRunner().invoke(commands, words, **more)

    return ask


def known(tmp_path, *people):
    with History("", tmp_path / "state") as history:
        for person in people:
            history.keep(PersonSet(person, 1)).result(10)


def trouble(answer):
    assert isinstance(answer.exception, Trouble)
    return answer.exception


def test_a_token_is_shown_once_and_the_device_listed(ask, tmp_path):
    shown = ask("pair", "blue tablet", "--treadmill", "AA:BB:CC:DD:EE:FF", "--days", "30")
    assert shown.exit_code == 0, shown.exception
    (token,) = TOKEN.findall(shown.output)
    listed = ask("devices").output
    assert "blue tablet" in listed
    assert "control, display" in listed
    assert "aa-bb-cc-dd-ee-ff" in listed
    assert token not in listed
    files = b"".join(path.read_bytes() for path in (tmp_path / "state").rglob("*") if path.is_file())
    assert digest(token).encode() in files
    assert token.encode() not in files


def test_a_device_is_revoked_and_gone(ask):
    ask("pair", "one")
    ask("pair", "two", "--for", "button")
    first, second = ID.findall(ask("devices").output)
    revoked = ask("devices", "revoke", first)
    assert revoked.output == f"{first} is let in no more.\n"
    assert ID.findall(ask("devices").output) == [second]
    assert trouble(ask("devices", "revoke", first)).code is Exit.REFUSED


@pytest.mark.parametrize("purpose", FOR)
def test_a_device_is_for_what_was_said(ask, purpose):
    ask("pair", "it", "--for", purpose)
    assert ", ".join(sorted(FOR[purpose])) in ask("devices").output


def test_every_scope_is_for_something():
    assert {scope for scopes in FOR.values() for scope in scopes} == set(Scope)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("pair", "x", "--person", "nobody"), "nobody with this id"),
        (("pair", " "), "1 to 64 printable characters"),
        (("pair", "x", "--for", "screen", "--treadmill", "aa-bb"), "only control is for one treadmill"),
    ],
)
def test_what_makes_no_sense_is_refused(ask, words, says):
    refused = trouble(ask(*words))
    assert says in str(refused)
    assert refused.code is Exit.REFUSED


@pytest.mark.parametrize("words", [("pair", "x", "--for", "flying"), ("pair", "x", "--days", "0"), ("pair",)])
def test_what_nobody_can_mean_is_a_usage_error(ask, words):
    assert ask(*words).exit_code == Exit.USAGE


@pytest.mark.parametrize("words", [("devices",), ("devices", "revoke", "d1"), ("people",)])
def test_where_no_site_is_none_is_begun(ask, tmp_path, words):
    refused = trouble(ask(*words))
    assert (refused.code, str(refused)) == (Exit.USAGE, f"no site is kept in {tmp_path / 'state'} yet")
    assert not (tmp_path / "state").exists()


def test_people_are_listed_without_their_pins_and_markup_is_text(ask, tmp_path):
    known(tmp_path, Person("p1", "[b]Ann", roles=(Role.TRAINER, Role.WALKER), pin="$argon2id$x"), Person("p2", "Ben"))
    listed = ask("people").output
    assert "[b]Ann" in listed
    assert "trainer, walker" in listed
    assert "argon2" not in listed
    assert re.search(r"p1 .* yes", listed)
    assert re.search(r"p2 .* –", listed)


def test_a_pin_is_typed_twice_and_never_shown(ask, tmp_path):
    known(tmp_path, Person("p1", "Ann"))
    assert trouble(ask("people", "pin", "p1", input="1234\n1234\n")).code is Exit.REFUSED
    set_ = ask("people", "pin", "p1", input="83529\n83529\n")
    assert set_.exit_code == 0, set_.exception
    assert "83529" not in set_.output
    assert re.search(r"p1 .* yes", ask("people").output)
    assert trouble(ask("people", "pin", "nobody", input="83529\n83529\n")).code is Exit.REFUSED


def test_nobody_yet(ask, tmp_path):
    known(tmp_path)
    assert ask("people").output == "nobody yet\n"


def test_a_service_that_has_the_memory_and_listens_to_nobody_is_said(ask, tmp_path):
    ask("pair", "x")
    with locked(tmp_path / "state" / "history.lock", "it"):
        refused = trouble(ask("devices"))
    assert refused.code is Exit.REFUSED
    assert "a service has the memory" in str(refused)


def test_settings_that_are_wrong_are_said(ask, tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text('mode = "circus"\n')
    answer = ask("devices", "--settings", str(file))
    assert answer.exit_code != 0
    assert "circus" in str(answer.exception)


def test_a_code_is_drawn_for_a_camera_and_written_for_people():
    drawn, said = told(Opened(code="123456", site="https://gym.local:7382"))
    assert len(drawn.splitlines()) > 10
    assert said == "Type 123456 on the device within 2 minutes, or open https://gym.local:7382/#/pair?code=123456"


def test_the_console_shows_the_code_of_a_site_that_nobody_owns():
    drawn, said = welcome("AAAA-BBBB-CCCC", "http://10.0.0.1:7382")
    assert len(drawn.splitlines()) > 10
    assert "http://10.0.0.1:7382/#/claim?code=AAAA-BBBB-CCCC, or type AAAA-BBBB-CCCC on" in said
    assert welcome("", "http://10.0.0.1:7382") == []


def test_somebody_is_made_known_and_given_a_pin(ask):
    added = ask("people", "add", "Ann  Smith", "--born", "1980", "--role", "site-admin", "--role", "walker")
    assert added.exit_code == 0, added.exception
    (person,) = re.findall(r"Ann Smith is (p[0-9a-f]{12});", added.output)
    assert ask("people", "pin", person, input="83529\n83529\n").exit_code == 0
    assert re.search(rf"{person} +Ann Smith +site admin, walker +first +yes", ask("people").output)
    assert trouble(ask("people", "add", "x", "--born", "1")).code is Exit.REFUSED
    assert ask("people", "add", "x", "--role", "bystander").exit_code == Exit.USAGE
