"""A treadmill as a Bluetooth client meets it: bytes in, bytes out, time as an argument.

A carrier connects clients, subscribes them, hands over what they write, and lets time pass with `advance`, which gives
back what is to be sent. `wake` says when it must be called next.
"""

import heapq
from collections.abc import Callable
from copy import copy
from typing import Any

from retrowalk.ftms.codes import ErrorCode, OpCode, Result
from retrowalk.ftms.uuids import Characteristic
from retrowalk.simulator import voice
from retrowalk.simulator.audience import Audience, Outgoing
from retrowalk.simulator.belt import Motion
from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import ORDERS, Button, Machine
from retrowalk.simulator.procedures import BAD_LENGTH, BUSY, PARAMETER_SIZES, REFUSALS
from retrowalk.simulator.shape import Shape


class Treadmill:
    """One FTMS peripheral. `heard` is called when something from outside the carrier gives it work; times in ms."""

    def __init__(self, shape: Shape | None = None, now: int = 0) -> None:
        self.machine = Machine(shape or Shape())
        self.machine.belt.advance(now)
        self.heard: Callable[[], None] = _nobody
        self._audience = Audience()
        self._number = 0  # of what was put on the agenda last
        self._procedure: tuple[int, int] | None = None  # client and number of the one in progress
        self._agenda: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._telling = False  # a frame is on the agenda
        self._telemetry = voice.Telemetry(self.machine)
        self._training = voice.training_status(self.machine.belt.motion)
        self._status = b""
        self._motion = self.machine.belt.motion
        self._away_until = now

    def __copy__(self) -> "Treadmill":
        """A treadmill of its own that stands where this one does; nobody carries it yet."""
        twin = object.__new__(Treadmill)
        twin.__dict__.update(self.__dict__)
        twin.machine, twin._audience, twin._agenda = copy(self.machine), copy(self._audience), self._agenda.copy()
        twin._telemetry = self._telemetry.of(twin.machine)
        twin.heard = _nobody
        return twin

    # ── for the carrier ─────────────────────────────────────────────────────────────────────────────

    @property
    def shape(self) -> Shape:
        """What it is."""
        return self.machine.shape

    def reachable(self, now: int) -> bool:
        """Whether it may be connected to."""
        return now >= self._away_until

    def wake(self) -> int | None:
        """When `advance` must be called next, or None when there is nothing to do."""
        return self._agenda[0][0] if self._agenda else None

    def advance(self, now: int) -> list[Outgoing]:
        """Let time pass until `now`; what is to be sent, in order."""
        self._run(now)
        return self._audience.collect()

    def connect(self, now: int) -> int:
        """Take a client; its number for the other calls."""
        self._run(now)
        if not self._telling:
            self._telling = True
            self._at(now + self.shape.frame_every, Treadmill._frame)
        return self._audience.join()

    def subscribe(self, client: int, characteristic: int, *, on: bool = True) -> None:
        """Switch notifications or indications of one characteristic on or off."""
        self._audience.subscribe(client, characteristic, on=on)
        if characteristic == Characteristic.MACHINE_STATUS and self._status and Fault.REPLAY in self.machine.faults:
            self._audience.send(client, characteristic, self._status)

    def disconnect(self, client: int, now: int) -> None:
        """Lose a client, whoever ended the link; one that is gone already stays so."""
        self._run(now)
        if client not in self._audience:
            return
        self._audience.leave(client)
        if self._procedure is not None and self._procedure[0] == client:
            self._procedure = None
        if self.shape.stops_on_disconnect and not self._audience:
            self.machine.belt.stop(now)

    def read(self, characteristic: int) -> bytes | None:
        """Give a characteristic's value; None when this treadmill does not have it."""
        if characteristic == Characteristic.TRAINING_STATUS:
            return self._training
        return voice.read(characteristic, self.machine)

    def write(self, client: int, data: bytes, now: int) -> int:
        """Write the control point: 0 when the write is accepted, else the ATT error."""
        self._run(now)
        refused = self._refuse_write(client, data)
        if refused or self.machine.faults.strike(Fault.DEAF):
            return refused
        op = data[0]
        result = self._judge(client, op, data[1:], now)
        if self.machine.faults.strike(Fault.UNANSWERED) is None:
            self._answer_later(client, voice.response(op, result), now)
        self._look(now)
        return 0

    # ── for people ──────────────────────────────────────────────────────────────────────────────────

    def press(self, button: Button, now: int) -> bool:
        """Press a console button; whether it did anything."""
        self._run(now)
        done = self.machine.press(button, now)
        if done:
            self._console_takes_over()
            self._tell(voice.pressed(button, self.machine.belt))
        self._outside(now)
        return done

    def pull_key(self, now: int) -> None:
        """Pull the safety key."""
        self._run(now)
        self.machine.belt.pull_key(now)
        self._console_takes_over()
        self._tell(voice.KEY_PULLED)
        self._outside(now)

    def replace_key(self, now: int) -> None:
        """Put the safety key back."""
        self._run(now)
        self.machine.belt.replace_key(now)
        self._outside(now)

    def fail(self, fault: Fault, amount: int | None, now: int) -> None:
        """Switch a fault on, with its usual amount (None) or this one."""
        self._run(now)
        self.machine.fail(fault, amount, now)
        if fault is Fault.LINK_DROP:
            self._drop_links(now)
        self._outside(now)

    def mend(self, fault: Fault, now: int) -> None:
        """Switch a fault off."""
        self._run(now)
        self.machine.mend(fault, now)
        self._outside(now)

    # ── procedures ──────────────────────────────────────────────────────────────────────────────────

    def _refuse_write(self, client: int, data: bytes) -> int:
        """Give the ATT error this write meets, 0 for none."""
        if not data:
            return BAD_LENGTH
        if self.machine.faults.strike(Fault.FORGETFUL):
            self._audience.subscribe(client, Characteristic.CONTROL_POINT, on=False)
        if not self._audience.listens(client, Characteristic.CONTROL_POINT):
            return ErrorCode.NOT_SUBSCRIBED
        fault = self.machine.faults.strike(*BUSY)
        if fault is not None:
            return BUSY[fault]
        return 0 if self._procedure is None else ErrorCode.BUSY

    def _judge(self, client: int, op: int, parameter: bytes, now: int) -> Result:
        """Do what is asked, if it may be done."""
        fault = self.machine.faults.strike(*REFUSALS)
        if fault is not None:
            return REFUSALS[fault]
        if op not in PARAMETER_SIZES:
            return Result.OP_CODE_NOT_SUPPORTED
        if len(parameter) != PARAMETER_SIZES[op]:
            return Result.INVALID_PARAMETER
        return (
            self._give_control(client)
            if op == OpCode.REQUEST_CONTROL
            else self._order(client, OpCode(op), parameter, now)
        )

    def _order(self, client: int, op: OpCode, parameter: bytes, now: int) -> Result:
        """Let the machine do it for the client in control, and tell the others."""
        if self._audience.controller != client:
            return Result.CONTROL_NOT_PERMITTED
        if op is not OpCode.STOP_OR_PAUSE and self.machine.faults.strike(Fault.IGNORED):
            return Result.SUCCESS
        value = int.from_bytes(parameter, "little", signed=op is OpCode.SET_TARGET_INCLINATION)
        result = ORDERS[op](self.machine, value, now)
        if result is Result.SUCCESS:
            self._tell(voice.ordered(op, value), by=client)
            if op is OpCode.RESET:
                self._audience.controller = None
        return result

    def _give_control(self, client: int) -> Result:
        """Give a client control; whoever had it is told."""
        if self._audience.controller != client:
            self._take_control_away()
        self._audience.controller = client
        return Result.SUCCESS

    def _answer_later(self, client: int, answer: bytes, now: int) -> None:
        """Keep the control point busy until the answer is sent."""
        procedure = self._procedure = (client, self._number)
        due = now + self.shape.answer_after + self.machine.faults.amount(Fault.LATE, 0)
        self._at(due, Treadmill._send_answer, procedure, answer)

    def _send_answer(self, _due: int, procedure: tuple[int, int], answer: bytes) -> None:
        if self._procedure == procedure:
            self._procedure = None
        for _ in range(2 if Fault.DUPLICATED in self.machine.faults else 1):
            self._audience.send(procedure[0], Characteristic.CONTROL_POINT, answer)

    # ── time ────────────────────────────────────────────────────────────────────────────────────────

    def _at(self, due: int, act: Callable[..., None], *what: object) -> None:
        """Have `act(self, due, *what)` done then: a method of the class, so that a copy does it to itself."""
        self._number += 1
        heapq.heappush(self._agenda, (due, self._number, act, what))

    def _run(self, now: int) -> None:
        """Do what is due until `now`, each at its own time."""
        while self._agenda and self._agenda[0][0] <= now:
            due, _, act, what = heapq.heappop(self._agenda)
            self.machine.belt.advance(due)
            act(self, due, *what)
        self.machine.belt.advance(now)
        self._look(now)

    def _look(self, now: int) -> None:
        """Notice what the belt has begun to do, and tell."""
        motion = self.machine.belt.motion
        if motion is self._motion:
            return
        self._motion = motion
        self._training = voice.training_status(motion)
        self._audience.broadcast(Characteristic.TRAINING_STATUS, self._training)
        moves_at = self.machine.belt.next_change
        if moves_at is not None:
            self._at(moves_at, Treadmill._look)
        if motion is Motion.STANDING and Fault.SELF_START in self.machine.faults:
            self._at(now + self.machine.faults.amount(Fault.SELF_START, 0), Treadmill._start_itself)

    def _start_itself(self, due: int) -> None:
        if Fault.SELF_START in self.machine.faults:
            self.machine.belt.start(due)
            self._look(due)

    def _frame(self, due: int) -> None:
        """Send Treadmill Data while anyone is connected."""
        self._telling = bool(self._audience)
        if not self._telling:
            return
        self._look(due)
        for data in self._telemetry.frames():
            self._audience.broadcast(Characteristic.TREADMILL_DATA, data)
        self._at(due + self.shape.frame_every, Treadmill._frame)

    # ── telling ─────────────────────────────────────────────────────────────────────────────────────

    def _tell(self, status: bytes, by: int | None = None) -> None:
        """Machine status to everyone, or to everyone but the client whose command it was."""
        self._status = status
        self._audience.broadcast(Characteristic.MACHINE_STATUS, status, None if self.shape.echoes_status else by)

    def _console_takes_over(self) -> None:
        if self.shape.console_takes_control:
            self._take_control_away()

    def _take_control_away(self) -> None:
        """Tell whoever has control that it is gone."""
        self._audience.send(self._audience.controller, Characteristic.MACHINE_STATUS, voice.CONTROL_LOST)
        self._audience.controller = None

    def _drop_links(self, now: int) -> None:
        """Lose every client at once; the belt goes on as it was."""
        away = self.machine.faults.amount(Fault.LINK_DROP, 0)
        self.machine.faults.off(Fault.LINK_DROP)
        self._away_until = now + away
        for client in self._audience.cut(away):
            self.disconnect(client, now)

    def _outside(self, now: int) -> None:
        """Something happened that the carrier did not ask for."""
        self._look(now)
        self.heard()


def _nobody() -> None:
    """Nobody carries this treadmill yet."""
