"""Which treadmill this is: its address, the label on it, and what it says of itself (SR-32).

A treadmill a person has bound is known by all three. When one of them is another, nobody starts its belt until a person
has looked and binds it again.
"""

import hashlib
from base64 import b32encode
from dataclasses import replace
from enum import StrEnum

from retrowalk.history.records import Machine
from retrowalk.link.port import Description


# A sticker's code begins with it, so that a scanner of a phone tells it from any other code.
SCHEME = "rw:"
# Eight letters of 32 kinds: among a thousand treadmills two have the same once in two million sites.
LETTERS = 8


class Identity(StrEnum):
    """What is known of who answers at an address."""

    BOUND = "bound"
    CHANGED = "changed"
    UNKNOWN = "unknown"  # no link has told yet


def bay_id(address: str) -> str:
    """How an address is written in paths and file names."""
    return address.lower().replace(":", "-")


def code(address: str) -> str:
    """The code on a treadmill's sticker: of its address alone, so that a sticker outlives every database."""
    digest = hashlib.sha256(bay_id(address).encode()).digest()
    return SCHEME + b32encode(digest).decode()[:LETTERS]


def matches(address: str, told: str) -> bool:
    """Whether a code that was scanned or typed is this treadmill's; with or without the scheme, in any case."""
    return told.strip().upper().removeprefix(SCHEME.upper()) == code(address).removeprefix(SCHEME)


def fingerprint(description: Description) -> str:
    """Of all a treadmill says of itself but its firmware's version, which is told apart."""
    told = (
        description.name,
        description.manufacturer,
        description.model,
        description.features.hex(),
        description.speed_range.hex(),
        description.inclination_range.hex(),
        str(description.control_point),
    )
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def bind(machine: Machine, description: Description, profile: str) -> Machine:
    """The treadmill as it answers now; what was measured of it holds for the firmware it was measured with."""
    told = replace(machine, profile=profile, fingerprint=fingerprint(description), firmware=description.firmware)
    return told if told == machine or not machine.fingerprint else replace(told, commissioned=None)


def changes(bound: Machine, description: Description, profile: str) -> str:
    """What is another than when it was bound, in words for people; "" = it is the same treadmill."""
    if profile != bound.profile:
        return f"its firmware profile is now {profile}, it was {bound.profile}"
    if fingerprint(description) != bound.fingerprint:
        return "what it says of itself is not what it said when it was bound"
    if description.firmware != bound.firmware:
        return f"its firmware is now {description.firmware or 'not told'}, it was {bound.firmware or 'not told'}"
    return ""
