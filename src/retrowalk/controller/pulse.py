"""The heart rate of a walker who wears a strap: it is heard, shown and recorded, and it only ever slows or stops."""

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.controller.turn import Turn
from retrowalk.safety.heart_rate import hear, lose


def heart_rate(turn: Turn, event: HeartRate) -> None:
    """A value, whatever it is."""
    walk = turn.state.walk
    turn.set(pulse=hear(turn.state.pulse, event.bpm, turn.now, walk.heart_limit if walk else None))


def heart_rate_lost(turn: Turn, _: HeartRateLost) -> None:
    """None."""
    turn.set(pulse=lose(turn.state.pulse, turn.now))
