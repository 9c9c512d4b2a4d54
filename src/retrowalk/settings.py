"""Where the files are that ship with Retrowalk, and reading them."""

from pathlib import Path

from retrowalk.protocol.library import Library, gather


# In the wheel the shipped folders lie inside the package, in a checkout beside src/.
_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE, _PACKAGE.parents[1])


class NotShipped(FileNotFoundError):
    """A folder that belongs to Retrowalk is not there: the installation is broken."""


def shipped(folder: str) -> Path:
    """The folder of this name, such as 'config/protocols': in the package or else the checkout. Raises NotShipped."""
    for root in _ROOTS:
        if (root / folder).is_dir():
            return root / folder
    raise NotShipped(f"{folder} is missing from this installation: looked in {' and '.join(map(str, _ROOTS))}")


def load_protocols(folder: Path | None = None) -> Library:
    """The protocols of a folder, by default those that ship. Raises ProtocolError."""
    folder = shipped("config/protocols") if folder is None else folder
    files = sorted(folder.glob("*.yaml"))
    return gather((str(file), file.read_text(encoding="utf-8")) for file in files)
