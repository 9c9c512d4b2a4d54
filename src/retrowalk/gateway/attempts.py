"""How often somebody may be wrong about a PIN or a code. A stop is never counted.

Rule 1: what is wrong counts where it was typed first, so that strangers lock out themselves.
Rule 2: delays grow, and end: nobody is locked out for ever.
A place is a paired device, or an address where there is none yet. Times in ms of the monotonic clock: setting the
computer's clock neither shortens a delay nor makes one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from retrowalk.gateway.refusals import Code, Refusal


# Wrong ones in a row that cost nothing but themselves: people mistype. An account is tried from all places together.
FREE = 5
FREE_ACCOUNT = 10
# Then the delay doubles from half a minute up to an hour: at 24 tries a day a PIN of four digits lasts for a year.
FIRST_DELAY = 30_000
LONGEST = 3_600_000
# From other places an account waits a minute at the most: each of those that try waits its own hour, so its person
# finds a free minute, whatever strangers do.
LONGEST_ACCOUNT = 60_000
# A day without a wrong one, and it is forgotten.
FORGOTTEN = 86_400_000
# What is remembered of wrong ones; the oldest is forgotten beyond that.
KEPT = 1024

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Wrong:
    """How many were wrong in a row, and when the last."""

    count: int
    last: int


NONE_WRONG = Wrong(0, 0)


@dataclass(frozen=True, slots=True)
class Attempts:
    """What was wrong, by place and account; and where each account was last proven."""

    wrong: Mapping[Pair, Wrong] = field(default_factory=lambda: MappingProxyType({}))
    proven: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def delay(count: int, free: int, longest: int) -> int:
    """Tell how long (ms) to wait after the last of `count` wrong ones."""
    return 0 if count < free else min(longest, FIRST_DELAY << min(count - free, 16))


def _sum(attempts: Attempts, now: int, belongs: Callable[[Pair], bool]) -> Wrong:
    found = [each for pair, each in attempts.wrong.items() if belongs(pair) and now - each.last < FORGOTTEN]
    return Wrong(sum(each.count for each in found), max(each.last for each in found)) if found else NONE_WRONG


def wait(attempts: Attempts, place: str, account: str, now: int) -> int:
    """Tell in how many ms the next attempt is heard; 0 = now.

    Where an account was last proven only that place's own errors count: what strangers do elsewhere is not felt there.
    """
    here = _sum(attempts, now, lambda pair: pair[0] == place)
    waits = [here.last + delay(here.count, FREE, LONGEST) - now]
    if account and attempts.proven.get(account) != place:
        everywhere = _sum(attempts, now, lambda pair: pair[1] == account)
        waits.append(everywhere.last + delay(everywhere.count, FREE_ACCOUNT, LONGEST_ACCOUNT) - now)
    return max(0, *waits)


def attempted(attempts: Attempts, place: str, account: str, now: int) -> Attempts:
    """Count an attempt as wrong before it is looked at, so that many at once are not heard at one price.

    account "" = one that does not exist. Raises Refusal.
    """
    if remaining := wait(attempts, place, account, now):
        words = f"too many attempts: wait {-(-remaining // 1000)} s"
        raise Refusal(Code.LOCKED_OUT, words, retry_after=remaining)
    before = attempts.wrong.get((place, account), NONE_WRONG)
    count = before.count + 1 if now - before.last < FORGOTTEN else 1
    wrong = {pair: each for pair, each in attempts.wrong.items() if pair != (place, account)}
    kept = [*wrong.items(), ((place, account), Wrong(count, now))][-KEPT:]
    return replace(attempts, wrong=MappingProxyType(dict(kept)))


def proven(attempts: Attempts, place: str, account: str) -> Attempts:
    """It was right: this account's errors at this place are forgiven; those of others, and elsewhere, are not."""
    wrong = {pair: each for pair, each in attempts.wrong.items() if pair != (place, account)}
    homes = {**attempts.proven, account: place} if account else attempts.proven
    return Attempts(MappingProxyType(wrong), MappingProxyType(dict(homes)))


def forgiven(attempts: Attempts, account: str) -> Attempts:
    """Forget all that was wrong with an account: its PIN is a new one."""
    wrong = {pair: each for pair, each in attempts.wrong.items() if pair[1] != account}
    return replace(attempts, wrong=MappingProxyType(wrong))
