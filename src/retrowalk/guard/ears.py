"""The guard's socket: one service at a time, line by line, nothing believed without a look."""

import asyncio
import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from retrowalk.guard import beats
from retrowalk.guard.beats import LONGEST, Beat, Bye
from retrowalk.guard.fence import Fence


if TYPE_CHECKING:
    from collections.abc import Callable

# A service that beats but does not read its answers gets no more of them (bytes).
UNREAD = 65_536


class AlreadyThere(Exception):
    """Another guard has this state folder. The message is for people."""


class Listener(Protocol):
    """Who hears a service; every method returns at once."""

    def heard(self, beat: Beat) -> bytes:
        """Hear a beat, and answer it."""

    def ended(self) -> None:
        """Learn that the service's end of the line closed, or said farewell."""


class Ears:
    """Entered on a running loop; listens in the state folder until left. Raises AlreadyThere, OSError."""

    def __init__(self, state: Path, listener: Listener) -> None:
        self.path = state / "guard.sock"
        self._lock = state / "guard.lock"
        self._listener = listener
        self._line: _Line | None = None
        self._stack: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        """Listen: the lock says who does, so a socket that was left behind can be replaced."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(self._lock, os.O_CREAT | os.O_RDWR, 0o600)
        self._stack.append(lambda: os.close(held))
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            server = await asyncio.get_running_loop().create_unix_server(self._answer, sock=self._bind())
        except BlockingIOError:
            self._close()
            raise AlreadyThere(f"a guard is at work in {self.path.parent} already") from None
        except BaseException:
            self._close()
            raise
        self._stack.append(server.close)
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Fall silent."""
        if self._line is not None:
            self._line.close()
        self._close()

    def _bind(self) -> socket.socket:
        """Bind a socket of our own, closed to others from its first moment. Raises OSError."""
        self.path.unlink(missing_ok=True)
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            made.bind(str(self.path))
        except BaseException:
            made.close()
            raise
        finally:
            os.umask(before)
        self._stack.append(lambda: self.path.unlink(missing_ok=True))
        return made

    def _close(self) -> None:
        while self._stack:
            with suppress(OSError):
                self._stack.pop()()

    def _answer(self) -> "_Line":
        return _Line(self._listener, self)

    def admit(self, line: "_Line") -> bool:
        """Whether this service is served: the first one is, until it ends."""
        if self._line is not None:
            return False
        self._line = line
        return True

    def fence(self) -> bool:
        """End the service at the other end, which hangs; whether that could be done."""
        return self._line is not None and self._line.fence.end()

    def dismiss(self, line: "_Line") -> None:
        """The service has ended."""
        if self._line is line:
            self._line = None
            self._listener.ended()


class _Line(asyncio.Protocol):
    """One connection. Parsing happens as the bytes come in, before anything that waits for its time is looked at."""

    def __init__(self, listener: Listener, ears: Ears) -> None:
        self._listener = listener
        self._ears = ears
        self._rest = b""
        self._skipping = False
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Serve it, or say why not."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - what asyncio gives
        self._transport = transport
        self.fence = Fence(transport.get_extra_info("socket"))
        if not self._ears.admit(self):
            transport.write(
                beats.refusal("this guard watches over another service; a second one needs a --state-dir of its own")
            )
            transport.write_eof()
            self._transport = None

    def connection_lost(self, _error: Exception | None) -> None:
        """The other end closed or died."""
        self._transport = None
        self.fence.close()
        self._ears.dismiss(self)

    def data_received(self, data: bytes) -> None:
        """Take lines out; one that is too long is passed over up to its end."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if self._skipping:
                self._skipping = False
            elif self._transport is not None:
                self._take(line)
        if len(self._rest) > LONGEST:
            self._rest, self._skipping = b"", True

    def close(self) -> None:
        """End it, and hear nothing more."""
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _take(self, line: bytes) -> None:
        said = beats.parse(line)
        if isinstance(said, Bye):
            self._ears.dismiss(self)
            self.close()
        elif said is not None:
            self._reply(self._listener.heard(said))

    def _reply(self, answer: bytes) -> None:
        if self._transport is not None and self._transport.get_write_buffer_size() < UNREAD:
            self._transport.write(answer)
