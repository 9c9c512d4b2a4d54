"""A site that was used, backed up while it is served, and found again in the archive."""

import tarfile

import pytest

from browsed import serving
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
from retrowalk.history.pieces import How, piece_of, strangers
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


def used(site, asks):
    """A protocol of the site's own, a wrong code, and a walk that ended with pain."""
    assert asks.post("v1/protocols", json={"text": OWN}, headers={"Idempotency-Key": "once"}).status_code == 201
    assert not asks.post("v1/claim", json={"code": "AAAA-AAAA-AAAA", "device": "x"}).is_success
    with walking(site, site.treadmills()[0]["id"]) as walk:
        pain = asks.post(f"v1/sessions/{walk.session}/symptoms", json={"symptom": "pain"})
        assert pain.is_success, pain.text


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


@pytest.mark.timeout(300)
def test_a_backup_of_a_used_site_holds_all_that_is_its_own(tmp_path, capsys):
    state, archive = tmp_path / "state", tmp_path / "site.tar.gz"
    with serving(tmp_path, treadmills=1) as site, site.client() as asks:
        used(site, asks)
        there, unknown = files(state), list(strangers(state))
        assert call(["backup", str(archive), "--state-dir", str(state)]) == Exit.DONE
    assert "left out" not in capsys.readouterr().out
    assert unknown == []  # a file of a new kind is a line in history/pieces.py, and in docs/memory.md
    with tarfile.open(archive) as opened:
        assert set(opened.getnames()) == {
            each for each in there if (piece := piece_of(each)) and piece.how is not How.LEFT
        }
        opened.extractall(tmp_path / "again" / "state", filter="data")
    assert (tmp_path / "again" / "state" / "protocols" / "x01.yaml").read_text() == OWN
    for name in ("calls.json", "morning.key"):
        assert (tmp_path / "again" / "state" / name).read_bytes() == (state / name).read_bytes()
