"""How the commands of this computer reach the running service: a file in the state folder only its owner reads.

Whoever may read it may write the site's memory as well, so it opens no more than they have: no belt is started with it.
"""

import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from retrowalk.journal.disk import make_folder


NAME = "operator.key"
# For the owner of the file alone.
_OWNERS = 0o600


@dataclass(frozen=True, slots=True)
class OperatorKey:
    """Where the service listens on this computer, and its token for that.

    certificate: its file, "" = no TLS; site: what phones call it, "" = as this computer does.
    """

    url: str
    token: str = field(repr=False)
    certificate: str = ""
    site: str = ""


def lay(folder: Path, key: OperatorKey) -> None:
    """Lay the key where commands look for it, whole or not at all. Raises OSError."""
    make_folder(folder)
    new = folder / f".{NAME}.{os.getpid()}"
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNERS), "w", encoding="utf-8") as file:
        json.dump(asdict(key), file)
    new.replace(folder / NAME)


def take(folder: Path, token: str) -> None:
    """Take the key away, if it is still ours."""
    if (there := found(folder)) is not None and there.token == token:
        (folder / NAME).unlink(missing_ok=True)


def found(folder: Path) -> OperatorKey | None:
    """The key of the service that runs, or of one that died. None without one, or one nobody can read."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return OperatorKey(*(str(said[each.name]) for each in fields(OperatorKey)))
    except (OSError, ValueError, KeyError, TypeError):
        return None
