import signal
import subprocess
import sys

import pytest

from retrowalk.journal.lock import Taken, is_locked, locked


def test_one_has_it_and_the_next_is_told_so(tmp_path):
    with locked(tmp_path / "lock", "AA:BB"):
        with pytest.raises(Taken, match="another program of Retrowalk has AA:BB"), locked(tmp_path / "lock", "AA:BB"):
            pass
        with locked(tmp_path / "other", "CC"):
            pass
    with locked(tmp_path / "lock", "AA:BB"):
        pass


def test_to_ask_makes_no_file_and_takes_nothing(tmp_path):
    path = tmp_path / "lock"
    assert not is_locked(path)
    assert not path.exists()
    with locked(path, "AA:BB"):
        assert is_locked(path)
    assert not is_locked(path)
    with locked(path, "AA:BB"):
        pass


HOLDER = """
import sys, time
from pathlib import Path
from retrowalk.journal.lock import locked
with locked(Path(sys.argv[1]), "AA:BB"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_program_holds_nothing(tmp_path):
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Taken), locked(path, "AA:BB"):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
    with locked(path, "AA:BB"):
        pass


def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError), locked(tmp_path / "none" / "lock", "AA:BB"):
        pass
