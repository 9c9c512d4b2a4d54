import os
import stat

import pytest

from retrowalk.gateway.operator_key import NAME, OperatorKey, found, lay, take


KEY = OperatorKey("http://127.0.0.1:7382", "rw_canary")


def test_the_key_is_for_its_owner_alone(tmp_path):
    folder = tmp_path / "state"
    before = os.umask(0)
    try:
        lay(folder, KEY)
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert found(folder) == KEY
    assert [path.name for path in folder.iterdir()] == [NAME]
    assert "canary" not in repr(KEY)


def test_a_new_run_lays_its_own_and_takes_no_others(tmp_path):
    lay(tmp_path, KEY)
    lay(tmp_path, OperatorKey("http://127.0.0.1:1", "rw_other", "cert.pem"))
    take(tmp_path, "rw_canary")
    assert found(tmp_path).token == "rw_other"  # noqa: S105 - made up
    take(tmp_path, "rw_other")
    assert found(tmp_path) is None
    take(tmp_path, "rw_other")


def test_what_a_run_that_died_left_half_done_is_in_nobodys_way(tmp_path):
    (tmp_path / f".{NAME}.{os.getpid()}").write_text("half")
    lay(tmp_path, KEY)
    assert found(tmp_path) == KEY


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"url": 1}', "null", "\x00"])
def test_a_key_nobody_can_read_is_none(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    assert found(tmp_path) is None
