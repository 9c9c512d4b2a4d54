"""What a disk must keep through a power cut: whole files, and the folders that list them."""

import os
from pathlib import Path


# For the operator alone: these files tell how people walk, and what they told of their health.
MODE = 0o600
FOLDER = 0o700


def write_whole(path: Path, data: bytes, mode: int = MODE) -> None:
    """Put `data` where `path` is, old or new but never half, and safe when this returns. Waits for the disk.

    Raises OSError; the file is then what it was, or new but not known to be safe.
    """
    fresh = path.with_name(f"{path.name}.new")
    file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(file, "wb", closefd=False) as stream:
            stream.write(data)
        os.fsync(file)
    finally:
        os.close(file)
    fresh.replace(path)
    sync_folder(path.parent)


def take_away(path: Path) -> None:
    """Take a file away, for good when this returns; one that is not there is fine. Raises OSError."""
    if path.exists():
        path.unlink()
        sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder and what it lies in, for its owner alone, safe when this returns. Raises OSError."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(FOLDER, exist_ok=True)
        sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make what a folder lists safe from a power cut. Raises OSError."""
    if os.name == "nt":  # Windows keeps its own journal of names and opens no folder
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
