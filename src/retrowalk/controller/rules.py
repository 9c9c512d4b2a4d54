"""What step() decides by and never changes: the site's caps, the treadmill's profile, and who must be there."""

from dataclasses import dataclass

from retrowalk.firmware.profile import Profile
from retrowalk.safety.caps import Layer


@dataclass(frozen=True, slots=True)
class Rules:
    """`layers` are the caps of the site; those of person, protocol and session come with Prepare.

    guarded: no belt moves that no guard watches; leased: only the holder of the lease starts and raises (SR-31);
    presence: somebody must press a key at the console before control is taken (SR-32).
    """

    profile: Profile
    layers: tuple[Layer, ...] = ()
    guarded: bool = False
    leased: bool = False
    presence: bool = False
