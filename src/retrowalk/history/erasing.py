"""What goes when a person or old samples go: journals, remembered answers, the lines of the site journal.

Safe to begin again: the fact that says so is in the site journal first; whoever opens it next ends what a crash
interrupted.
"""

from collections.abc import Iterable
from pathlib import Path

from retrowalk.history.facts import PersonErased, SamplesThinned, WalkBegun
from retrowalk.history.requests import FILE, sweep
from retrowalk.history.roll import Roll
from retrowalk.history.site import NAME, Told, read, rewrite
from retrowalk.journal.disk import take_away


def finish(folder: Path) -> None:
    """Take away every journal that is to go, then answers, then every line. Raises SiteError, OSError."""
    told = read(folder / NAME).told
    for name in _journals(told):
        path = folder / name
        if path.resolve().is_relative_to(folder.resolve()):  # a fact is no leave to delete elsewhere
            take_away(path)
    numbers, words = _lines(told)
    if numbers:
        sweep(folder / FILE, ids=words)  # before the lines that say which walks were theirs
        rewrite(folder / NAME, numbers, words)


def _journals(told: Iterable[Told]) -> set[str]:
    """The journals of erased persons, and of walks whose samples are all gone."""
    walks: dict[str, str] = {}
    gone: set[str] = set()
    for each in told:
        match each.fact:
            case WalkBegun(walk=walk):
                walks[walk.id] = walk.journal
            case PersonErased(journals=journals):
                gone.update(journals)
            case SamplesThinned(walks=thinned, every=0):
                gone.update(walks[walk] for walk in thinned if walk in walks)
            case _:
                pass
    return gone - {""}


def _lines(told: Iterable[Told]) -> tuple[set[int], set[str]]:
    """The numbers of all facts about erased persons, and the ids that stand for them."""
    roll, erased = Roll(), _erased(told)
    numbers: set[int] = set()
    for each in told:
        if not isinstance(each.fact, PersonErased):
            roll.add(each.n, each.fact)
            if erased.intersection(roll.concerns(each.fact)):
                numbers.add(each.n)
    return numbers, erased | {id_ for id_, walk in roll.walks.items() if walk.person in erased}


def _erased(told: Iterable[Told]) -> set[str]:
    return {each.fact.person for each in told if isinstance(each.fact, PersonErased)}
