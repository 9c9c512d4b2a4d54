"""One line of a journal: eight hexadecimal digits of CRC-32, a space, one JSON object, a line feed.

Every object carries its line number `n`, so that a line lost, doubled or moved is seen as well as a changed one.
"""

import json
import zlib
from typing import Any

from retrowalk.journal.codec import Unreadable


# What the lines mean; a reader refuses any other.
FORMAT = 1
# The width of the checksum and the space behind it.
_CRC_WIDTH = 9


def frame(number: int, data: dict[str, Any]) -> bytes:
    """A JSON object → its line, as line `number` (from 1)."""
    text = json.dumps({"n": number} | data, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


class Damaged(Unreadable):
    """A line that is not as it was written."""


def unframe(number: int, line: bytes) -> dict[str, Any]:
    """A line with its line feed → the JSON object. Raises Damaged, or Unreadable for a whole line of something else."""
    found, data = numbered(line)
    if found != number:
        raise Unreadable(f"the line says it is number {found}: lines are missing, doubled or moved")
    return data


def numbered(line: bytes) -> tuple[int, dict[str, Any]]:
    """A line with its line feed → the number it carries and the JSON object. Raises as `unframe` does."""
    crc, text = line[:_CRC_WIDTH], line[_CRC_WIDTH:-1]
    if not line.endswith(b"\n"):
        raise Damaged("the line is cut short")
    if crc != b"%08x " % zlib.crc32(text):
        raise Damaged("the checksum does not match")
    try:
        data: dict[str, Any] = json.loads(text)
        return int(data.pop("n")), data
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("not a numbered JSON object") from None
