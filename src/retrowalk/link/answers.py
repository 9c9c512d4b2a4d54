"""Who waits for which answer of the control point: correlated by op code, the one that asked first first.

An answer names only the op code it answers. Two listeners on one link get every answer, some of them twice (measured
with BlueZ), and the other process's too: an answer nobody waits for is nobody's, and is let go.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


# 80, the op code answered, the result; anything shorter answers nothing (FTMS 1.0.1 §4.16.2.22).
_RESPONSE = 0x80
_SIZE = 3


class Answers:
    """The writes on the wire whose answers have not come yet."""

    def __init__(self) -> None:
        self._open: list[tuple[int, asyncio.Future[bytes]]] = []

    @contextmanager
    def expecting(self, op: int) -> Iterator[asyncio.Future[bytes]]:
        """Wait for the answer to `op` from here on: it may come before the write itself is confirmed."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        entry = (op, answer)
        self._open.append(entry)
        try:
            yield answer
        finally:
            self._open.remove(entry)
            answer.cancel()

    def deliver(self, data: bytes) -> None:
        """Give an indication to the oldest that waits for its op code, if any."""
        if len(data) < _SIZE or data[0] != _RESPONSE:
            return
        for op, answer in self._open:
            if op == data[1] and not answer.done():
                answer.set_result(data)
                return
