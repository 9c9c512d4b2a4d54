"""The errors of the rooms below and the exit code of each; their messages are made for people already."""

from collections.abc import Mapping
from types import MappingProxyType

from typer.exceptions import TyperException

from retrowalk.app import NotInstalled, UnknownProfile
from retrowalk.cli.exits import Exit, Trouble
from retrowalk.firmware.catalogue import AmbiguousProfile
from retrowalk.firmware.parse import ProfileError
from retrowalk.journal.lock import Taken
from retrowalk.journal.reader import JournalError
from retrowalk.link.errors import LinkError
from retrowalk.protocol.errors import ProtocolError
from retrowalk.runtime.clock import SpeedUpRefused
from retrowalk.settings.faults import SettingsError
from retrowalk.simulator.air.loopback import NoAir


# The errors that are made for people already; TyperException and Trouble carry their own code.
CODES: Mapping[type[Exception], Exit] = MappingProxyType(
    {
        TyperException: Exit.USAGE,
        Trouble: Exit.FAILED,
        ProtocolError: Exit.USAGE,
        ProfileError: Exit.FAILED,
        AmbiguousProfile: Exit.FAILED,
        UnknownProfile: Exit.USAGE,
        NotInstalled: Exit.FAILED,
        NoAir: Exit.UNREACHABLE,
        SpeedUpRefused: Exit.USAGE,
        SettingsError: Exit.USAGE,
        JournalError: Exit.FAILED,
        Taken: Exit.REFUSED,
        LinkError: Exit.UNREACHABLE,
        OSError: Exit.FAILED,
    }
)


def judged(error: Exception) -> tuple[str, int]:
    """The line and the exit code of an error in `CODES`."""
    if isinstance(error, Trouble):
        return str(error), error.code
    if isinstance(error, TyperException):
        return " ".join(error.format_message().split()), error.exit_code
    code = next(code for kind, code in CODES.items() if isinstance(error, kind))
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}", code
    return str(error), code
