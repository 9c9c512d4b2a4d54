"""The pure core as the runtime sees it: a state nobody looks into, and the functions that take it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from retrowalk.controller.effects import Effect
from retrowalk.controller.events import Event
from retrowalk.controller.rules import Rules
from retrowalk.controller.snapshot import Snapshot
from retrowalk.controller.step import initial, step
from retrowalk.controller.view import snapshot


@dataclass(frozen=True, slots=True)
class Core:
    """initial() → state, step(state, event, now, rules) → (state, effects), view(state, rules, now) → snapshot."""

    initial: Callable[[], Any] = initial
    step: Callable[[Any, Event, int, Rules], tuple[Any, tuple[Effect, ...]]] = step
    view: Callable[[Any, Rules, int], Snapshot] = snapshot
