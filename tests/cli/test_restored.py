"""A site that was used, backed up while it is served, and served again from the archive."""

import tarfile

import httpx
import pytest

from browsed import serving
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.history.pieces import How, piece_of
from walked import walking


OWN = """id: X01
name: "Our own"
level: first
who: "anybody"
frequency: "daily"
progression: "none"
basis: "ours"
cap: {speed: 1.2 mph, inclination: 0 %}
ramp: {up: 0.05 mph/s, down: 0.1 mph/s}
facing: backward
segments:
  - settle: {for: 30 s}
  - hold: {speed: 0.8 mph, for: 45 s}
"""


def kept(asks):
    """What people find again: the protocol, and who is called where."""
    own = asks.get("v1/protocols/X01/file")
    assert own.is_success, own.text
    return own.text, asks.get("v1/calls").json()


def used(site, asks):
    """A walk that ended with pain, a protocol, wrong PINs and codes: the walk, and its link of the next morning."""
    assert asks.post("v1/protocols", json={"text": OWN}, headers={"Idempotency-Key": "once"}).status_code == 201
    assert not asks.post("v1/claim", json={"code": "AAAA-AAAA-AAAA", "device": "x"}).is_success
    with walking(site, site.treadmills()[0]["id"]) as walk:
        pain = asks.post(f"v1/sessions/{walk.session}/symptoms", json={"symptom": "pain"})
        assert pain.is_success, pain.text
    link = asks.get(f"v1/sessions/{walk.session}/morning")
    assert link.is_success, link.text
    return walk.session, link.json()["token"]


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.timeout(600)
def test_a_site_that_is_restored_is_the_site_it_was(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("browsed.PATIENCE", 240)  # two programs one after the other, on a computer that may be busy
    state, archive = tmp_path / "state", tmp_path / "site.tar.gz"
    with serving(tmp_path, treadmills=1) as site, site.client() as asks:
        walk, token = used(site, asks)
        before, there = kept(asks), files(state)
        assert call(["backup", str(archive), "--state-dir", str(state)]) == Exit.DONE
    assert "left out" not in capsys.readouterr().out
    unknown = {name for name in there if piece_of(name) is None and not name.endswith(".new")}
    assert unknown == set()  # a file of a new kind is a line in history/pieces.py, and in docs/memory.md
    with tarfile.open(archive) as opened:
        assert set(opened.getnames()) == {each for each in there if piece_of(each).how is not How.LEFT}
        opened.extractall(tmp_path / "again" / "state", filter="data")
    with serving(tmp_path / "again", treadmills=1) as site, site.client() as asks:
        assert kept(asks) == before
        again = asks.post("v1/protocols", json={"text": OWN}, headers={"Idempotency-Key": "once"})
        assert again.status_code == 201  # answered as it was, and done once
        morning = asks.post(f"v1/sessions/{walk}/morning", json={"token": token, "morning": 1})
        assert morning.status_code == httpx.codes.NO_CONTENT, morning.text
