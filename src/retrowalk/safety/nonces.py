"""Words that are good once: a start or a raise carries a fresh one, so that none can be replayed (SR-43).

A stop carries nothing: no word, no name, no lease. The words themselves are made by whoever hands them out.
"""

from dataclasses import dataclass, replace

from retrowalk.safety.roles import Act


# As long as a READY is good for (ms): whoever asked for one presses by then.
FRESH_FOR = 15_000
# Words handed out and not spent; the oldest is forgotten beyond that, so that nobody fills the memory by asking.
KEPT = 64

# Everything that may set a belt in motion or let it go faster.
_GUARDED = frozenset({Act.START, Act.NUDGE, Act.RAISE_PERSON, Act.RAISE_SITE, Act.RESET})


@dataclass(frozen=True, slots=True)
class Word:
    """One word, whose it is, and when it was handed out (ms)."""

    nonce: str
    client: str
    at: int


@dataclass(frozen=True, slots=True)
class Nonces:
    """The words that were handed out and not spent, oldest first."""

    words: tuple[Word, ...] = ()


class Spent(Exception):
    """The word is unknown, another's, too old, or was used already; nothing has changed."""


def needed(act: Act) -> bool:
    """Whether an act must carry a word. A stop never does."""
    return act in _GUARDED


def issued(nonces: Nonces, nonce: str, client: str, now: int) -> Nonces:
    """Hand out a word. Raises Spent for one that is out already."""
    fresh = tuple(word for word in nonces.words if now - word.at < FRESH_FOR)
    if not nonce or any(word.nonce == nonce for word in fresh):
        raise Spent("a word is handed out once")
    return replace(nonces, words=(*fresh, Word(nonce, client, now))[-KEPT:])


def spent(nonces: Nonces, nonce: str, client: str, now: int) -> Nonces:
    """Take a word back for the act it comes with. Raises Spent."""
    word = next((each for each in nonces.words if each.nonce == nonce and each.client == client), None)
    if word is None:
        raise Spent("this word was not handed out, or was used already")
    if not 0 <= now - word.at < FRESH_FOR:
        raise Spent("this word is too old: ask for another")
    return replace(nonces, words=tuple(each for each in nonces.words if each is not word))
