"""The built web page as files: where it is, whether it is there, and each file as it is served."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


# Filled by the build from web/; not in the repository, in every wheel.
FOLDER = Path(__file__).with_name("static")
# What ships with the program itself, for when the page does not.
PLAIN = Path(__file__).with_name("plain")
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
# The build puts a hash of their content into the names of these.
_HASHED = "assets"
_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class File:
    """One file. `packed`: the body as gzip. `hashed`: another content would have another name."""

    body: bytes
    packed: bytes
    media_type: str
    tag: str
    hashed: bool


def built(folder: Path = FOLDER) -> bool:
    """Whether the page is there."""
    return (folder / _INDEX).is_file()


def files(folder: Path = FOLDER) -> dict[str, File]:
    """Every file by the path it is asked for; none without a page. Raises OSError."""
    if not built(folder):
        return {}
    found = {f"/{path.relative_to(folder).as_posix()}": read(path, folder) for path in sorted(folder.rglob("*.*"))}
    return {"/": found.pop(f"/{_INDEX}"), **found}


def served(folder: Path = FOLDER) -> dict[str, File]:
    """What there is to serve: the page, or plain words in its place. Raises OSError."""
    return {**files(PLAIN), **files(folder)}


def read(path: Path, folder: Path) -> File:
    """One file of a folder, packed once. Raises OSError."""
    body = path.read_bytes()
    return File(
        body,
        gzip.compress(body, mtime=0),
        _TYPES.get(path.suffix, "application/octet-stream"),
        f'"{sha256(body).hexdigest()[:16]}"',
        hashed=path.relative_to(folder).parts[0] == _HASHED,
    )
