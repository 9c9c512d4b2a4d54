"""Coroutine tests on a loop that never waits."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from retrowalk.runtime.clock import virtual_loop


def in_virtual_time(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a coroutine test in virtual time."""

    @wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        with asyncio.Runner(loop_factory=virtual_loop) as runner:
            runner.run(test(*arguments, **named))

    return run
