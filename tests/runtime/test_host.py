"""What the computer says of itself: of real disks, with limits and rights that were made on purpose."""

import ctypes
import shutil
import subprocess
import sys

import pytest

from retrowalk.runtime import host


NOBODY = 65534


def alone(prelude, call):
    """What a call says in a process of its own, after a prelude that takes something away from it."""
    code = (
        f"import os, resource\nfrom pathlib import Path\nfrom retrowalk.runtime import host\n{prelude}\nprint({call})"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_a_disk_is_measured_and_left_as_it_was(tmp_path):
    found = host.disk(tmp_path)
    assert found.sync >= 0
    assert abs(found.free - shutil.disk_usage(tmp_path).free) < 1_000_000_000
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_well_has_no_trouble(tmp_path, monkeypatch):
    monkeypatch.setattr(host, "LEAST_FREE", 1)
    monkeypatch.setattr(host, "SLOW", 60_000)
    assert host.disk_trouble(tmp_path) == ""


def test_a_disk_without_room_says_how_much_is_missing(tmp_path, monkeypatch):
    free = shutil.disk_usage(tmp_path).free
    monkeypatch.setattr(host, "LEAST_FREE", free * 2)
    assert host.disk_trouble(tmp_path).endswith(f"of {free * 2 // 1_000_000} MB that are needed")


def test_a_disk_that_is_slow_says_how_slow(tmp_path, monkeypatch):
    monkeypatch.setattr(host, "LEAST_FREE", 1)
    monkeypatch.setattr(host, "SLOW", -1)
    assert "to be safe, more than -1 ms" in host.disk_trouble(tmp_path)


def test_a_disk_that_takes_no_more_says_so(tmp_path):
    full = "resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))"
    assert alone(full, f"host.disk_trouble(Path({str(tmp_path)!r}))") == "cannot be written to: File too large"


def test_a_folder_of_somebody_else_says_so(tmp_path):
    tmp_path.chmod(0o555)
    weak = f"os.geteuid() or os.setuid({NOBODY})"
    assert alone(weak, f"host.disk_trouble(Path({str(tmp_path)!r}))") == "cannot be written to: Permission denied"


def test_a_folder_that_is_not_there_says_so(tmp_path):
    assert host.disk_trouble(tmp_path / "gone") == "cannot be written to: No such file or directory"


class Timex(ctypes.Structure):
    """The head of struct timex (adjtimex(2))."""

    _fields_ = (
        ("modes", ctypes.c_int),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_char * 400),
    )


def test_the_kernel_is_asked_whether_its_clock_is_set():
    if sys.platform == "linux":
        timex = Timex()
        assert ctypes.CDLL(None).adjtimex(ctypes.byref(timex)) >= 0
        assert host.synchronised() is not bool(timex.status & 0x40)
    else:
        assert host.synchronised() is None


@pytest.mark.parametrize(("known", "why"), [(True, ""), (None, ""), (False, "nothing sets it by the network")])
def test_a_clock_nobody_sets_is_told(monkeypatch, known, why):
    monkeypatch.setattr(host, "synchronised", lambda: known)
    assert host.clock_trouble(host.OLDEST) == why


def test_a_clock_in_the_past_is_told():
    assert host.clock_trouble(host.OLDEST - 1).startswith("the computer believes to be in the past")
