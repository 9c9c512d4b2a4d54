import asyncio
from typing import Any

import pytest
from bleak.backends.adapter import BaseBleakAdapter
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)
from fake_bleak import ADDRESS, VALUES, BlueZ, FakeAdapter, Peer
from in_time import in_virtual_time

from retrowalk.ftms.advertisement import Verdict
from retrowalk.link.ble import LOOK, TOTAL, BleTreadmill, scan
from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.gatt import CALL, CLOSE, WRITE
from retrowalk.link.port import Description


STOP = bytes.fromhex("0801")
WROTE = "write 0801"
SET_UP = [
    "scan",
    "connect",
    *(f"read {number}" for number in ("2a29", "2a24", "2a26", "2acc", "2ad4", "2ad5", "2ad3")),
    *(f"notify {number}" for number in ("2acd", "2ad9", "2ada", "2ad3")),
]


class Ears:
    """Notes what it hears."""

    def __init__(self) -> None:
        self.heard: list[Any] = []
        self.ends: list[str] = []

    def notified(self, characteristic: int, data: bytes) -> None:
        self.heard.append((characteristic, data))

    def disconnected(self, why: str) -> None:
        self.ends.append(why)


def now() -> float:
    return asyncio.get_running_loop().time()


async def refused(treadmill: BleTreadmill, ears: Ears) -> LinkError:
    """Fail to connect."""
    with pytest.raises(LinkError) as caught:
        await treadmill.connect(ears)
    return caught.value


async def unwritten(treadmill: BleTreadmill) -> LinkError:
    """Fail to write."""
    with pytest.raises(LinkError) as caught:
        await treadmill.write(STOP)
    return caught.value


# ── connecting ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(22)
@in_virtual_time
async def test_it_connects_reads_everything_and_subscribes_each_time():
    peer, ears = Peer(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    described = await treadmill.connect(ears)
    assert described == Description(
        address=ADDRESS,
        name="Sim",
        manufacturer="Example",
        model="T-1",
        firmware="1.2",
        features=VALUES[0x2ACC],
        speed_range=VALUES[0x2AD4],
        inclination_range=VALUES[0x2AD5],
        control_point=True,
    )
    assert peer.log == SET_UP
    await treadmill.disconnect()
    peer.values[0x2ACC] = bytes(8)
    peer.log.clear()
    assert (await treadmill.connect(ears)).features == bytes(8)
    assert peer.log == SET_UP[1:]  # it was found before: no need to look for it


@in_virtual_time
async def test_the_training_status_that_was_read_is_heard():
    peer, ears = Peer(), Ears()
    await BleTreadmill(ADDRESS, **peer.backends()).connect(ears)
    await asyncio.sleep(0)
    assert ears.heard == [(0x2AD3, b"\x00\x01")]


@in_virtual_time
async def test_what_the_treadmill_says_is_heard_in_order_as_bytes():
    peer, ears = Peer(), Ears()
    await BleTreadmill(ADDRESS, **peer.backends()).connect(ears)
    say = peer.clients[-1].callbacks
    say[0x2ACD](bytearray(b"\x00\x00\x64\x00"))
    say[0x2AD9](bytearray(b"\x80\x08\x01"))
    say[0x2ADA](bytearray(b"\x02\x01"))
    await asyncio.sleep(0)
    assert ears.heard[1:] == [(0x2ACD, b"\x00\x00\x64\x00"), (0x2AD9, b"\x80\x08\x01"), (0x2ADA, b"\x02\x01")]
    assert all(type(data) is bytes for _, data in ears.heard)


@in_virtual_time
async def test_a_listener_that_fails_never_reaches_bleak():
    class Broken(Ears):
        def notified(self, characteristic: int, data: bytes) -> None:
            raise ValueError(characteristic, data)

    peer, complaints = Peer(), []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["exception"]))
    await BleTreadmill(ADDRESS, **peer.backends()).connect(Broken())
    peer.clients[-1].callbacks[0x2ACD](bytearray(b"\x00\x00"))
    await asyncio.sleep(0)
    assert [type(each) for each in complaints] == [ValueError, ValueError]


