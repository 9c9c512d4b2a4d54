"""What step() decides by and never changes: the site's caps and the treadmill's profile."""

from dataclasses import dataclass

from retrowalk.firmware.profile import Profile
from retrowalk.safety.caps import Layer


@dataclass(frozen=True, slots=True)
class Rules:
    """`layers` are the caps of the site; those of person, protocol and session come with Prepare."""

    profile: Profile
    layers: tuple[Layer, ...] = ()
