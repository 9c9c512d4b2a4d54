"""What a state folder holds: the table names every file that any room writes there, and the page has the same table."""

import re
from pathlib import Path

import pytest

from retrowalk.api import idempotency, stop_socket
from retrowalk.app import entry
from retrowalk.cli import recover
from retrowalk.gateway import gateway, library, operator_key, walks
from retrowalk.guard.papers import paper_of
from retrowalk.history.pieces import PIECES, How, piece_of, strangers
from retrowalk.journal import open as open_files
from retrowalk.runtime import keeping, recovery


ROWS = re.findall(
    r"^\| (`.*?) \| .* \| (yes|no)[^|]* \|$", (Path(__file__).parents[2] / "docs/memory.md").read_text(), re.MULTILINE
)
BELT = "C0:00:00:00:00:01"


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        (f"{library.OWN}/ours.yaml", True),
        (gateway.KEY, True),
        (gateway.CALLS, True),
        (entry.PINS, True),
        (entry.CODES, True),
        (idempotency.FILE, True),
        (f"{walks.WALKS}/w1/journal.jsonl", True),
        (f"{keeping.INCIDENTS}/c0-01/2026-11-21T12-00-00_1_1/journal.jsonl", True),
        (f"{recover.JOURNALS}/2026-11-21_recovery/journal.jsonl", True),
        (open_files.path_of(Path(recovery.OPEN), BELT).as_posix(), False),
        (paper_of(Path("guard"), BELT).as_posix(), False),
        (operator_key.NAME, False),
        (stop_socket.NAME, False),
    ],
)
def test_what_a_room_writes_is_a_piece_that_is_taken_or_left(name, taken):
    piece = piece_of(name)
    assert piece is not None and piece.why
    assert (piece.how is not How.LEFT) == taken


def test_no_file_is_two_pieces():
    for piece in PIECES:
        assert [each for each in PIECES if each.holds(piece.names)] == [piece]


def test_the_page_says_of_every_piece_whether_a_backup_has_it():
    told = {name: taken == "yes" for names, taken in ROWS for name in re.findall(r"`([^`]+)`", names)}
    assert told == {piece.names: piece.how is not How.LEFT for piece in PIECES}


def test_a_file_that_nobody_knows_is_a_stranger(tmp_path):
    for name in ("protocols/a.yaml", "protocols/deep/a.yaml", "notes.txt", "site.jsonl.new", ".probe-x1", "my.db-wal"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(strangers(tmp_path)) == ["my.db-wal", "notes.txt", "protocols/deep/a.yaml"]
    assert list(strangers(tmp_path, tmp_path / "my.db")) == ["notes.txt", "protocols/deep/a.yaml"]
