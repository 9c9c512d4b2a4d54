"""Where the files are: those that ship with Retrowalk, how to read them, and what it remembers between runs."""

import os
from errno import EINVAL
from pathlib import Path
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from retrowalk.protocol.library import Library
    from retrowalk.protocol.plan import Plan

# In the wheel the shipped folders lie inside the package, in a checkout beside src/.
_PACKAGE = Path(__file__).parents[1]
_ROOTS = (_PACKAGE, _PACKAGE.parents[1])


class NotShipped(FileNotFoundError):
    """A folder that belongs to Retrowalk is not there: the installation is broken."""


def shipped(folder: str) -> Path:
    """The folder of this name, such as 'config/protocols': in the package or else the checkout. Raises NotShipped."""
    for root in _ROOTS:
        if (root / folder).is_dir():
            return root / folder
    raise NotShipped(f"{folder} is missing from this installation: looked in {' and '.join(map(str, _ROOTS))}")


def state_folder(chosen: Path | None = None) -> Path:
    """What outlives one run: the guard's socket and latch papers, the walks that are open. It may not exist yet."""
    said = os.environ.get("RETROWALK_STATE")
    if chosen is not None or said:
        return (chosen or Path(said or "")).absolute()
    parent = os.environ.get("XDG_STATE_HOME")
    return (Path(parent) if parent else Path.home() / ".local" / "state") / "retrowalk"


def _text(file: Path) -> str:
    """The text of a file, no more of it than a protocol may have. Raises OSError, UnicodeDecodeError."""
    from retrowalk.protocol.source import LONGEST  # noqa: PLC0415 - the parser is slow to import

    if file.exists() and not (file.is_file() or file.is_dir()):
        raise OSError(EINVAL, "not an ordinary file", str(file))
    with file.open(encoding="utf-8") as stream:
        return stream.read(LONGEST + 1)


def load_protocol(file: Path) -> "Plan":
    """A protocol of one's own. Raises ProtocolError, OSError, UnicodeDecodeError."""
    from retrowalk.protocol.parse import parse  # noqa: PLC0415 - the parser is slow to import

    return parse(_text(file), str(file))


def load_protocols(folder: Path | None = None) -> "Library":
    """The protocols of a folder, by default those that ship. Raises ProtocolError."""
    from retrowalk.protocol.library import gather  # noqa: PLC0415 - the parser is slow to import

    folder = shipped("config/protocols") if folder is None else folder
    files = sorted(folder.glob("*.yaml"))
    return gather((str(file), _text(file)) for file in files)
