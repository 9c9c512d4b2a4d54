"""Fencing: a service that hangs is ended before its guard takes a link that only one of them can have."""

import os
import signal
import socket
import struct
from contextlib import suppress


# What Linux tells of the other end of a Unix socket: process, user and group (unix(7), struct ucred).
_CREDENTIALS = struct.Struct("3i")


class Fence:
    """The process at the other end of a line, held by a descriptor: whoever gets its number later is never meant.

    Only Linux has both; elsewhere, and in the guard's own process, nobody is ended.
    """

    def __init__(self, line: socket.socket) -> None:
        self._process: int | None = None
        with suppress(AttributeError, OSError):
            told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
            process, _, _ = _CREDENTIALS.unpack(told)
            if process != os.getpid():
                self._process = os.pidfd_open(process)

    def end(self) -> bool:
        """End it, whatever state it is in; whether that could be done."""
        if self._process is None:
            return False
        try:
            signal.pidfd_send_signal(self._process, signal.SIGKILL)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Let go of it."""
        held, self._process = self._process, None
        if held is not None:
            os.close(held)
