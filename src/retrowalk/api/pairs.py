"""Names and what is said under them, each once: of two, nobody can say which one was meant."""

from collections import Counter
from collections.abc import Sequence


# Of the names that were said twice, so many are told, each so far (characters): more helps nobody to find them. Half of
# a pair of surrogates is JSON, and no text.
_MANY, _LONG = 20, 100


class Twice(Exception):
    """A name was said more than once; `fields` names which."""

    code = "repeated"

    def __init__(self, names: Sequence[str]) -> None:
        written = [name[:_LONG].encode(errors="replace").decode() for name in names[:_MANY]]
        self.fields = dict.fromkeys(written, "said more than once")
        super().__init__(", ".join(self.fields))


def each_once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """What is said, by name: an `object_pairs_hook` for JSON. Raises Twice."""
    said = dict(pairs)
    if len(said) < len(pairs):
        raise Twice([name for name, count in Counter(name for name, _ in pairs).items() if count > 1])
    return said
