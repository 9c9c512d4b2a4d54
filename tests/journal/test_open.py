import pytest

from retrowalk.journal import open as open_files
from retrowalk.journal.line import frame
from retrowalk.journal.lock import Taken
from retrowalk.journal.open import Ended, Entry, held, left, path_of, remove, write
from retrowalk.safety.events import StopReason


ENTRY = Entry("AA:BB:CC:DD:EE:01", "/walks/one/journal.jsonl", 7, "2026-11-21T12:00:00+00:00")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "state" / "open"


def test_no_folder_is_nothing_left(folder):
    assert left(folder) == ()


@pytest.mark.parametrize("ended", [None, Ended(StopReason.PAIN, "terminal")])
def test_what_is_written_is_found_until_it_is_removed(folder, ended):
    entry = Entry(ENTRY.treadmill, ENTRY.journal, ENTRY.after, ENTRY.at, ended)
    write(folder, entry)
    assert [(each.treadmill, each.entry, each.damage) for each in left(folder)] == [(ENTRY.treadmill, entry, "")]
    remove(folder, ENTRY.treadmill)
    assert left(folder) == ()
    remove(folder, ENTRY.treadmill)


def test_a_treadmill_has_one_file_and_the_last_word_counts(folder):
    write(folder, ENTRY)
    later = Entry(ENTRY.treadmill, "/walks/two/journal.jsonl", 9, "")
    write(folder, later)
    assert [each.entry for each in left(folder)] == [later]


@pytest.mark.parametrize("treadmill", ["AA:BB", "AA-BB", "4F1B…/../x", "memory", "a.open"])
def test_any_address_is_a_name_of_its_own_and_back(folder, treadmill):
    write(folder, Entry(treadmill, "/j", 0, ""))
    assert path_of(folder, treadmill).parent == folder
    assert [each.treadmill for each in left(folder)] == [treadmill]


@pytest.mark.sr(23)
def test_a_file_cut_or_flipped_anywhere_still_says_whose_it_is(folder):
    write(folder, ENTRY)
    path = path_of(folder, ENTRY.treadmill)
    whole = path.read_bytes()
    cuts = [whole[:length] for length in range(len(whole))]
    flips = [
        whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :] for at in range(len(whole)) for bit in range(8)
    ]
    for damaged in (*cuts, *flips, whole + b"x", whole + whole):
        path.write_bytes(damaged)
        (found,) = left(folder)
        assert (found.treadmill, found.entry) == (ENTRY.treadmill, None)
        assert str(path) in found.damage


@pytest.mark.parametrize(
    "data", [{}, {"open": 1}, {"format": 2, "open": {}}, {"format": 1, "open": {"treadmill": "AA"}}]
)
def test_a_whole_file_of_something_else_cannot_be_read(folder, data):
    write(folder, ENTRY)
    path_of(folder, ENTRY.treadmill).write_bytes(frame(1, data))
    assert [each.entry for each in left(folder)] == [None]


def test_the_file_of_another_treadmill_is_no_word_of_this_one(folder):
    write(folder, ENTRY)
    path_of(folder, ENTRY.treadmill).rename(path_of(folder, "CC:DD"))
    (found,) = left(folder)
    assert (found.treadmill, found.entry) == ("CC:DD", None)


def test_a_file_that_cannot_be_opened_is_said_to_be_there(folder):
    write(folder, ENTRY)
    path_of(folder, ENTRY.treadmill).unlink()
    path_of(folder, ENTRY.treadmill).mkdir()
    (found,) = left(folder)
    assert (found.treadmill, found.entry) == (ENTRY.treadmill, None)
    assert "directory" in found.damage


def test_locks_and_half_written_files_are_nobodys_word(folder):
    with held(folder, "AA:BB"):
        (folder / "AA.open.new").touch()
        assert left(folder) == ()


def test_a_treadmill_is_one_programs_at_a_time(folder):
    with held(folder, "AA:BB"), held(folder, "CC:DD"), pytest.raises(Taken, match="has AA:BB"), held(folder, "AA:BB"):
        pass


def test_the_present_format_is_the_journals():
    assert open_files.FORMAT == 1