@pytest.mark.parametrize("number", [0x2A24, 0x2ACC, 0x2AD4, 0x2AD5, 0x2AD3])
@pytest.mark.parametrize("how", ["absent", "refused"])
@in_virtual_time
async def test_what_is_missing_or_may_not_be_read_is_empty(number, how):
    peer = Peer()
    if how == "absent":
        del peer.values[number]
    else:
        peer.fails[f"read {number:04x}"] = BleakGATTProtocolError(0x02)
    described = await BleTreadmill(ADDRESS, **peer.backends()).connect(Ears())
    empty = {0x2A24: "model", 0x2ACC: "features", 0x2AD4: "speed_range", 0x2AD5: "inclination_range"}
    assert number == 0x2AD3 or not getattr(described, empty[number])
    assert described.manufacturer == "Example"


@in_virtual_time
async def test_without_treadmill_data_it_is_no_treadmill():
    peer, ears = Peer(), Ears()
    del peer.values[0x2ACD]
    error = await refused(BleTreadmill(ADDRESS, **peer.backends()), ears)
    assert error.fault is Fault.NOT_A_TREADMILL
    assert peer.log[-1] == "disconnect"


@in_virtual_time
async def test_without_a_control_point_it_can_be_watched():
    peer = Peer()
    del peer.values[0x2AD9]
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    assert not (await treadmill.connect(Ears())).control_point
    assert str(await unwritten(treadmill)) == "refused: it has no control point"


@pytest.mark.parametrize(("number", "needed"), [("2acd", True), ("2ad9", True), ("2ada", False), ("2ad3", False)])
@in_virtual_time
async def test_a_refused_subscription_matters_for_what_a_walk_needs(number, needed):
    peer, ears = Peer(fails={f"notify {number}": BleakGATTProtocolError(0x05)}), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    if needed:
        assert (await refused(treadmill, ears)).fault is Fault.NOT_PERMITTED
        assert peer.log[-1] == "disconnect"
    else:
        await treadmill.connect(ears)
        await treadmill.write(STOP)


@pytest.mark.parametrize("stage", ["connect", "read 2acc", "notify 2acd", "notify 2ada"])
@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (BleakError("Service Discovery has not been performed yet"), Fault.GONE),
        (BleakDBusError("org.bluez.Error.Failed", ["Input/output error"]), Fault.REFUSED),
        (BleakDBusError("org.freedesktop.DBus.Error.UnknownObject", ["x"]), Fault.GONE),
        (BleakDeviceNotFoundError(ADDRESS, "it is not there"), Fault.NOT_FOUND),
        (EOFError(), Fault.GONE),
        (FileNotFoundError(2, "No such file or directory"), Fault.UNAVAILABLE),
        (asyncio.CancelledError(), Fault.GONE),
        (None, Fault.TIMEOUT),
    ],
    ids=repr,
)
@in_virtual_time
async def test_a_connect_that_fails_leaves_no_half_open_link(stage, error, fault):
    peer, ears = Peer(fails={stage: error}), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    assert (await refused(treadmill, ears)).fault is fault
    assert now() <= TOTAL + CLOSE
    assert peer.log[-1] == "disconnect"
    assert not peer.clients[-1].up
    assert ears.ends == []  # there was no link to lose
    peer.fails.clear()
    await treadmill.connect(ears)
    await treadmill.write(STOP)
    assert peer.log[-1] == WROTE


@pytest.mark.parametrize("stage", ["scan", "connect", "read 2a29", "notify 2ad3"])
@in_virtual_time
async def test_a_cancelled_connect_leaves_no_half_open_link(stage):
    peer, ears = Peer(advertises=stage != "scan", fails={stage: None} if stage != "scan" else {}), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    connecting = asyncio.create_task(treadmill.connect(ears))
    await asyncio.sleep(1)
    connecting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await connecting
    assert peer.log[-1] == ("scan" if stage == "scan" else "disconnect")
    assert not any(client.up for client in peer.clients)
    assert ears.ends == []


