"""Foreign errors in our words: what a Bluetooth stack raises becomes a LinkError, whatever it was.

The table of exception classes is the carrier's, because only the carrier knows the stack; the numbers and names that go
over the air and over D-Bus are here.
"""

import asyncio
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Protocol

from retrowalk.link.errors import Fault, LinkError


# ATT errors that mean more than "refused": Core Specification, volume 3, part F, §3.4.1.1; its supplement, part B, §1.2
# (0xFD, 0xFE); 0x80 and 0x81 as some treadmills say "busy".
ATT_FAULTS: Mapping[int, Fault] = MappingProxyType(
    {
        0x02: Fault.NOT_PERMITTED,  # read not permitted
        0x03: Fault.NOT_PERMITTED,  # write not permitted
        0x05: Fault.NOT_PERMITTED,  # insufficient authentication
        0x08: Fault.NOT_PERMITTED,  # insufficient authorisation
        0x0C: Fault.NOT_PERMITTED,  # encryption key too short
        0x0F: Fault.NOT_PERMITTED,  # insufficient encryption
        0x80: Fault.BUSY,
        0x81: Fault.BUSY,
        0xFD: Fault.NOT_SUBSCRIBED,
        0xFE: Fault.BUSY,
    }
)
# D-Bus errors by name (BlueZ doc/org.bluez.*.rst, D-Bus specification).
DBUS_FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "org.bluez.Error.DoesNotExist": Fault.NOT_FOUND,
        "org.bluez.Error.InProgress": Fault.BUSY,
        "org.bluez.Error.NotAuthorized": Fault.NOT_PERMITTED,
        "org.bluez.Error.NotConnected": Fault.GONE,
        "org.bluez.Error.NotPermitted": Fault.NOT_PERMITTED,
        "org.bluez.Error.NotReady": Fault.UNAVAILABLE,
        "org.freedesktop.DBus.Error.AccessDenied": Fault.UNAVAILABLE,
        "org.freedesktop.DBus.Error.NoReply": Fault.TIMEOUT,
        "org.freedesktop.DBus.Error.ServiceUnknown": Fault.UNAVAILABLE,
        "org.freedesktop.DBus.Error.UnknownObject": Fault.GONE,
    }
)
# After the carrier's own classes: what Python and its event loop raise, the first that fits.
_FAULTS: tuple[tuple[type[BaseException], Fault], ...] = (
    (TimeoutError, Fault.TIMEOUT),
    (asyncio.CancelledError, Fault.GONE),  # a stack that cancels what was pending when the link is lost
    (ConnectionError, Fault.GONE),
    (EOFError, Fault.GONE),
    (OSError, Fault.UNAVAILABLE),
    (Exception, Fault.REFUSED),
)

# On Linux the stack is reached through a socket; without it all Python has to say is "[Errno 2]".
_NO_BUS = "the system message bus is not there: is BlueZ installed and running?"

Faults = tuple[tuple[type[BaseException], Fault], ...]


class Doing(Protocol):
    """What is being done, for the message, and whether its link still stands."""

    doing: str
    open: bool


class InOurWords:
    """`with InOurWords(...)`: whatever is raised inside leaves as a LinkError, except our own cancellation."""

    def __init__(self, faults: Faults, doing: Doing | str) -> None:
        self._faults = faults
        self._doing = doing

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Translate. Raises LinkError."""
        if error is None or isinstance(error, LinkError) or _is_ours(error):
            return
        doing = self._doing if isinstance(self._doing, str) else self._doing.doing
        said = _NO_BUS if isinstance(error, FileNotFoundError) else str(error)
        detail = f"{doing}: {said}" if said else doing
        raise LinkError(self._fault(error), detail, _code(error)) from error

    def _fault(self, error: BaseException) -> Fault:
        """A link that has ended explains every error on it."""
        if not isinstance(self._doing, str) and not self._doing.open:
            return Fault.GONE
        said = ATT_FAULTS.get(_code(error) or 0) or DBUS_FAULTS.get(str(getattr(error, "dbus_error", "")))
        return said or next(fault for kind, fault in (*self._faults, *_FAULTS) if isinstance(error, kind))


def _is_ours(error: BaseException) -> bool:
    """Our own cancellation, a closing program: not the link's business."""
    if isinstance(error, asyncio.CancelledError):
        task = asyncio.current_task()
        return task is None or task.cancelling() > 0
    return not isinstance(error, Exception)


def _code(error: BaseException) -> int | None:
    """The ATT error code, if the error carries one."""
    code = getattr(error, "code", None)
    return int(code) if isinstance(code, int) else None
