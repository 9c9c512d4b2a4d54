"""Who waits for which answer of the control point: correlated by op code, the one that asked first first.

An answer names only the op code it answers. Two listeners on one link get every answer, some of them twice (measured
with BlueZ), and the other process's too: an answer nobody waits for is nobody's, and is let go.
"""

# 80, the op code answered, the result; anything shorter answers nothing (FTMS 1.0.1 §4.16.2.22).
_RESPONSE = 0x80
_SIZE = 3


class Answers:
    """The writes on the wire whose answers have not come yet, each by a number of its own."""

    def __init__(self) -> None:
        self._open: dict[int, int] = {}

    def expect(self, number: int, op: int) -> None:
        """Wait for the answer to `op` from here on: it may come before the write itself is confirmed."""
        self._open[number] = op

    def forget(self, number: int) -> None:
        """Wait no longer, if it still did."""
        self._open.pop(number, None)

    def deliver(self, data: bytes) -> int | None:
        """Say whose answer an indication is: the oldest that waits for its op code, which waits no longer."""
        if len(data) < _SIZE or data[0] != _RESPONSE:
            return None
        number = next((number for number, op in self._open.items() if op == data[1]), None)
        if number is not None:
            del self._open[number]
        return number