@in_virtual_time
async def test_one_deadline_covers_it_all():
    peer = Peer(fails={"connect": None})
    error = await refused(BleTreadmill(ADDRESS, **peer.backends(), total=3.0), Ears())
    assert error.fault is Fault.TIMEOUT
    assert now() == pytest.approx(3.01)


@in_virtual_time
async def test_a_disconnect_that_hangs_is_given_up():
    peer = Peer(fails={"notify 2acd": BleakGATTProtocolError(0x05), "disconnect": None})
    assert (await refused(BleTreadmill(ADDRESS, **peer.backends()), Ears())).fault is Fault.NOT_PERMITTED
    assert now() < TOTAL


@pytest.mark.parametrize(
    ("operation", "doing"),
    [
        ("read 2acc", "reading"),
        ("read 2ad3", "reading"),
        ("notify 2acd", "subscribing"),
        ("notify 2ada", "subscribing"),
    ],
)
@in_virtual_time
async def test_a_read_or_a_subscription_that_hangs_is_given_up(operation, doing):
    peer = Peer(fails={operation: None})
    error = await refused(BleTreadmill(ADDRESS, **peer.backends()), Ears())
    assert str(error) == f"no answer in time: {doing}"
    assert now() < CALL + 1


@in_virtual_time
async def test_a_link_lost_while_it_is_set_up_is_an_error_not_a_disconnect():
    peer, ears = Peer(), Ears()
    connecting = asyncio.create_task(BleTreadmill(ADDRESS, **peer.backends()).connect(ears))
    await asyncio.sleep(0.55)
    peer.drop()
    with pytest.raises(LinkError) as caught:
        await connecting
    assert caught.value.fault is Fault.GONE
    assert ears.ends == []


@in_virtual_time
async def test_a_link_lost_with_the_last_answer_is_an_error_not_a_disconnect():
    peer, ears = Peer(), Ears()
    peer.then["notify 2ad3"] = peer.drop
    error = await refused(BleTreadmill(ADDRESS, **peer.backends()), ears)
    assert str(error) == "the link is gone: it ended while being set up"
    assert ears.ends == []


# ── finding ───────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_an_address_nobody_answers_at_is_not_found():
    error = await refused(BleTreadmill(ADDRESS, **Peer(advertises=False).backends()), Ears())
    assert str(error) == f"not found: {ADDRESS} was not seen within {LOOK:g} s"
    assert now() == LOOK


@in_virtual_time
async def test_a_device_is_connected_to_without_looking_and_looked_for_when_that_fails():
    peer = Peer(fails={"connect": BleakDeviceNotFoundError(ADDRESS, "removed")})
    treadmill = BleTreadmill(peer.device(), **peer.backends())
    assert treadmill.address == ADDRESS
    await refused(treadmill, Ears())
    assert "scan" not in peer.log
    peer.fails.clear()
    await treadmill.connect(Ears())
    assert "scan" in peer.log


@pytest.mark.parametrize("connected", [True, False])
@in_virtual_time
async def test_a_treadmill_this_computer_is_connected_to_already_is_found_without_advertising(connected):
    peer = Peer(connected=connected, advertises=not connected)
    adapter = type("Adapter", (FakeAdapter,), {"peer": peer})
    await BleTreadmill(ADDRESS, adapter=adapter, **peer.backends()).connect(Ears())
    assert peer.log[0] == "connected?"
    assert ("scan" in peer.log) is not connected


@in_virtual_time
async def test_a_link_that_the_system_only_says_it_has_is_looked_past():
    peer = Peer(connected=True, fails={"connect": BleakError("UnknownObject")})
    treadmill = BleTreadmill(ADDRESS, adapter=type("Adapter", (FakeAdapter,), {"peer": peer}), **peer.backends())
    await refused(treadmill, Ears())
    assert "scan" not in peer.log
    await refused(treadmill, Ears())
    assert peer.log.count("scan") == 1
    peer.fails.clear()
    await treadmill.connect(Ears())
    assert peer.log.count("scan") == 1


