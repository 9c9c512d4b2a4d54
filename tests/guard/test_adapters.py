"""With several adapters the guard finds a treadmill on whichever has it."""

import asyncio

import pytest
from bleak.backends.device import BLEDevice

from retrowalk.guard import adapters as room
from retrowalk.guard import grip
from retrowalk.guard.adapters import adapters
from retrowalk.guard.grip import Radio


ADDRESS = "C0:00:00:00:00:01"
HERE = BLEDevice(ADDRESS, "Sim", {"props": {}})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "FOLDER", tmp_path / "bluetooth")
    return tmp_path / "bluetooth"


def test_every_adapter_counts_and_no_link_does(folder):
    assert adapters() == ({},)
    folder.mkdir()
    assert adapters() == ({},)
    for name in ("hci1", "hci0", "hci0:64", "rfkill"):
        (folder / name).mkdir()
    assert adapters() == ({"bluez": {"adapter": "hci0"}}, {"bluez": {"adapter": "hci1"}})


@pytest.fixture
def two(folder):
    for name in ("hci0", "hci1"):
        (folder / name).mkdir(parents=True)


class System:
    """What bleak says of each adapter: links it has, and what a scan comes to."""

    def __init__(self, monkeypatch, links=None, scans=None):
        self.links, self.scans = links or {}, scans or {}
        monkeypatch.setattr(grip.BleakAdapter, "get", self.get)
        monkeypatch.setattr(grip.BleakScanner, "find_device_by_address", self.find)

    async def get(self, *, backend, bluez):
        assert backend is None
        links = self.links.get(bluez["adapter"], [])

        class Adapter:
            async def get_connected_devices(self, _services):
                return links

        return Adapter()

    async def find(self, _address, timeout, bluez):  # noqa: ASYNC109 - as bleak has it
        answer = self.scans.get(bluez["adapter"])
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            await asyncio.sleep(timeout)
        return answer


@pytest.mark.usefixtures("two")
async def test_a_link_of_the_second_adapter_is_joined(monkeypatch):
    System(monkeypatch, links={"hci1": [HERE]})
    assert await Radio()._connected(ADDRESS.lower()) is HERE  # noqa: SLF001 - what joining a link begins with
    assert await Radio()._connected("C0:00:00:00:00:02") is None  # noqa: SLF001


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("other", [None, RuntimeError("hci0 is down")])
async def test_the_first_adapter_that_hears_it_counts_at_once(monkeypatch, other):
    System(monkeypatch, scans={"hci0": other, "hci1": HERE})
    async with asyncio.timeout(grip.LOOK / 2):
        assert await Radio()._seen(ADDRESS) is HERE  # noqa: SLF001 - what making a link begins with


@pytest.mark.usefixtures("two")
async def test_when_none_hears_it_what_failed_is_told(monkeypatch):
    monkeypatch.setattr(grip, "LOOK", 0.05)
    System(monkeypatch)
    assert await Radio()._seen(ADDRESS) is None  # noqa: SLF001
    System(monkeypatch, scans={"hci0": RuntimeError("hci0 is down")})
    with pytest.raises(RuntimeError, match="hci0 is down"):
        await Radio()._seen(ADDRESS)  # noqa: SLF001
