import asyncio
import io
import threading
from dataclasses import replace

import pytest
from rich.console import Console

from retrowalk.cli.screen import BEHIND, FRAME, HEARTBEAT, Apart, Frames, Lines
from retrowalk.controller.effects import AlarmKind
from retrowalk.session.checklist import Item
from retrowalk.session.stage import Stage
from retrowalk.settings import load_protocols


PLAN = load_protocols().plans["P01"]


@pytest.fixture
def lines():
    written = []
    return Lines(written.append, PLAN), written


def test_a_line_at_every_change_and_every_ten_seconds(lines, blank):
    screen, written = lines
    for now in range(0, 2 * HEARTBEAT + 1, 250):
        screen.update(replace(blank, now=now))
    assert len(written) == 3
    screen.update(replace(blank, now=2 * HEARTBEAT + 250, linked=True))
    assert len(written) == 4
    assert "link up" in written[-1]


def test_a_question_is_written_once_until_it_changes(lines, blank):
    screen, written = lines
    asking = replace(blank, stage=Stage.CHECKLIST, missing=(Item.CLIP, Item.SHOES))
    for snapshot in (asking, asking, replace(asking, missing=(Item.SHOES,))):
        screen.update(snapshot)
    assert sum("y yes, n no" in each for each in written) == 2


def test_an_alert_is_loud_and_its_end_is_silent(lines):
    screen, written = lines
    screen.alert("PULL THE KEY")
    assert written == ["************\nPULL THE KEY\n************"]
    screen.alert("")
    assert len(written) == 1
    screen.close()


@pytest.fixture
def frames():
    console = Console(file=io.StringIO(), force_terminal=True, width=80, height=24)
    screen = Frames(console, PLAN, simulated=True, speed_up=2.0)
    yield screen, console.file
    screen.close()


def test_frames_are_drawn_at_a_readers_pace_and_at_once_for_an_alarm(frames, blank):
    screen, file = frames
    screen.update(blank)
    drawn = file.tell()
    screen.update(replace(blank, now=2 * FRAME - 1))
    assert file.tell() == drawn
    screen.update(replace(blank, now=2 * FRAME - 1, alarms=(AlarmKind.STALE,)))
    assert "SILENT" in file.getvalue()[drawn:]
    drawn = file.tell()
    screen.update(replace(blank, now=4 * FRAME, alarms=(AlarmKind.STALE,)))
    assert file.tell() > drawn


def test_an_alert_stands_above_and_goes(frames, blank):
    screen, file = frames
    screen.update(blank)
    screen.say(61_000, "something happened")
    screen.alert("PULL THE KEY")
    assert "PULL THE KEY" in file.getvalue()
    assert "1:01  something happened" in file.getvalue()
    drawn = file.tell()
    screen.alert("")
    assert "PULL THE KEY" not in file.getvalue()[drawn:]


def apart(screen, act):
    """What `act` does on a screen of its own thread, and how often the screen was told to be lost."""
    lost = []

    async def main():
        shown = Apart(screen)
        shown.lost = lambda: lost.append(threading.current_thread())
        act(shown)
        await asyncio.to_thread(shown.close)
        await asyncio.sleep(0)
        return shown

    asyncio.run(main())
    return lost


class Stalled(Lines):
    """A terminal that takes nothing until it is let go."""

    def __init__(self, written):
        super().__init__(written.append, PLAN)
        self.let_go = threading.Event()
        self.updates = 0

    def update(self, snapshot):
        self.let_go.wait(20.0)
        self.updates += 1
        super().update(snapshot)


def test_a_terminal_that_stalls_holds_nobody_up_and_still_shows_what_was_said(blank):
    written = []
    screen = Stalled(written)

    def act(shown):
        for now in range(10 * BEHIND):
            shown.update(replace(blank, now=now))
        shown.say(0, "the last word")
        shown.alert("PULL THE KEY")
        assert not written
        screen.let_go.set()

    assert apart(screen, act) == []
    assert any("the last word" in line for line in written)
    assert "PULL THE KEY" in written[-1]
    assert screen.updates <= BEHIND + 1


@pytest.mark.parametrize("error", [BrokenPipeError(), ValueError("cannot be drawn")])
def test_a_screen_that_is_gone_is_told_once_on_the_loop(error):
    def gone(_):
        raise error

    def act(shown):
        shown.say(0, "one")
        shown.say(0, "two")

    assert apart(Lines(gone, PLAN), act) == [threading.main_thread()]
