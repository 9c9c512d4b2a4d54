"""The sentences people must be shown, and the questions of the checklist."""

from collections.abc import Mapping
from types import MappingProxyType

from retrowalk.controller.effects import AlarmKind
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage


# Shown before every walk (clinical review §3.3). Nothing in it may be softened.
WARNING = (
    "Walking backward on a treadmill can cause a serious fall. Many treadmill makers forbid it: check your manual. "
    "The safety key/clip on your clothes is your emergency stop; it works without this app. "
    "This app's STOP sends a Bluetooth request. It is not a safety-rated emergency stop and may fail if the "
    "connection, this device or the treadmill fails. If the link is lost the belt may keep moving at its last speed: "
    "hold the rails, step onto the side rails, pull the key. The clip stops the belt; it does not stop you falling. "
    "First sessions: someone next to you."
)
SIMULATED = "SIMULATED TREADMILL - nobody stands on this belt, the walker is a script"
CANNOT_STOP = "APP CANNOT STOP THE BELT - PULL THE KEY"
NO_PAGE = "The page was not built: plain words with a STOP button are served in its place (make page builds it)."

QUESTIONS: Mapping[Item, str] = MappingProxyType(
    {
        Item.CLIP: "The safety clip is on the clothes, at the back, and was pull-tested facing backward",
        Item.RAILS: "Both feet are on the side rails, both hands on the handrails",
        Item.SHOES: "Closed shoes, laces tied",
        Item.CLEAR_AREA: "2 m x 1 m behind the belt are free",
        Item.MANUAL: "The treadmill's manual was checked for a ban on walking backward",
        Item.AUDIO: "The walker hears or is told every announcement",
        Item.TREADMILL: "This is the treadmill the walker stands on",
        Item.SPOTTER: "Somebody stands next to the walker",
        Item.NOBODY: "Nobody stands on the belt, and nobody steps on it",
        Item.KEY: "The safety key is in, and somebody who watches holds its cord",
    }
)

# What is asked of the person at each stage; the checklist asks its own questions.
PROMPTS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.AWAITING_READY: "Look at the belt, hold the rails. g READY: the belt starts after a countdown",
        Stage.STARTING: "Hold the rails. If the belt waits for its console, press start there",
        Stage.SETTLING: "Short steps, hold the rails. y when steady",
        Stage.HOLDING: "Held. p to proceed, e to end",
        Stage.STANDING: "The belt stands. Turn or rest as told, hold the rails, then g READY",
    }
)

ALARMS: Mapping[AlarmKind, str] = MappingProxyType(
    {
        AlarmKind.PULL_THE_KEY: CANNOT_STOP,
        AlarmKind.LINK_LOST: f"LINK LOST - {CANNOT_STOP}",
        AlarmKind.STALE: "THE TREADMILL IS SILENT - its speed is not known, hold the rails",
        AlarmKind.MOVING_UNASKED: "THE BELT MOVES UNASKED - stay off it, pull the key",
        AlarmKind.KEY_PULLED: "THE SAFETY KEY WAS PULLED - look after the walker, then reset",
        AlarmKind.UNGUARDED: "NO GUARD WATCHES THE BELT - the walk winds down unless it comes back",
    }
)
