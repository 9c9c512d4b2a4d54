"""The computer, in conditions that were made on purpose: rights taken away, limits set, folders spoilt."""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from retrowalk.cli.doctor import computer
from retrowalk.runtime import host


NOBODY = 65534


def alone(prelude, call):
    """What one examination finds in a process of its own, after something was taken away from it."""
    code = f"""
import os, resource
from pathlib import Path
from retrowalk.cli.doctor import computer
{prelude}
for each in {call}: print(each.grade, each.about, each.what, sep='|')
"""
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def roomy(monkeypatch):
    monkeypatch.setattr(host, "LEAST_FREE", 1)
    monkeypatch.setattr(host, "SLOW", 60_000)


@pytest.mark.usefixtures("roomy")
def test_a_good_disk_says_what_is_free_and_how_fast_it_is(tmp_path):
    (found,) = computer.disk(tmp_path / "not" / "yet")
    assert found.grade == "ok"
    assert re.fullmatch(rf"{tmp_path}: \d+ MB free, a record is safe in \d+\.\d ms", found.what)


def test_a_disk_that_takes_no_more_fails(tmp_path):
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))"
    said = alone(full, f"computer.disk(Path({str(tmp_path)!r}))")
    assert said == f"fail|disk|{tmp_path}: cannot be written to: File too large"


@pytest.fixture
def reached():
    """A folder that everybody can reach."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield folder


def test_a_folder_of_somebody_else_fails(reached):
    weak = f"os.geteuid() or os.setuid({NOBODY})"
    said = {
        alone(weak, f"computer.folder(Path({reached!r}))").partition("|")[0],
        alone(weak, f"computer.disk(Path({reached!r}))"),
    }
    if os.geteuid() == 0:
        assert said == {"fail", f"fail|disk|{reached}: cannot be written to: Permission denied"}
    else:
        assert "warn" in said, "it is ours, and open to others"


def test_a_file_where_a_folder_should_be_fails(tmp_path):
    (tmp_path / "state").write_text("")
    (found,) = computer.disk(tmp_path / "state" / "inner")
    assert (found.grade, found.what) == ("fail", f"{tmp_path / 'state'} is not a folder")


@pytest.mark.parametrize(("mode", "grade"), [(0o700, "ok"), (0o750, "warn"), (0o707, "warn"), (0o720, "warn")])
def test_a_state_folder_that_others_can_open_is_told(tmp_path, mode, grade):
    tmp_path.chmod(mode)
    (found,) = computer.folder(tmp_path)
    assert found.grade == grade
    assert found.mend == ("" if grade == "ok" else f"chmod 700 {tmp_path}")


def test_a_state_folder_that_is_not_there_yet_is_fine(tmp_path):
    assert computer.folder(tmp_path / "later")[0].grade == "ok"


def test_a_clock_that_is_set_while_one_looks_is_told(monkeypatch):
    monkeypatch.setattr(host, "synchronised", lambda: True)
    monkeypatch.setattr(computer, "LOOK", 0.01)
    assert computer.clock()[0].grade == "ok"
    real, jumps = time.clock_gettime, iter((0.0, 3600.0))
    monkeypatch.setattr(time, "clock_gettime", lambda clock: real(clock) + next(jumps, 3600.0))
    (found,) = computer.clock()
    assert (found.grade, found.what) == ("warn", "somebody sets it: it moved by +3600.00 s")


def test_a_clock_nobody_sets_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(host, "synchronised", lambda: False)
    (found,) = computer.clock()
    assert (found.grade, found.what) == ("warn", "nothing sets it by the network")
    assert "timedatectl" in found.mend


@pytest.mark.parametrize(
    ("realtime", "nice", "grade", "what"),
    [
        (10, 0, "ok", "stops run before every ordinary program"),
        (9, 30, "warn", "stops get a greater share, but do not go first"),
        (0, 29, "warn", "other programs can hold up a stop"),
    ],
)
def test_limits_are_judged_by_what_a_stop_needs(realtime, nice, grade, what):
    found = computer._rights(realtime, nice)  # noqa: SLF001 - no test may raise its own limits
    assert (found.grade, found.what) == (grade, what)
    assert bool(found.mend) is (grade != "ok")


@pytest.mark.parametrize(
    ("nice", "grade", "what"),
    [
        (30, "ok", "stops get a greater share of the only processor"),
        (29, "warn", "other programs can hold up a stop on the only processor"),
    ],
)
def test_limits_are_judged_by_what_a_stop_needs_on_one_processor(nice, grade, what):
    found = computer._alone(nice)  # noqa: SLF001 - no test may raise its own limits
    assert (found.grade, found.what) == (grade, what)
    assert bool(found.mend) is (grade != "ok")


def test_a_user_without_rights_is_told_on_one_processor():
    weak = f"""
os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})
for each in (resource.RLIMIT_RTPRIO, resource.RLIMIT_NICE): resource.setrlimit(each, (0, resource.getrlimit(each)[1]))
os.geteuid() or os.setuid({NOBODY})
"""
    told = "warn|priority|other programs can hold up a stop on the only processor"
    assert alone(weak, "computer.priority()") == told


@pytest.mark.parametrize(
    ("processors", "told"),
    [(1, "stops get a greater share of the only processor"), (2, "stops run before every ordinary program")],
)
def test_no_limit_at_all_is_enough(monkeypatch, processors, told):
    monkeypatch.setattr("resource.getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    monkeypatch.setattr(computer, "_capable", lambda: False)
    monkeypatch.setattr(computer, "shared", lambda: processors > 1)
    (found,) = computer.priority()
    assert (found.grade, found.what) == ("ok", told)


def test_a_user_without_rights_is_told():
    weak = f"""
for each in (resource.RLIMIT_RTPRIO, resource.RLIMIT_NICE): resource.setrlimit(each, (0, resource.getrlimit(each)[1]))
os.geteuid() or os.setuid({NOBODY})
"""
    assert alone(weak, "computer.priority()") == "warn|priority|other programs can hold up a stop"
