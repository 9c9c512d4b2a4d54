"""Simulated treadmills: how they fail, and the keys of their consoles. Real ones have faults enough of their own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from retrowalk.api.forms import Form, Id, Yes
from retrowalk.api.parts import Failing
from retrowalk.api.routes.site import parts
from retrowalk.api.routing import Treadmill, Who, at
from retrowalk.api.stop import treadmill_id
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.permits import require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.runtime.clock import now
from retrowalk.safety.roles import Act
from retrowalk.simulator.faults import TRAITS, Fault
from retrowalk.simulator.machine import Button


router = APIRouter()

# The most an amount of a fault is: a minute in ms, or 600 km/h; nothing simulated needs more.
MOST = 60_000


class Key(StrEnum):
    """What can be pressed or pulled at a console."""

    START = "start"
    STOP = "stop"
    PAUSE = "pause"
    FASTER = "faster"
    SLOWER = "slower"
    STEEPER = "steeper"
    FLATTER = "flatter"
    PULL_KEY = "pull_key"
    REPLACE_KEY = "replace_key"


def _button(button: Button) -> Callable[[Failing], object]:
    return lambda machine: machine.press(button, now())


_KEYS: Mapping[Key, Callable[[Failing], object]] = MappingProxyType(
    {
        Key.START: _button(Button.START),
        Key.STOP: _button(Button.STOP),
        Key.PAUSE: _button(Button.PAUSE),
        Key.FASTER: _button(Button.FASTER),
        Key.SLOWER: _button(Button.SLOWER),
        Key.STEEPER: _button(Button.STEEPER),
        Key.FLATTER: _button(Button.FLATTER),
        Key.PULL_KEY: lambda machine: machine.pull_key(now()),
        Key.REPLACE_KEY: lambda machine: machine.replace_key(now()),
    }
)


class FaultForm(Form):
    """One way to fail, from now on or until it is mended. `amount` in the fault's own unit."""

    treadmill: Id
    fault: Fault
    on: Yes = True
    amount: Annotated[int, Field(strict=True, ge=1, le=MOST)] | None = None


class KeyForm(Form):
    """A key of the console, or the safety key."""

    key: Key


@dataclass(frozen=True, slots=True)
class FaultView:
    """A fault that a simulated treadmill was told to have, or to have no more."""

    treadmill: str
    fault: str
    does: str
    on: bool


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A way to fail. `amount`: its usual one, in `unit`; None = until it is mended, or it has none."""

    fault: str
    does: str
    amount: int | None
    unit: str


@dataclass(frozen=True, slots=True)
class FaultsView:
    """The treadmills that can be made to fail, and every way to."""

    treadmills: list[str]
    faults: list[FaultKind]


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key that was pressed."""

    treadmill: str
    key: str


def _simulated(request: Request) -> Mapping[str, Failing]:
    """Every simulated treadmill. Raises Refusal where there is none."""
    simulated = parts(request).simulated()
    if not simulated:
        raise Refusal(Code.SIMULATION_ONLY, "real treadmills have faults enough of their own")
    return simulated


def _machine(request: Request, asks: Principal, treadmill: str) -> Failing:
    """A simulated treadmill, for who may make it fail. Raises Refusal."""
    simulated = _simulated(request)
    require(asks, Act.FAULTS, Context(now=now(), simulated=True))
    machine = simulated.get(treadmill_id(treadmill))
    if machine is None:
        raise Refusal(Code.NOT_FOUND, "no simulated treadmill of this id", fields={"treadmill": "unknown"})
    return machine


@at(router, "faults")
async def faults(request: Request) -> FaultsView:
    """For whoever tries what happens then."""
    kinds = [FaultKind(fault.value, each.does, each.amount, each.unit) for fault, each in TRAITS.items()]
    return FaultsView(sorted(_simulated(request)), kinds)


@at(router, "fault")
async def fault(request: Request, asks: Who, form: FaultForm) -> FaultView:
    """On simulated treadmills only."""
    machine = _machine(request, asks, form.treadmill)
    if form.on:
        machine.fail(form.fault, form.amount, now())
    else:
        machine.mend(form.fault, now())
    return FaultView(treadmill_id(form.treadmill), form.fault, TRAITS[form.fault].does, form.on)


@at(router, "console")
async def console(request: Request, asks: Who, treadmill: Treadmill, form: KeyForm) -> KeyView:
    """As somebody does who stands at it: a key says that somebody is there."""
    _KEYS[form.key](_machine(request, asks, treadmill))
    return KeyView(treadmill_id(treadmill), form.key)
