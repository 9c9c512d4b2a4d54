"""Exit codes: how a script learns how a command ended. docs/operate.md prints this table."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from retrowalk.controller.effects import Finished
from retrowalk.safety.events import StopReason


class Exit(IntEnum):
    """How a command ended."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 3
    REFUSED = 4
    STOPPED_BY_PERSON = 5
    STOPPED_BY_TREADMILL = 6
    STOPPED_BY_SAFETY = 7
    NOT_VERIFIED = 8
    INTERRUPTED = 130  # what shells give to a command ended by Ctrl-C


MEANINGS: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.DONE: "done; a walk was completed and standstill measured",
        Exit.FAILED: "something failed: a file could not be read or written, a journal does not replay",
        Exit.USAGE: "the command line or a file given to it is wrong",
        Exit.UNREACHABLE: "no Bluetooth, or the treadmill cannot be reached",
        Exit.REFUSED: "the protocol is not allowed on this treadmill, or the walk was refused before the belt moved",
        Exit.STOPPED_BY_PERSON: "a person ended the walk early; standstill measured",
        Exit.STOPPED_BY_TREADMILL: "the treadmill or its console ended the walk; standstill measured",
        Exit.STOPPED_BY_SAFETY: "Retrowalk stopped the belt by itself; standstill measured",
        Exit.NOT_VERIFIED: "standstill was NOT measured: pull the safety key",
        Exit.INTERRUPTED: "Ctrl-C; standstill measured where a belt was moving",
    }
)

_BY_PERSON = (
    "user_stop", "pain", "dizzy", "chest_breath", "fatigue", "fall_stumble", "spotter", "operator"
)  # fmt: skip
_BY_TREADMILL = ("safety_key", "console_stop", "control_lost", "power_loss")
_REASONS: Mapping[StopReason, Exit] = MappingProxyType(
    {StopReason.COMPLETED: Exit.DONE}
    | {StopReason(name): Exit.STOPPED_BY_PERSON for name in _BY_PERSON}
    | {StopReason(name): Exit.STOPPED_BY_TREADMILL for name in _BY_TREADMILL}
)


class Trouble(Exception):
    """A command cannot go on: one line for people and the exit code."""

    def __init__(self, line: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(line)
        self.code = code


def code_of(finished: Finished, *, watched: bool = False) -> Exit:
    """The exit code of a finished walk: unverified standstill outweighs every reason, unless it was only watched."""
    if not (finished.verified or watched):
        return Exit.NOT_VERIFIED
    return _REASONS.get(finished.reason, Exit.STOPPED_BY_SAFETY)
