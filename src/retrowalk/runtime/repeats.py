"""A line that comes again and again is written once in a while, and the rest are counted."""

from dataclasses import dataclass


# The same sentence is written three times, then once in this long (ms): who reads along sees that it goes on.
AT_ONCE = 3
APART = 60_000
# More different sentences than the program has; beyond, the longest silent is forgotten.
MOST = 1_000


@dataclass(slots=True)
class _Seen:
    since: int
    written: int = 0
    kept_back: int = 0


class Repeats:
    """Decides by the sentence before its figures are put in, so that a changing figure makes no new line."""

    def __init__(self) -> None:
        self._seen: dict[object, _Seen] = {}

    def admit(self, sentence: object, now: int) -> int | None:
        """None: not now. Else how many of its kind were kept back since the last one."""
        seen = self._seen.get(sentence)
        if seen is None or now - seen.since >= APART:
            kept_back = seen.kept_back if seen else 0
            self._seen.pop(sentence, None)
            self._seen[sentence] = _Seen(now, 1)
            self._forget()
            return kept_back
        if seen.written < AT_ONCE:
            seen.written += 1
            return 0
        seen.kept_back += 1
        return None

    def due(self, now: int) -> list[tuple[object, int]]:
        """Sentences that have ended while some were kept back, and how many; each is told once."""
        over = [name for name, seen in self._seen.items() if now - seen.since >= APART]
        ended = [(name, self._seen[name].kept_back) for name in over]
        for name in over:
            del self._seen[name]
        return [(name, kept_back) for name, kept_back in ended if kept_back]

    def _forget(self) -> None:
        while len(self._seen) > MOST:
            del self._seen[next(iter(self._seen))]
