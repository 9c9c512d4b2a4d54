import errno
import resource
from pathlib import Path

import pytest

from retrowalk.journal import disk
from retrowalk.journal.disk import make_folder, sync_folder, take_away, write_whole


@pytest.fixture
def asked(monkeypatch):
    """What was asked to be made safe: files by their content then, folders by their names then."""
    told = []

    def sync(file):
        path = Path(f"/proc/self/fd/{file}").resolve()
        told.append(sorted(each.name for each in path.iterdir()) if path.is_dir() else path.read_bytes())

    monkeypatch.setattr(disk.os, "fsync", sync)
    return told


def test_a_file_is_safe_before_it_gets_its_name_and_the_name_before_it_is_said(tmp_path, asked):
    write_whole(tmp_path / "a", b"new")
    assert asked == [b"new", ["a"]]
    assert (tmp_path / "a").read_bytes() == b"new"
    assert not (tmp_path / "a").stat().st_mode & 0o007


@pytest.mark.parametrize("fails", ["write", "sync"])
def test_a_file_that_cannot_be_written_is_the_old_one_whole(tmp_path, monkeypatch, fails):
    def fail(_):
        raise OSError(errno.EIO, "Input/output error")

    write_whole(tmp_path / "a", b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if fails == "sync":
        monkeypatch.setattr(disk.os, "fsync", fail)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2, hard))
    try:
        with pytest.raises(OSError, match=r"error|large"):
            write_whole(tmp_path / "a", b"newer")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (tmp_path / "a").read_bytes() == b"old"


def test_what_a_death_left_half_written_is_in_nobodys_way(tmp_path):
    (tmp_path / "a.new").write_bytes(b"half a fi")
    write_whole(tmp_path / "a", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_taking_away_is_for_good_and_twice_is_once(tmp_path, asked):
    (tmp_path / "a").touch()
    take_away(tmp_path / "a")
    take_away(tmp_path / "a")
    assert asked == [[]]


def test_a_folder_is_made_with_all_it_lies_in(tmp_path, asked):
    make_folder(tmp_path / "a" / "b")
    assert asked == [["a"], ["b"]]
    make_folder(tmp_path / "a" / "b")
    assert len(asked) == 2


def test_a_folder_that_is_not_there_cannot_be_made_safe(tmp_path):
    with pytest.raises(FileNotFoundError):
        sync_folder(tmp_path / "none")