@in_virtual_time
async def test_a_system_that_cannot_tell_what_is_connected_is_scanned():
    class Mute(BaseBleakAdapter):  # bleak's own answer: not on this system
        @classmethod
        async def get(cls, **_: Any) -> "Mute":
            return cls()

    peer = Peer()
    await BleTreadmill(ADDRESS, adapter=Mute, **peer.backends()).connect(Ears())
    assert peer.log == SET_UP


@in_virtual_time
async def test_a_backend_without_a_scanner_finds_by_itself():
    peer = Peer()
    treadmill = BleTreadmill(ADDRESS, backend=peer.backends()["backend"])
    assert (await treadmill.connect(Ears())).name == ""
    assert peer.log[0] == "connect"


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (BleakGATTProtocolError(0xFE), Fault.BUSY),
        (BleakGATTProtocolError(0x80), Fault.BUSY),
        (BleakGATTProtocolError(0x81), Fault.BUSY),
        (BleakGATTProtocolError(0xFD), Fault.NOT_SUBSCRIBED),
        (BleakGATTProtocolError(0x0F), Fault.NOT_PERMITTED),
        (BleakGATTProtocolError(0x0E), Fault.REFUSED),
        (BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF), Fault.UNAVAILABLE),
        (None, Fault.TIMEOUT),
    ],
    ids=repr,
)
@in_virtual_time
async def test_a_write_fails_in_our_words_and_the_link_stands(error, fault):
    peer, ears = Peer(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(ears)
    peer.fails[WROTE] = error
    begun = now()
    assert (await unwritten(treadmill)).fault is fault
    assert now() - begun <= WRITE + 0.03
    peer.fails.clear()
    await treadmill.write(STOP)
    assert ears.ends == []


@in_virtual_time
async def test_indications_that_were_withdrawn_are_enabled_again():
    peer = Peer()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(Ears())
    peer.fails[WROTE] = BleakGATTProtocolError(0xFD)
    await unwritten(treadmill)
    assert peer.log[-3:] == [WROTE, "deaf 2ad9", "notify 2ad9"]


@in_virtual_time
async def test_enabling_indications_again_is_given_up_when_it_hangs():
    peer = Peer()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(Ears())
    peer.fails |= {WROTE: BleakGATTProtocolError(0xFD), "deaf 2ad9": None}
    began = now()
    assert (await unwritten(treadmill)).fault is Fault.NOT_SUBSCRIBED
    assert now() - began < 2 * WRITE


@pytest.mark.parametrize("error", [BleakError("Not connected"), asyncio.CancelledError(), EOFError()], ids=repr)
@in_virtual_time
async def test_a_write_that_finds_the_link_gone_ends_it(error):
    peer, ears = Peer(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(ears)
    peer.fails[WROTE] = error
    assert (await unwritten(treadmill)).fault is Fault.GONE
    await asyncio.sleep(0)
    assert ears.ends == ["the link was lost"]
    peer.fails.clear()
    assert (await unwritten(treadmill)).fault is Fault.GONE  # until it is connected again
    await treadmill.connect(ears)
    await treadmill.write(STOP)


@in_virtual_time
async def test_a_cancelled_write_is_cancelled():
    peer = Peer()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(Ears())
    peer.fails[WROTE] = None
    writing = asyncio.create_task(treadmill.write(STOP))
    await asyncio.sleep(0.1)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing


# ── the end of a link ─────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_a_lost_link_is_told_once():
    peer, ears = Peer(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(ears)
    peer.drop()
    peer.drop()
    await treadmill.disconnect()
    await asyncio.sleep(1)
    assert ears.ends == ["the link was lost"]
    assert (await unwritten(treadmill)).fault is Fault.GONE


@pytest.mark.parametrize("error", [BleakError("no"), None, asyncio.CancelledError()], ids=repr)
@in_virtual_time
async def test_our_own_disconnect_is_told_once_whatever_the_stack_does(error):
    peer, ears = Peer(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(ears)
    if error is not None:
        peer.fails["disconnect"] = error
    await treadmill.disconnect()
    await treadmill.disconnect()
    await asyncio.sleep(0)
    assert ears.ends == ["we disconnected"]


@in_virtual_time
async def test_an_old_link_is_disposed_of_and_not_heard_any_more():
    peer, old, new = Peer(), Ears(), Ears()
    treadmill = BleTreadmill(ADDRESS, **peer.backends())
    await treadmill.connect(old)
    late = peer.clients[-1]
    peer.fails["disconnect"] = BleakError("the bus is gone")  # its callback never comes by itself
    await treadmill.connect(new)
    await asyncio.sleep(0)
    assert old.ends == ["we disconnected"]
    late.callbacks[0x2ACD](bytearray(b"\x00\x00\x64\x00"))
    late.lose()
    await asyncio.sleep(0)
    assert [number for number, _ in old.heard] == [0x2AD3]
    assert new.ends == []
    await treadmill.write(STOP)


@in_virtual_time
async def test_without_a_link_there_is_nothing_to_do():
    treadmill = BleTreadmill(ADDRESS, **Peer().backends())
    await treadmill.disconnect()
    assert str(await unwritten(treadmill)) == "the link is gone: not connected"


def test_where_an_earlier_scan_goes_on_for_ever_it_is_reached_by_what_that_one_saw(monkeypatch):
    monkeypatch.setattr("bleak.backends.bluezdbus.manager.get_global_bluez_manager", BlueZ.known)

    @in_virtual_time
    async def test():
        peer = Peer(fails={"scan": BlueZ.BUSY})
        treadmill = BleTreadmill(ADDRESS, **peer.backends())
        with pytest.raises(LinkError) as caught:  # its name was never heard, and no other treadmill's rules will do
            await treadmill.connect(Ears())
        assert (caught.value.fault, peer.clients) == (Fault.BUSY, [])
        del peer.fails["scan"]
        known = await treadmill.connect(Ears())
        peer.fails.update({"scan": BlueZ.BUSY, "connect": BleakError("gone")})
        with pytest.raises(LinkError):  # where it was found last
            await treadmill.connect(Ears())
        del peer.fails["connect"]
        assert (await treadmill.connect(Ears())).name == known.name == "Sim"
        assert peer.clients[-1].target.details["path"] == BlueZ.PATH
        await treadmill.disconnect()

    test()


@in_virtual_time
async def test_a_scan_that_fails_otherwise_is_told_of():
    peer = Peer(fails={"scan": BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"])})
    with pytest.raises(LinkError) as caught:
        await BleTreadmill(ADDRESS, **peer.backends()).connect(Ears())
    assert caught.value.fault is Fault.UNAVAILABLE
    assert not peer.clients


# ── scanning ──────────────────────────────────────────────────────────────────────────────────────────


@in_virtual_time
async def test_a_scan_lists_what_advertises():
    peer = Peer()
    (found,) = await scan(2, peer.backends()["scanner"])
    assert (found.address, found.name, found.rssi, found.verdict) == (ADDRESS, "Sim", -40, Verdict.YES)
    assert now() == 2
    treadmill = BleTreadmill(found.device, **peer.backends())
    await treadmill.connect(Ears())
    assert peer.log.count("scan") == 1


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (FileNotFoundError(2, "No such file or directory"), Fault.UNAVAILABLE),
        (BleakBluetoothNotAvailableError("off", BleakBluetoothNotAvailableReason.POWERED_OFF), Fault.UNAVAILABLE),
        (BleakDBusError("org.bluez.Error.NotReady", ["Resource Not Ready"]), Fault.UNAVAILABLE),
    ],
    ids=repr,
)
@in_virtual_time
async def test_a_scan_without_bluetooth_says_so(error, fault):
    with pytest.raises(LinkError) as caught:
        await scan(1, Peer(fails={"scan": error}).backends()["scanner"])
    assert caught.value.fault is fault
