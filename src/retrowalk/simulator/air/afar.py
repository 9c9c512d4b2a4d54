"""Simulated treadmills of another process, made to fail from here: one line of JSON for each order.

Whoever started an air holds its standard input; what is said there is about its treadmills, or is a farewell. Nothing
is answered: what a treadmill does then is seen by its link, as with a real one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button
from retrowalk.simulator.treadmill import Treadmill


# An orderly end is told; without a word whoever started the air has died.
FAREWELL = b"bye\n"


class Unheard(ValueError):
    """No order to a treadmill of this air; the message is for people."""


@dataclass(frozen=True, slots=True)
class Afar:
    """A treadmill on another process's air. `say` takes a line and does not wait; times are the other process's own."""

    address: str
    say: Callable[[bytes], object]

    def fail(self, fault: Fault, amount: int | None, now: int) -> None:  # noqa: ARG002 - the treadmill has its own clock
        """Begin to fail."""
        self._order(fail=fault.value, amount=amount)

    def mend(self, fault: Fault, now: int) -> None:  # noqa: ARG002 - likewise
        """End it."""
        self._order(mend=fault.value)

    def press(self, button: Button, now: int) -> None:  # noqa: ARG002 - likewise
        """Press a key at its console."""
        self._order(press=button.value)

    def pull_key(self, now: int) -> None:  # noqa: ARG002 - likewise
        """Pull its safety key."""
        self._order(pull_key=True)

    def replace_key(self, now: int) -> None:  # noqa: ARG002 - likewise
        """Put its safety key back."""
        self._order(replace_key=True)

    def _order(self, **what: object) -> None:
        self.say(json.dumps({"treadmill": self.address, **what}).encode() + b"\n")


def obey(line: bytes, treadmills: Mapping[str, Treadmill], now: int) -> None:
    """Do what a line says. Raises Unheard for one that says nothing of ours."""
    try:
        order: dict[str, Any] = json.loads(line)
        machine = treadmills[order.pop("treadmill")]
        _obey(machine, order, now)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unheard(f"no order: {line[:200]!r}") from error


def _obey(machine: Treadmill, order: Mapping[str, Any], now: int) -> None:
    match order:
        case {"fail": fault, "amount": int() | None as amount}:
            machine.fail(Fault(fault), amount, now)
        case {"mend": fault}:
            machine.mend(Fault(fault), now)
        case {"press": button}:
            machine.press(Button(button), now)
        case {"pull_key": True}:
            machine.pull_key(now)
        case {"replace_key": True}:
            machine.replace_key(now)
        case _:
            raise ValueError(order)
