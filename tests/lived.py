"""A home where somebody has walked for four weeks: walks of the core in virtual time, kept as a service keeps them."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from browsed import serving
from history.telling import a_walk
from history.walking import Kept
from retrowalk.coach.outcomes import TESTS as OUTCOMES
from retrowalk.history.facts import AfterTold, Marked, Measured, PersonSet, WalkBegun, WalkEnded
from retrowalk.history.records import Outcome, Person
from retrowalk.history.store import History
from retrowalk.history.walks import After, Before, Mark, MarkKind
from retrowalk.protocol.level import Level
from retrowalk.protocol.library import gather
from retrowalk.safety.events import StopReason


ROOT = Path(__file__).parents[1]
DAY = 86_400
MARIA = Person("p-maria", "Maria Miller", 1961, Level.BEGINNER)
NEWCOMER = Person("p-ned", "Ned Newcomer", 1990)
FINE = {"sharp": False, "lasted": False, "swelling": False, "giving_way": False, "locking": False, "stumbles": 0}


@dataclass(frozen=True)
class Lived:
    """One walk: days ago, pain before, worst, after an hour and the next morning, effort; `stop`: not to its end."""

    days: float
    before: int
    worst: int
    hour: int | None
    morning: int | None
    effort: int
    stop: StopReason | None = None
    notes: str | None = None


# Oldest first. One amber walk in the second week, one that pain ended in the third, green again since.
LIVED = (
    Lived(26, 2, 2, 2, 2, 4),
    Lived(24, 2, 2, 2, 1, 4),
    Lived(19, 1, 3, 1, 1, 5, notes="left knee felt stiff on the last minute"),
    Lived(17, 1, 2, 1, 1, 4),
    Lived(12, 1, 6, 3, 3, 6, StopReason.PAIN, "stopped when the knee hurt"),
    Lived(8, 1, 2, 1, 1, 4),
    Lived(5, 1, 1, 1, 1, 3),
    Lived(3, 1, 1, 1, 1, 3),
    Lived(0.5, 1, 2, None, None, 4),
)
# The last of them: nothing was told yet of the hour and the morning after it.
LAST, STOPPED = "w-9", "w-5"
RESULTS = (("backward_3m", 6.2, 5.1), ("tug", 11.8, 9.9), ("confidence", 4, 7), ("nprs_average", 3, 2))


def _as_begun(number, lived, plan, now):
    """A walk of the library, as it is begun at this home."""
    return replace(
        a_walk(f"w-{number}", MARIA.id, now - round(lived.days * DAY)), protocol=plan.id, level=plan.level,
        protocol_hash=plan.digest, number=number, author="library", label="Treadmill 1", profile="generic_ftms",
        commissioned=True, simulated=True, planned_time=570_000, planned_millimetres=290_000,
        before=Before(lived.before, "left", "knee", lived.before + 1, 2, 7, "shoes", ("clip", "rails", "shoes")),
    )  # fmt: skip


class Walked(Kept):
    """From READY to standstill, second by second, as the core walks it."""

    def __init__(self, history, walk):
        self.walk = walk
        super().__init__(history, walk.id, walk.person, walk.began)

    def opened(self):
        return self.walk

    def along(self, plan, stop):
        if stop is None:
            self.walking(plan).finish()
        else:
            self.at_speed(plan).pass_time(90_000)
            self.stop(stop)
        self.standstill().pass_time(5_000)
        return self


def _again(history, walk, model):
    """The same again on another day: the belt does the same each time."""
    summary, tally = model.tally.summary(), model.tally
    history.keep(WalkBegun(walk, walk.began)).result(10)
    history.walk_samples(walk.id, model.samples)
    ended = WalkEnded(walk.id, tally.state, tally.reason, summary, walk.began + summary.seconds)
    history.keep(ended).result(10)


def _tell(history, walk, lived):
    """What was told of it, on the way and afterwards."""
    at = walk.began + 120
    for kind, value in ((MarkKind.RPE, lived.effort), (MarkKind.PAIN, lived.worst)):
        history.keep(Marked(Mark(walk.id, at, kind, value), at)).result(10)
    after = After(
        pain0=lived.before, pain60=lived.hour, morning=lived.morning, worst=lived.worst, effort=lived.effort,
        confidence=6, handrail="one", notes=lived.notes, **FINE,
    )  # fmt: skip
    history.keep(AfterTold(walk.id, after, walk.began + DAY)).result(10)


def _walks(history, plan, now):
    models = {}
    for number, lived in enumerate(LIVED, 1):
        walk = _as_begun(number, lived, plan, now)
        if lived.stop in models:
            _again(history, walk, models[lived.stop])
        else:
            models[lived.stop] = Walked(history, walk).along(plan, lived.stop)
        _tell(history, walk, lived)


def live(state):
    """Four weeks of Maria's walks and tests, and somebody who has not walked yet."""
    folder = ROOT / "config" / "protocols"
    plan = gather([(each.name, each.read_text("utf-8")) for each in folder.glob("P03*")]).plans["P03"]
    now = int(time.time())
    with History("", state) as history:
        for person in (MARIA, NEWCOMER):
            history.keep(PersonSet(person, now - 30 * DAY)).result(10)
        for test, first, last in RESULTS:
            for value, days in ((first, 27), (last, 2)):
                history.keep(
                    Measured(Outcome(MARIA.id, now - days * DAY, test, value, OUTCOMES[test].unit), now)
                ).result(10)
        _walks(history, plan, now)


@contextmanager
def lived(folder):
    """The home, running; this computer is its owner's, and phones reach it as well."""
    live(folder / "state")
    with serving(folder, "--set", "http.host=0.0.0.0", "--set", "http.plain=true") as site:
        site.tokens = {}
        yield site
