import asyncio

import pytest
from in_time import in_virtual_time

from retrowalk.link.errors import Fault, LinkError
from retrowalk.link.translation import ATT_FAULTS, DBUS_FAULTS, InOurWords


class Foreign(Exception):
    """A stack's own error."""


class Coded(Exception):
    """One that carries an ATT error code."""

    code: int = 0


class Bus(Exception):
    """One that carries a D-Bus error name."""

    dbus_error: str = ""


class Doing:
    """What is being done on a link."""

    def __init__(self, *, stands: bool = True) -> None:
        self.doing = "reading"
        self.open = stands


FAULTS = ((Foreign, Fault.NOT_FOUND),)


def translated(error: BaseException, doing: Doing | str = "connecting") -> LinkError:
    with pytest.raises(LinkError) as caught, InOurWords(FAULTS, doing):
        raise error
    assert caught.value is error or caught.value.__cause__ is error
    return caught.value


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (Foreign("x"), Fault.NOT_FOUND),
        (TimeoutError(), Fault.TIMEOUT),
        (BrokenPipeError("x"), Fault.GONE),
        (EOFError(), Fault.GONE),
        (FileNotFoundError(2, "No such file"), Fault.UNAVAILABLE),
        (PermissionError("x"), Fault.UNAVAILABLE),
        (KeyError("org.bluez.GattService1"), Fault.REFUSED),
        (AssertionError(), Fault.REFUSED),
    ],
    ids=repr,
)
def test_every_exception_has_a_fault(error, fault):
    assert translated(error).fault is fault
    assert translated(error, Doing()).fault is fault


@pytest.mark.parametrize("error", [Foreign("x"), TimeoutError(), KeyError("x")], ids=repr)
def test_a_link_that_has_ended_explains_every_error(error):
    assert translated(error, Doing(stands=False)).fault is Fault.GONE


@pytest.mark.parametrize(("code", "fault"), [*ATT_FAULTS.items(), (0x0E, Fault.REFUSED), (0x82, Fault.REFUSED)])
def test_att_errors_by_code(code, fault):
    error = Coded("x")
    error.code = code
    assert translated(error).fault is fault
    assert translated(error).code == code


@pytest.mark.parametrize(("name", "fault"), [*DBUS_FAULTS.items(), ("org.bluez.Error.Failed", Fault.REFUSED)])
def test_dbus_errors_by_name(name, fault):
    error = Bus("x")
    error.dbus_error = name
    assert translated(error).fault is fault
    assert translated(error).code is None


def test_the_message_says_what_was_being_done_and_what_happened():
    assert str(translated(Foreign("Input/output error"))) == "not found: connecting: Input/output error"
    assert str(translated(TimeoutError(), Doing())) == "no answer in time: reading"
    assert "BlueZ" in str(translated(FileNotFoundError(2, "No such file or directory")))


def test_our_own_words_are_left_as_they_are():
    error = LinkError(Fault.BUSY, "x")
    assert translated(error) is error


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1)], ids=repr)
def test_a_program_that_ends_is_not_the_links_business(error):
    with pytest.raises(type(error)), InOurWords(FAULTS, "connecting"):
        raise error


def test_nothing_happens_when_nothing_is_raised():
    with InOurWords(FAULTS, "connecting"):
        pass


@in_virtual_time
async def test_our_own_cancellation_passes_and_a_leaked_one_is_a_lost_link():
    async def leak() -> None:
        pending = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(pending.cancel)
        with InOurWords(FAULTS, "writing"):
            await pending

    with pytest.raises(LinkError, match="the link is gone"):
        await leak()
    task = asyncio.create_task(leak())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@in_virtual_time
async def test_a_deadline_outside_is_a_deadline():
    async def wait() -> None:
        async with asyncio.timeout(1):
            with InOurWords(FAULTS, "writing"):
                await asyncio.sleep(2)

    with pytest.raises(TimeoutError):
        await wait()
