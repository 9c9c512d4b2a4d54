"""`retrowalk doctor` as people call it: on this very computer, whatever it has or lacks."""

import json

import pytest
from typer.testing import CliRunner

from retrowalk.cli.exits import Exit
from retrowalk.cli.main import commands


ABOUT = [
    "settings",
    "bluetooth",
    "priority",
    "clock",
    "disk",
    "state folder",
    "guard",
    "recovery",
    "database",
    "port",
    "tls",
]


@pytest.fixture(autouse=True)
def nothing(monkeypatch, tmp_path):
    """No D-Bus, and nobody's own settings."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'nothing'}")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def doctor(*words):
    return CliRunner().invoke(commands, ["doctor", *words], standalone_mode=False)


def test_it_looks_at_everything_where_there_is_nothing():
    told = doctor("--json")
    findings = json.loads(told.output)
    assert list(dict.fromkeys(each["about"] for each in findings)) == ABOUT
    assert {each["grade"] for each in findings} <= {"ok", "warn", "fail"}
    assert all(each["mend"] or each["grade"] == "ok" for each in findings), "what is wrong can be mended"


def test_what_failed_is_in_the_exit_code(tmp_path):
    assert doctor("--json", "--state-dir", str(tmp_path)).return_value == Exit.FAILED, "there is no Bluetooth"


def test_people_get_a_line_and_below_it_how_to_mend_it():
    lines = doctor().output.splitlines()
    (at,) = [
        number for number, line in enumerate(lines) if line.startswith("fail bluetooth    there is no system D-Bus")
    ]
    assert lines[at + 1].strip() == "install and start dbus; in a container, share it"


def test_settings_that_are_wrong_are_told_line_by_line_and_the_rest_is_looked_at(tmp_path):
    file = tmp_path / "retrowalk.toml"
    file.write_text("[http]\nport = 70000\nprot = 1\n")
    findings = json.loads(doctor("--json", "--settings", str(file)).output)
    assert [each["what"] for each in findings if each["about"] == "settings"] == [
        f"{file}:2: http.port: 70000 is above 65535",
        f"{file}:3: http.prot: unknown key; did you mean http.port?",
    ]
    assert list(dict.fromkeys(each["about"] for each in findings)) == ABOUT


def test_settings_that_others_can_change_are_told(tmp_path):
    file = tmp_path / "retrowalk.toml"
    file.write_text('mode = "gym"\n')
    file.chmod(0o666)
    findings = json.loads(doctor("--json", "--settings", str(file)).output)
    assert [(each["grade"], each["mend"]) for each in findings if each["about"] == "settings"] == [
        ("ok", ""),
        ("warn", f"chmod go-w {file}"),
    ]


def test_it_changes_nothing(tmp_path):
    state = tmp_path / "state"
    doctor("--state-dir", str(state))
    assert not state.exists()


def test_a_state_folder_that_cannot_be_looked_at_is_a_finding(tmp_path):
    state = tmp_path / "state"
    (state / "open").mkdir(parents=True)
    (state / "open" / "x.open").symlink_to(state / "open" / "x.open")
    (state / "guard.lock").mkdir()
    findings = json.loads(doctor("--json", "--state-dir", str(state)).output)
    assert list(dict.fromkeys(each["about"] for each in findings)) == ABOUT
