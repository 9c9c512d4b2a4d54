"""Orders that come too late. A network that was cut hands on what waited in it, seconds after somebody pressed.

A page says until when its order is meant, on the gateway's own clock, which every frame of the live channel and
every answer tells it.
Stops are not asked.
"""

from retrowalk.api.wire import Scope, header


NAME = "Good-Until"
# What every answer but a stop's says of that clock (ms).
NOW = b"rw-now"
_HEADER = NAME.lower().encode()
# Digits of a number that every program's JSON keeps.
_DIGITS = 16


def late(scope: Scope, now: int) -> bool:
    """Whether an order is not meant any more at `now` (ms). Raises ValueError for a time that is none."""
    said = header(scope, _HEADER)
    if not said:
        return False
    if not (said.isascii() and said.isdigit() and len(said) <= _DIGITS):
        raise ValueError(f"{NAME} is a time of the gateway in ms, as its frames and its answers tell it")
    return now > int(said)
