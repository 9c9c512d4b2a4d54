"""What a person confirms before the belt may start. Nothing is ever ticked in advance."""

from enum import StrEnum

from retrowalk.protocol.level import LEVELS, Level


class Item(StrEnum):
    """One thing to look at, do or hear (SR-35 names them; the audio test is SR-40's)."""

    CLIP = "clip"  # safety clip on the clothes, at the back, pull-tested facing backward
    RAILS = "rails"  # both feet on the side rails, hands on the handrails
    SHOES = "shoes"
    CLEAR_AREA = "clear_area"  # 2 m × 1 m free behind the belt (EN 957-6)
    MANUAL = "manual"  # the treadmill's manual was checked for a ban on walking backward
    AUDIO = "audio"  # the walker hears the announcements
    TREADMILL = "treadmill"  # this is the treadmill the walker stands on
    SPOTTER = "spotter"  # somebody beside the walker
    NOBODY = "nobody"  # the belt is empty, and stays so (SR-25)
    KEY = "key"  # the safety key is in, and somebody who watches holds its cord


# What is asked where nobody stands on the belt: clip, rails and shoes are a walker's.
UNLOADED = frozenset({Item.NOBODY, Item.KEY, Item.CLEAR_AREA, Item.TREADMILL})
# The spotter is asked for only where the level requires one; nothing else can be left out.
_ALWAYS = tuple(item for item in Item if item not in {Item.SPOTTER, Item.NOBODY, Item.KEY})


def required(level: Level, *, unloaded: bool = False) -> frozenset[Item]:
    """Items that must be confirmed for this level; `unloaded`: for a belt that nobody stands on."""
    if unloaded:
        return UNLOADED
    spotter = (Item.SPOTTER,) if LEVELS[level].spotter_required else ()
    return frozenset(_ALWAYS + spotter)
