"""Who comes in, with a memory on a real disk: what was let in stays, also when the database is locked."""

import dataclasses
import sqlite3

import pytest

from people import CONTROL, OWNERS, PIN, QUICK
from retrowalk.app.entry import entry, house, places, reachable
from retrowalk.gateway.operator_key import found
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions
from retrowalk.history.store import History
from retrowalk.safety.roles import Role
from retrowalk.settings.forms import Mode
from retrowalk.settings.model import Http, People, Settings


GYM = Settings(mode=Mode.GYM, people=People(idle="15 min", pin=4))


@pytest.fixture
def memory(tmp_path):
    with History("", tmp_path) as history:
        yield history


@pytest.mark.parametrize(
    ("host", "certificate", "here", "there"),
    [
        ("127.0.0.1", "", "http://127.0.0.1:7", "http://127.0.0.1:7"),
        ("localhost", "", "http://localhost:7", "http://localhost:7"),
        ("::1", "", "http://[::1]:7", "http://[::1]:7"),
        ("0.0.0.0", "cert.pem", "https://127.0.0.1:7", "https://pi.local:7"),  # noqa: S104 - nothing is bound
        ("::", "cert.pem", "https://[::1]:7", "https://pi.local:7"),
        ("192.168.1.5", "", "http://192.168.1.5:7", "http://pi.local:7"),
    ],
)
def test_where_the_service_is_reached(monkeypatch, host, certificate, here, there):
    monkeypatch.setattr("retrowalk.app.entry.gethostname", lambda: "Pi.example")
    http = Http(host=host, certificate=certificate, key=certificate)
    assert places(Settings(http=http), 7) == (here, there)


async def opened(history, settings=GYM):
    """With quick hashes: what is tried is what is around them."""
    access, door = await entry(settings, history, history.folder)
    access.pins = Pins(QUICK)
    return access, door


def test_the_house_is_as_the_settings_say():
    assert house(Settings()).home
    assert house(Settings()).idle == 30 * 86_400_000
    assert (house(GYM).home, house(GYM).loopback, house(GYM).idle) == (False, {Scope.DISPLAY}, 900_000)
    trusting = GYM.model_copy(update={"people": People(here=True)})
    assert house(trusting).loopback == {Scope.ADMIN, Scope.CONTROL, Scope.DISPLAY}


async def test_who_was_let_in_is_known_after_the_next_start(tmp_path):
    with History("", tmp_path) as history:
        access, door = await opened(history)
        owners = await door.claim(door.setup_code(), "tablet", "Olga", PIN, "10.0.0.1")
        operator = access.authenticate(access.operator, loopback=True)
        button = door.issue(operator, dataclasses.replace(CONTROL, name="button", lasts=3600))
        gone = door.issue(operator, CONTROL)
        door.revoke(operator, gone.device.id)
        access.pins.close()
    with History("", tmp_path) as history:
        access, door = await opened(history)
        assert door.setup_code() == ""
        (owner,) = access.roll.owners()
        who = await access.login(access.authenticate(owners.token, loopback=False), owner.id, PIN)
        assert (who.role, who.name, who.scopes) == (Role.ADMIN, "Olga", OWNERS.scopes)
        assert access.authenticate(button.token, loopback=False).name == "button"
        assert access.roll.devices[button.device.id].expires is not None
        with pytest.raises(Refusal):
            access.authenticate(gone.token, loopback=False)
        acts = {audit.act for audit in await history.read(questions.audits())}
        assert acts == {"let a device in", "revoke a device", "log in"}
        access.pins.close()


async def test_nobody_waits_for_a_database_that_is_locked(tmp_path, memory):
    access, door = await opened(memory)
    token = door.issue(access.authenticate(access.operator, loopback=True), CONTROL).token
    lock = sqlite3.connect(tmp_path / "history.sqlite", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    paired = await door.claim(door.setup_code(), "tablet", "Olga", PIN, "10.0.0.1")
    there = memory.settled()  # after what was told behind the lock: what was told before may be in
    owner = access.roll.owners()[0]
    who = await access.login(access.authenticate(paired.token, loopback=False), owner.id, PIN)
    await access.confirm(who, PIN)
    door.revoke(who, access.authenticate(token, loopback=False).client)
    with pytest.raises(Refusal):
        access.authenticate(token, loopback=False)
    assert not there.done()  # nothing of it is in the database
    lock.execute("ROLLBACK")
    lock.close()
    assert {device.id for device in await memory.read(questions.devices()) if device.revoked is None} == {
        paired.device.id
    }
    access.pins.close()


async def test_a_site_whose_disk_hangs_lets_nobody_in(memory, monkeypatch):
    access, door = await opened(memory)
    monkeypatch.setattr(History, "stuck", "the disk takes no facts")
    with pytest.raises(Refusal) as refused:
        door.issue(access.authenticate(access.operator, loopback=True), CONTROL)
    assert refused.value.code is Code.STORAGE
    access.pins.close()


async def test_commands_reach_the_service_while_it_is_there(memory, tmp_path):
    access, _ = await opened(memory)
    with reachable(access, tmp_path, "http://127.0.0.1:7382", site="http://gym.local:7382"):
        key = found(tmp_path)
        assert (key.url, key.site) == ("http://127.0.0.1:7382", "http://gym.local:7382")
        assert access.authenticate(key.token, loopback=True).role is Role.ADMIN
    assert found(tmp_path) is None
    access.pins.close()
