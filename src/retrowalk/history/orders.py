"""Work for one thread: what is put here is done in its order, in batches, by nobody else. Whoever puts never waits."""

import logging
import threading
from collections.abc import Callable
from queue import Empty, Full, Queue
from typing import Generic, TypeVar


Order = TypeVar("Order")

# So many orders are done together at most.
_BATCH = 1000

_log = logging.getLogger(__name__)


class Orders(Generic[Order]):
    """`work` is given what waits, and says in how many seconds it wants to be called again anyway (None = never).

    Inline there is no thread: `put` does the work itself. That is for simulated time, which no thread shares.
    """

    def __init__(
        self, name: str, work: Callable[[list[Order]], float | None], limit: int, *, inline: bool = False
    ) -> None:
        self._work = work
        self._inline = inline
        self._queue: Queue[Order | None] = Queue(limit)
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        if not inline:
            self._thread.start()

    def put(self, order: Order) -> bool:
        """Put an order in; False when there is no room, or nobody works any more."""
        if self._ended:
            return False
        if self._inline:
            self._do([order])
            return True
        try:
            self._queue.put_nowait(order)
        except Full:
            return False
        return True

    def close(self) -> None:
        """Do what waits, then end. Waits for it."""
        self._ended = True
        if self._inline:
            self._do([])
        else:
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        again: float | None = None
        going = True
        while going:
            orders, going = self._collect(again)
            again = self._do(orders)

    def _collect(self, wait: float | None) -> tuple[list[Order], bool]:
        """What waits, at least one or the time is up; and whether there will be more."""
        orders: list[Order] = []
        try:
            order = self._queue.get(timeout=wait)
            while order is not None:
                orders.append(order)
                if len(orders) == _BATCH:
                    return orders, True
                order = self._queue.get_nowait()
        except Empty:
            return orders, True
        return orders, False

    def _do(self, orders: list[Order]) -> float | None:
        try:
            return self._work(orders)
        except Exception:  # noqa: BLE001 - a thread that dies unseen would leave everybody waiting
            _log.exception("%s failed", self._thread.name)
            return None
