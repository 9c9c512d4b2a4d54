"""The log as a whole: real loggers, real pipes, a real thread."""

import asyncio
import io
import json
import logging
import os
import pty
import time

import pytest

from retrowalk.runtime import logs
from retrowalk.runtime.logs import Log, Style, read_by_journald, trace_id, traced
from retrowalk.runtime.repeats import AT_ONCE


_log = logging.getLogger("retrowalk.link.test")


def written(style=None, *, say):
    stream = io.StringIO()
    with Log(style or Style(json=True), stream):
        say()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_what_was_said_is_written_when_the_log_is_left():
    lines = written(say=lambda: [_log.info("step %d", number) for number in range(3)])
    assert [line["event"] for line in lines] == ["step 0", "step 1", "step 2"]
    assert {line["room"] for line in lines} == {"link"}


def test_levels_are_the_rooms_own_and_are_given_back():
    before = logging.getLogger("retrowalk.link").level

    def say():
        for name in ("retrowalk.link.a", "retrowalk.api.a", "somebody.else"):
            for level in (logging.DEBUG, logging.INFO, logging.WARNING):
                logging.getLogger(name).log(level, name)

    lines = written(Style("warning", {"link": "debug"}, json=True), say=say)
    assert [(line["event"], line["level"]) for line in lines] == [
        ("retrowalk.link.a", "debug"),
        ("retrowalk.link.a", "info"),
        ("retrowalk.link.a", "warning"),
        ("retrowalk.api.a", "warning"),
        ("somebody.else", "warning"),
    ]
    assert logging.getLogger("retrowalk.link").level == before


def test_a_flood_is_a_few_lines_and_a_count():
    lines = written(say=lambda: [_log.warning("no answer after %d ms", number) for number in range(500)])
    assert [line["event"] for line in lines] == [
        *(f"no answer after {number} ms" for number in range(AT_ONCE)),
        f"{500 - AT_ONCE} more of: no answer after %d ms",
    ]


def test_the_same_of_two_treadmills_is_not_the_same():
    def say():
        for treadmill in ("a", "b"):
            for _ in range(AT_ONCE + 1):
                _log.warning("no answer", extra={"treadmill": treadmill})

    assert [line.get("treadmill") for line in written(say=say)][: 2 * AT_ONCE] == ["a"] * AT_ONCE + ["b"] * AT_ONCE


def test_an_error_has_its_traceback_in_the_same_line():
    def say():
        try:
            {}["x"]
        except KeyError:
            _log.exception("unforeseen")

    (line,) = written(say=say)
    assert line["exception"].splitlines()[-1] == "KeyError: 'x'"


def test_what_belongs_to_a_request_carries_its_id():
    async def answer(name):
        with traced(name):
            _log.info("asked")
            await asyncio.create_task(asyncio.sleep(0))
            _log.info("answered by %s", trace_id())

    async def both():
        await asyncio.gather(answer("r1"), answer("r2"))
        _log.info("nobody's")

    lines = written(say=lambda: asyncio.run(both()))
    assert [line.get("trace_id") for line in lines] == ["r1", "r2", "r1", "r2", None]
    assert lines[2]["event"] == "answered by r1"


def test_a_sentence_that_cannot_be_made_ends_nothing(capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own would fail on it
    lines = written(say=lambda: [_log.info("%d", "x"), _log.info("after")])
    assert [line["event"] for line in lines] == ["after"]
    assert "TypeError" in capsys.readouterr().err


def test_a_reader_that_does_not_read_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(logs, "PATIENCE", 0.05)
    monkeypatch.setattr(logs, "WAITING", 100)
    inlet, outlet = os.pipe()
    with os.fdopen(outlet, "w") as stream:
        log = Log(Style(json=True), stream)
        with log:
            began = time.monotonic()
            for number in range(2000):
                _log.warning("x" * 1000 + str(number))
            took = time.monotonic() - began
        assert took < 2.0
        text = b""
        while b"lines were dropped: nobody read the log" not in text:
            text += os.read(inlet, 65536)
    os.close(inlet)


def test_a_stream_that_is_closed_ends_nothing():
    inlet, outlet = os.pipe()
    os.close(inlet)
    stream = os.fdopen(outlet, "w")
    with Log(Style(json=True), stream):
        _log.info("nobody hears this")
    with pytest.raises(BrokenPipeError):
        stream.close()


def test_a_terminal_gets_lines_for_people_and_a_file_gets_json(tmp_path):
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal, Log(Style(), terminal):
        _log.info("hello")
    assert b"[" in (seen := os.read(leader, 4096)) and b"hello" in seen and b"{" not in seen
    os.close(leader)
    with (tmp_path / "log").open("w") as file, Log(Style(), file):
        _log.info("hello")
    assert json.loads((tmp_path / "log").read_text())["event"] == "hello"


def test_the_journal_is_known_by_its_stream(tmp_path, monkeypatch):
    with (tmp_path / "log").open("w") as file:
        there = os.fstat(file.fileno())
        monkeypatch.setenv("JOURNAL_STREAM", f"{there.st_dev}:{there.st_ino}")
        assert read_by_journald(file)
        with Log(Style(), file):
            _log.error("trouble")
    assert not read_by_journald(io.StringIO())
    assert (tmp_path / "log").read_text().startswith('<3>{"timestamp"')
