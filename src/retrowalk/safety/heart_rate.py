"""The walker's heart rate: what of a strap is believed, what is too high. Nothing here permits more than no strap does.

Rule 1: what cannot be a heart is no value; silence is no value; after either, values must agree before they count.
Rule 2: a rate that was too high when it was lost is taken to be so still.
"""

from dataclasses import dataclass

from retrowalk.safety import thresholds as t
from retrowalk.safety.changed import changed


@dataclass(frozen=True)  # without slots: see changed()
class Pulse:
    """What the values so far amount to. Beats a minute, ms; None = does not hold now.

    bpm, at: the last value that can be a heart's; agree: so many in a row, up to those needed; lost_at: when it ceased
    to be believed; high_since, far_since: believed above the limit, and far above.
    """

    bpm: int = 0
    at: int = 0
    agree: int = 0
    lost_at: int | None = None
    high_since: int | None = None
    far_since: int | None = None


def limit(age: int | None, own: int | None = None) -> int:
    """Beats a minute that are not to be exceeded at this age (years); the person's own where that is lower."""
    years = t.HEART_AGE_UNTOLD if age is None else age
    by_age = (2080 - 7 * years) * t.HEART_SHARE // 1000
    return by_age if own is None else min(by_age, own)


def believed(pulse: Pulse, now: int) -> bool:
    """Whether the last value counts."""
    return pulse.agree >= t.HEART_AGREE and now - pulse.at <= t.HEART_STALE


def lost_since(pulse: Pulse, now: int) -> int | None:
    """When it ceased to be believed; None while it is. Of a strap that was believed once."""
    if believed(pulse, now):
        return None
    return pulse.at + t.HEART_STALE if pulse.lost_at is None else pulse.lost_at


def hear(pulse: Pulse, bpm: int, now: int, most: int | None) -> Pulse:
    """Take in a value; `most` is the limit of the walk, None without one."""
    if not t.HEART_LEAST <= bpm <= t.HEART_MOST:
        return lose(pulse, now)
    agrees = now - pulse.at <= t.HEART_STALE and abs(bpm - pulse.bpm) <= t.HEART_JUMP
    heard = changed(pulse, bpm=bpm, at=now, agree=min(pulse.agree + 1, t.HEART_AGREE) if agrees else 1)
    if heard.agree < t.HEART_AGREE:
        return changed(heard, lost_at=_lost_at(pulse, now))
    return changed(
        heard,
        lost_at=None,
        high_since=_since(pulse.high_since, now, bpm, most, 0),
        far_since=_since(pulse.far_since, now, bpm, most, t.HEART_FAR),
    )


def lose(pulse: Pulse, now: int) -> Pulse:
    """Take in that there is no value."""
    return changed(pulse, agree=0, lost_at=_lost_at(pulse, now))


def _lost_at(pulse: Pulse, now: int) -> int:
    """Kept while it is lost already."""
    since = lost_since(pulse, now)
    return now if since is None else since


def _since(before: int | None, now: int, bpm: int, most: int | None, above: int) -> int | None:
    if most is None or bpm <= most + above:
        return None
    return now if before is None else before


def high_for(pulse: Pulse, now: int, since: int = 0) -> int:
    """Milliseconds above the limit, counted from `since` at the earliest; -1 when it is not above."""
    return -1 if pulse.high_since is None else now - max(pulse.high_since, since)


def far_too_high(pulse: Pulse, now: int) -> bool:
    """Whether it stayed far above the limit although the belt was to slow."""
    if pulse.far_since is None or pulse.high_since is None:
        return False
    return now - max(pulse.far_since, pulse.high_since + t.HEART_HIGH_FOR) >= t.HEART_FAR_FOR
