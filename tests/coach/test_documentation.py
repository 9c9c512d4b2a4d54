"""docs/coach.md says what the tables of the coach say: every row of them is made here and looked for there."""

from pathlib import Path

import pytest

from retrowalk.coach import progression as p
from retrowalk.coach import schedule
from retrowalk.coach.levels import ASSIGNED, LADDER
from retrowalk.coach.outcomes import TESTS
from retrowalk.coach.progression import DAY, HOUR
from retrowalk.coach.schedule import RHYTHMS
from retrowalk.coach.screening import QUESTIONS, STORED, TODAY
from retrowalk.coach.traffic_light import AMBER, RED
from retrowalk.safety import thresholds as t


PAGE = (Path(__file__).parents[2] / "docs" / "coach.md").read_text(encoding="utf-8")
LASTS = {TODAY: "12 h", STORED: "90 days"}


def roles(some):
    return " or ".join(sorted(some))


def question(asked):
    answer = "yes" if asked.against else "no"
    return f"| {asked.asks} | {answer} | {asked.then.name.lower().replace('_', ' ')} | {LASTS[asked.lasts]} |"


def threshold(test):
    given = [f"{test.by:g} {test.unit}" if test.by else "", f"{test.percent:g} %" if test.percent else ""]
    return " or ".join(each for each in given if each) or "a trend only"


def outcome(name, test):
    better = "more" if test.more_is_better else "less"
    who = f" ({test.of})" if test.of else ""
    return (
        f"| `{name}` | {test.name} | {test.least:g} to {test.most:g} {test.unit} | {better} | {threshold(test)}{who} |"
    )


def rung(level, needs):
    apart = "24 h" if needs.apart == DAY else f"{needs.apart // HOUR} h"
    green = f"{needs.greens} in a row, {apart} apart" + (f"; {needs.in_all} in all" if needs.in_all else "")
    return f"| `{level}` | `{needs.after}` | {green} | {roles(needs.by) or 'nobody'} |"


ROWS = [
    *(question(asked) for asked in QUESTIONS.values()),
    *(outcome(name, test) for name, test in TESTS.items()),
    *(rung(level, needs) for level, needs in LADDER.items()),
    *(f"| `{level}` | {roles(some)} |" for level, some in ASSIGNED.items()),
    *(f"| `{level}` | {rhythm.planned} | {rhythm.most} |" for level, rhythm in RHYTHMS.items()),
    *(f"| red | {says} |" for _, says in RED),
    *(f"| amber | {says} |" for _, says in AMBER),
]


@pytest.mark.parametrize("row", ROWS)
def test_the_page_has_every_row(row):
    assert row in PAGE


def test_the_page_has_no_row_more():
    def section(title):
        return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]

    rows = [line for title in TITLES for line in section(title).splitlines() if line.startswith("| ")]
    heads = [line for line in rows if line not in ROWS]
    assert heads == HEADS and set(rows) - set(heads) == set(ROWS)


TITLES = ("Before the first walk", "The traffic light", "Levels", "Schedule", "Outcome tests")
HEADS = [
    "| Question | Against a walk | Then | Holds for |",
    "| Light | Because |",
    "| Level | After | Green sessions | With the word of |",
    "| Level | Given by |",
    "| Level | Sessions a week | At the most |",
    "| Test | What | Range | Better | Meaningful change |",
]


@pytest.mark.parametrize(
    "words",
    [
        f"+{p.MORE_TIME // 60} min, but at most {p.SHARE_SHORT} % below {p.SHORT // 60} min, then {p.SHARE} %",
        f"+0.1 mph, at most {p.SPEED_SHARE} % above the speed of a week ago",
        f"+{p.MORE_INCLINE / 10:g} %",
        f"+{p.MORE_METRES} m",
        f"{schedule.REST // HOUR} h between any two sessions",
        f"{schedule.REST_AFTER_INCLINE // HOUR} h between two on an incline",
        f"{schedule.DAY_AT_MOST // 60} min on the belt in a day",
        f"for {t.HEART_HIGH_FOR // 1000} s | one step",
        f"more than {t.HEART_FAR} above, for {t.HEART_FAR_FOR // 1000} s more",
        f"above for {t.HEART_AT_MINIMUM // 1000} s at the belt's slowest",
        f"silent for {t.HEART_STALE // 1000} s",
        f"every {t.HEART_BEEP_APART // 1000} s; after {t.HEART_LOST_FOR // 1000} s",
        f"below {t.HEART_LEAST} or above {t.HEART_MOST}, or a jump by more than {t.HEART_JUMP}",
    ],
)
def test_the_page_has_the_programs_figures(words):
    assert words in PAGE
