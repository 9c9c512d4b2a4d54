"""What a walker tells of a walk: effort and pain while walking, and how it was afterwards, until the next morning.

The link of the next morning is for one walk and nothing else; whoever has it can tell and cannot read.
"""

import hmac
from collections.abc import Callable
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING

from retrowalk.gateway.conditions import Context
from retrowalk.gateway.ledger import ask, keep
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history import questions as q
from retrowalk.history.facts import AfterTold, Marked
from retrowalk.history.store import History
from retrowalk.history.walks import After, Mark, MarkKind, State, Walk
from retrowalk.safety.roles import Act


if TYPE_CHECKING:
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.under_way import UnderWay

# The next morning, and the one after for who slept in (s).
LINK_LASTS = 48 * 3_600
# Pain, effort and confidence are told from 0 to 10 (clinical review §6.1).
MOST = 10
# What is told in words, in characters.
NOTE_LENGTH = 500
# Half of SHA-256: 128 bits nobody guesses.
TOKEN_BYTES = 16

_SCALES = ("pain0", "pain60", "morning", "worst", "effort", "confidence")
_HANDRAIL = ("both", "one", "none")
# What the link of the next morning may tell: the questions of that morning.
MORNING = frozenset({"morning", "lasted", "swelling", "giving_way", "locking", "notes"})


def sensible(after: After) -> None:
    """Refuse what no answer is. Raises Refusal naming every field."""
    wrong = {name: f"0 to {MOST}" for name in _SCALES if not _within(getattr(after, name), MOST)}
    if not _within(after.stumbles, 1000):
        wrong["stumbles"] = "a count"
    if after.handrail not in (None, *_HANDRAIL):
        wrong["handrail"] = ", ".join(_HANDRAIL)
    if after.notes is not None and len(after.notes) > NOTE_LENGTH:
        wrong["notes"] = f"{NOTE_LENGTH} characters at the most"
    if wrong:
        raise Refusal(Code.INVALID, "; ".join(f"{name}: {says}" for name, says in wrong.items()), fields=wrong)


def _within(value: int | None, most: int) -> bool:
    return value is None or 0 <= value <= most


def said(after: After) -> frozenset[str]:
    """The questions that were answered."""
    return frozenset(each.name for each in fields(after) if getattr(after, each.name) is not None)


class Telling:
    """`secret`: what links are made with; who has it can make one for any walk."""

    def __init__(self, history: History, under_way: "UnderWay", secret: bytes, at: Callable[[], int]) -> None:
        self._history, self._under_way, self._secret, self._at = history, under_way, secret, at

    async def mark(self, who: "Principal", walk: str, kind: MarkKind, value: int | None, text: str = "") -> Mark:
        """Effort, pain or a note, now. Raises Refusal."""
        kept = await self._walk(walk)
        self._require(who, kept)
        if kept.state is not State.OPEN:
            raise Refusal(Code.GONE, "this walk is over: tell it afterwards", fields={"walk": "over"})
        _one_or_other(kind, value, text)
        mark = Mark(walk, self._at(), kind, value, text)
        await keep(self._history.record, Marked(mark, mark.at, who.person or who.client))
        return mark

    async def after(self, who: "Principal", walk: str, after: After) -> None:
        """How it was; what is not told stays as it was told before. Raises Refusal."""
        kept = await self._walk(walk)
        self._require(who, kept)
        await self._after(kept, after, who.person or who.client)

    async def morning(self, walk: str, token: str, after: After) -> None:
        """The answers of the next morning, from whoever has the link. Raises Refusal."""
        kept = await self._walk(walk) if self._good(walk, token) else None
        if kept is None:
            raise Refusal(Code.NOT_PAIRED, "this link is not one of ours")
        if kept.ended is None or self._at() - kept.ended > LINK_LASTS:
            raise Refusal(Code.GONE, "this link was for the morning after the walk", limit=f"{LINK_LASTS // 3600} h")
        other = said(after) - MORNING
        if other:
            raise Refusal(Code.INVALID, "asked in the morning: how it is now", fields=dict.fromkeys(other, "not asked"))
        await self._after(kept, after, kept.person or "")

    async def link(self, who: "Principal", walk: str) -> str:
        """The token of the next morning's link. Raises Refusal."""
        self._require(who, await self._walk(walk))
        return self._token(walk)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────

    async def _walk(self, walk: str) -> Walk:
        found = await ask(self._history, q.walk(walk))
        if found is None:
            raise Refusal(Code.NOT_FOUND, f"no walk {walk!r} is known", fields={"walk": "unknown"})
        return found

    def _require(self, who: "Principal", walk: Walk) -> None:
        party = self._under_way.of(walk.treadmill)
        with_them = party is not None and party.walk.id == walk.id
        known = self._under_way.context(walk.treadmill) if with_them else Context(walker=walk.person)
        require(who, Act.TELL, known)

    async def _after(self, walk: Walk, after: After, by: str) -> None:
        sensible(after)
        if not said(after):
            raise Refusal(Code.INVALID, "nothing is told", fields={"after": "empty"})
        await keep(self._history.record, AfterTold(walk.id, after, self._at(), by))

    def _token(self, walk: str) -> str:
        return hmac.new(self._secret, walk.encode(), sha256).digest()[:TOKEN_BYTES].hex()

    def _good(self, walk: str, token: str) -> bool:
        return hmac.compare_digest(self._token(walk).encode(), token.encode())


def _one_or_other(kind: MarkKind, value: int | None, text: str) -> None:
    """A note is text, everything else a number from 0 to 10. Raises Refusal."""
    if kind is MarkKind.NOTE:
        name, says, good = "text", f"1 to {NOTE_LENGTH} characters", 0 < len(text.strip()) <= NOTE_LENGTH
    else:
        name, says, good = "value", f"0 to {MOST}", value is not None and 0 <= value <= MOST
    if not good:
        raise Refusal(Code.INVALID, f"{name}: {says}", fields={name: says})
