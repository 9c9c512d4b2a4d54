"""What the guard leaves behind: one latch paper for each belt it stopped, kept until a person's reset removes it.

`<state>/guard/<address>.json`, with "-" where the address has ":": {"address", "cause", "at", "stood"}; the times are
those of day, for people, and "stood" is null until standstill was measured.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from retrowalk.guard.voice import say


def paper_of(folder: Path, address: str) -> Path:
    """The paper of one belt; whatever an address is made of, it stays inside the folder."""
    name = "".join(each if each.isalnum() else "-" for each in address)
    return folder / f"{name}.json"


def _today() -> str:
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _first(paper: Path) -> dict[str, str | None]:
    """Cause and time of the paper that is there already; nothing when there is none that can be read."""
    try:
        said = json.loads(paper.read_bytes())
    except (OSError, ValueError):
        return {}
    match said:
        case {"cause": str(cause), "at": str(at)}:
            return {"cause": cause, "at": at}
        case _:
            return {}


class Papers:
    """Writes on a thread of its own, in order: nothing here delays a stop, and no disk that fails prevents one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, "papers")
        self._written: dict[str, dict[str, str | None]] = {}

    def latch(self, address: str, cause: str) -> None:
        """Say that this belt was stopped by the guard, and why. The first cause stays until the paper is removed."""
        self._thread.submit(self._latch, address, cause, _today())

    def stood(self, address: str) -> None:
        """Say that its standstill was measured."""
        self._thread.submit(self._stood, address, _today())

    def close(self) -> None:
        """Finish what is being written."""
        self._thread.shutdown()

    def _latch(self, address: str, cause: str, at: str) -> None:
        first = _first(paper_of(self._folder, address))
        self._written[address] = {"address": address, "cause": cause, "at": at} | first | {"stood": None}
        self._write(address)

    def _stood(self, address: str, at: str) -> None:
        self._written[address]["stood"] = at
        self._write(address)

    def _write(self, address: str) -> None:
        """Whole or not at all, and safe from a power cut."""
        paper, text = paper_of(self._folder, address), json.dumps(self._written[address])
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = paper.with_suffix(".new")
            with draft.open("w", encoding="utf-8") as file:
                file.write(text + "\n")
                file.flush()
                os.fsync(file.fileno())
            draft.replace(paper)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            say(f"{paper} could not be written: {error.strerror}")
