"""docs/protocols.md says what the parser does."""

import re
from pathlib import Path

from retrowalk.protocol import keys as k
from retrowalk.protocol.level import LEVELS, Level
from retrowalk.protocol.parse import parse
from retrowalk.protocol.plan import Kind
from retrowalk.units import Inclination, Speed, parse_ramp


PAGE = (Path(__file__).parents[2] / "docs" / "protocols.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]


def test_the_example_is_a_protocol_with_every_kind_of_segment_that_drives():
    plan = parse(EXAMPLE, "docs/protocols.md")
    assert {segment.kind for segment in plan.segments} == set(Kind)


def test_the_example_and_the_tables_know_every_key():
    names = {key.name for key in k.FILE} | set(k.BLOCKS) | {k.SEGMENTS, k.REPEAT, k.TIMES_KEY.name} | set(k.FORMS)
    names |= {key.name for form in k.FORMS.values() for key in form.keys}
    names |= {key.name for keys, _ in k.BLOCKS.values() for key in keys}
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_the_level_table_is_the_levels():
    rows = {row[0].strip("`"): row[1:] for row in ROWS if row[0].strip("`") in set(Level)}
    assert set(rows) == set(Level)
    for level, (speed, inclination, up, down, minutes, settle) in rows.items():
        rules = LEVELS[Level(level)]
        assert minutes == f"{rules.belt_time // 60_000} min"
        if level != Level.COACH:
            assert (Speed.parse(speed), Inclination.parse(inclination)) == (rules.speed, rules.inclination)
            assert (parse_ramp(up), parse_ramp(down)) == (rules.ramp_up, rules.ramp_down)
            assert settle == f"{rules.settle // 1000} s"


def test_the_limits_are_those_of_the_parser():
    assert f"1 to {k.MOST_TIMES} times" in PAGE
    assert f"{k.MOST_SEGMENTS} at most" in PAGE
    assert f"at most {k.LONGEST_TEXT} characters" in PAGE
    assert f"at most {k.LONGEST_ID} letters" in PAGE
