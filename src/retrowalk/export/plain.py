"""Text that people typed, made safe for files: names and notes are hostile until they have been through here."""

import re


# A spreadsheet takes a cell that begins so for a formula.
FORMULA = ("=", "+", "-", "@")
# What no XML can carry, control characters, and those that would turn the direction of a whole page.
_NEVER = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Without what no XML or page can carry."""
    return _NEVER.sub("", text)


def cell(text: str) -> str:
    """A text for a spreadsheet: never a formula, and on one line."""
    one = " ".join(printable(text).split())
    return f"'{one}" if one.startswith(FORMULA) else one
