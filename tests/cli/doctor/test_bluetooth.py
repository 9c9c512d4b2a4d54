"""What BlueZ is asked, over a real bus: present, absent, forbidden, old, switched off."""

import asyncio
import socket
import subprocess
from contextlib import contextmanager

import pytest
from dbus_fast import BusType, PropertyAccess
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_property

from retrowalk.cli.doctor import bluez
from retrowalk.cli.doctor.bluetooth import KNOWN_BAD, OLDEST, bluetooth
from retrowalk.cli.doctor.bluez import version


CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/>
    {rule}
  </policy>
</busconfig>
"""
FORBIDDEN = '<deny send_destination="org.bluez"/>'


class Radio(ServiceInterface):
    """An adapter as BlueZ shows it."""

    def __init__(self, roles, modalias, powered=1):
        super().__init__(bluez.ADAPTER)
        self._said = bool(powered), roles, modalias

    @dbus_property(access=PropertyAccess.READ)
    def Powered(self) -> "b":  # noqa: N802, F821 - names and signatures of D-Bus
        return self._said[0]

    @dbus_property(access=PropertyAccess.READ)
    def Roles(self) -> "as":  # noqa: N802, F722
        return self._said[1]

    @dbus_property(access=PropertyAccess.READ)
    def Modalias(self) -> "s":  # noqa: N802, F821
        return self._said[2]


def modalias(major, minor):
    return f"usb:v1D6Bp0246d{major:02X}{minor:02X}"


@pytest.fixture
def bus(tmp_path, monkeypatch):
    """A system bus of our own; called with a rule of its policy."""
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")

    @contextmanager
    def running(rule=""):
        (tmp_path / "bus.conf").write_text(CONFIG.format(socket=tmp_path / "bus", rule=rule))
        command = ["dbus-daemon", f"--config-file={tmp_path / 'bus.conf'}", "--nofork", "--print-address"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as daemon:
            assert daemon.stdout.readline(), "it listens once it says where"
            try:
                yield
            finally:
                daemon.terminate()

    return running


def examined(radios=None, chosen=(), *, bluez=True):
    """What is found while these radios are there."""

    async def main():
        ours = await MessageBus(bus_type=BusType.SYSTEM).connect()
        for name, radio in (radios or {}).items():
            ours.export(f"/org/bluez/{name}", radio)
        if bluez:
            await ours.request_name("org.bluez")
        try:
            return await bluetooth(chosen)
        finally:
            ours.disconnect()

    return asyncio.run(main())


def told(findings):
    return [(each.grade, each.what) for each in findings]


def test_a_radio_that_is_on_is_well(bus):
    with bus():
        found = examined({"hci0": Radio(["central", "peripheral"], modalias(5, 82))})
    assert told(found) == [("ok", "hci0 is on"), ("ok", "BlueZ 5.82")]


@pytest.mark.parametrize(
    ("radio", "what"),
    [
        (Radio(["central"], modalias(5, 82), powered=0), "hci0 is switched off"),
        (Radio(["peripheral"], modalias(5, 82)), "hci0 cannot connect to anything: it is no central"),
    ],
)
def test_a_radio_that_cannot_be_used_says_why_and_how_to_mend_it(bus, radio, what):
    with bus():
        found = examined({"hci0": radio})
    assert (found[0].grade, found[0].what) == ("fail", what)
    assert found[0].mend


@pytest.mark.parametrize(
    ("said", "grade", "begins"),
    [
        (modalias(*OLDEST), "ok", "BlueZ 5.55"),
        (modalias(5, 54), "fail", "BlueZ 5.54 is too old"),
        (modalias(5, 66), "warn", "BlueZ 5.66: "),
        ("usb:v0000p0000d0000", "warn", "it does not tell its version"),
    ],
)
def test_versions_are_judged(bus, said, grade, begins):
    with bus():
        found = examined({"hci0": Radio(["central"], said)})
    assert found[-1].grade == grade
    assert found[-1].what.startswith(begins)


def test_only_chosen_radios_count_and_missing_ones_are_named(bus):
    radios = {"hci0": Radio(["central"], modalias(5, 82), powered=0), "hci1": Radio(["central"], modalias(5, 82))}
    with bus():
        found = examined(radios, ("hci1", "hci7"))
    assert told(found) == [("fail", "hci7 is chosen and not there"), ("ok", "hci1 is on"), ("ok", "BlueZ 5.82")]
    assert found[0].mend == "choose of hci0, hci1"


def test_a_computer_without_a_radio_says_so(bus):
    with bus():
        assert told(examined()) == [("fail", "this computer has no Bluetooth adapter")]


def test_bluez_that_does_not_run_is_told(bus):
    with bus():
        assert told(examined(bluez=False)) == [("fail", "bluetoothd does not run")]


def test_a_user_who_may_not_ask_is_told_which_group(bus):
    with bus(FORBIDDEN):
        (found,) = examined({"hci0": Radio(["central"], modalias(5, 82))})
    assert found.what == "this user may not speak to bluetoothd"
    assert "group bluetooth" in found.mend


def test_no_bus_at_all_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'nothing'}")
    (found,) = asyncio.run(bluetooth())
    assert (found.grade, found.what) == ("fail", "there is no system D-Bus to ask: No such file or directory")


def test_a_bus_that_says_nothing_is_not_waited_for(monkeypatch, tmp_path):
    monkeypatch.setattr(bluez, "PATIENCE", 0.1)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path / 'mute'}")

    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "mute"))
        mute.listen()
        (found,) = asyncio.run(bluetooth())
    assert found.what == "D-Bus did not answer within 0.1 s"


@pytest.mark.parametrize(
    ("text", "known"),
    [(modalias(5, 66), (5, 66)), ("usb:v1D6Bp0246d0542", (5, 66)), ("bluetooth:v1D6B", None), ("", None)],
)
def test_the_version_is_in_the_modalias(text, known):
    assert version(text) == known


def test_a_system_without_bluez_is_told_what_to_try(monkeypatch):
    monkeypatch.setattr("sys.platform", "darwin")
    (found,) = asyncio.run(bluetooth())
    assert (found.grade, found.mend) == ("warn", "try retrowalk scan")


def test_what_is_known_of_a_version_is_said_of_one_that_is_new_enough():
    assert all(each >= OLDEST for each in KNOWN_BAD)
