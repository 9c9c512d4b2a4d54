import re
import sys
from dataclasses import replace

import pytest

from retrowalk.controller.events import Tick
from retrowalk.export.plot import BLUE, GREY, MOST_NUMBERS, ORANGE, RED, MissingPlotter, numbered, plot
from retrowalk.export.report import Walk
from retrowalk.export.trace import Mark, Trace, What
from retrowalk.safety.events import Sample
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols
from retrowalk.units import Facing, Inclination, Setpoint, Speed


@pytest.fixture
def walk():
    return Walk(load_protocols().plans["P08"], "Model X", simulated=True)


@pytest.fixture
def trace(blank):
    """Ten minutes, a turn in the middle, the first minute without a measurement."""
    trace = Trace()
    for second in range(600):
        facing = Facing.FORWARD if second < 300 else Facing.BACKWARD
        setpoint = Setpoint(Speed(100 + second // 4), Inclination(second // 60))
        trace.add(
            Tick(), (),
            replace(
                blank, now=second * 1000, stage=Stage.WALKING, facing=facing, planned=setpoint, commanded=setpoint,
                cap=Speed(321),
                measured=Sample(setpoint.speed, setpoint.inclination) if second > 60 else None,
            ),
        )  # fmt: skip
    trace.marks.append(Mark(300_000, What.ALARM, "link lost alarm"))
    return trace


def words(path):
    """The comments matplotlib writes before the glyphs of each text."""
    return re.findall(r"<!-- (.*?) -->", path.read_text(encoding="utf-8"))


def test_the_plot_names_every_curve_both_facings_and_the_marks(trace, walk, tmp_path):
    plot(trace, walk, tmp_path / "walk.svg")
    shown = words(tmp_path / "walk.svg")
    for text in ("planned", "commanded", "measured", "cap", "forward", "backward", "1  5:00  link lost alarm"):
        assert text in shown
    assert any(text.startswith("SIMULATED · P08") for text in shown)


def curves(axes):
    """The colours of the curves drawn into an axes' SVG; one with no more than a single step is none."""
    paths = re.findall(r'<path d="([^"]*)" clip-path="[^"]*" style="[^"]*?stroke: (#[0-9a-f]{6})', axes)
    return [colour for corners, colour in paths if corners.count("L") > 3]


def test_every_curve_is_drawn_and_every_mark_has_its_line(trace, walk, tmp_path):
    trace.marks.append(Mark(400_000, What.LATCHED, "latched: pain"))
    plot(trace, walk, tmp_path / "walk.svg")
    # The scale in km/h is the second axes.
    speed, _, inclination = (tmp_path / "walk.svg").read_text(encoding="utf-8").partition('<g id="axes_3">')
    assert curves(speed) == [GREY, ORANGE, BLUE]
    assert f"stroke: {RED}" in speed  # the cap, level all the way
    assert curves(inclination) == [GREY, ORANGE, BLUE]
    assert speed.count("stroke: #444444; stroke-width: 0.7") == 2


def test_the_same_walk_gives_the_same_file(trace, walk, tmp_path):
    for name in ("one.svg", "two.svg"):
        plot(trace, walk, tmp_path / name)
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


def test_png_by_its_suffix(trace, walk, tmp_path):
    plot(trace, walk, tmp_path / "walk.png")
    assert (tmp_path / "walk.png").read_bytes().startswith(b"\x89PNG")


def test_a_walk_that_never_moved_is_drawn_too(blank, walk, tmp_path):
    trace = Trace()
    trace.add(Tick(), (), blank)
    plot(trace, walk, tmp_path / "walk.svg")
    assert "measured" in words(tmp_path / "walk.svg")


def test_without_matplotlib_it_says_what_to_install(trace, walk, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingPlotter, match=r"retrowalk\[plot\]"):
        plot(trace, walk, tmp_path / "walk.png")


def test_what_every_turn_has_gives_way_when_there_is_no_room():
    alarm = Mark(30, What.ALARM, "stale alarm")
    routine = [Mark(at, What.STANDSTILL, "standstill measured") for at in range(MOST_NUMBERS)]
    assert numbered([*routine, alarm]) == [alarm]
    assert numbered([*routine[1:], alarm]) == [*routine[1:], alarm]


def test_announcements_get_no_number_and_the_end_always_does():
    marks = [Mark(at, What.ALARM, str(at)) for at in range(40)] + [Mark(50, What.SAID, "faster")]
    end = Mark(60, What.FINISHED, "completed")
    kept = numbered([*marks, end])
    assert len(kept) == MOST_NUMBERS
    assert kept[-1] is end
    assert all(mark.what is not What.SAID for mark in kept)
