import pytest

from retrowalk.controller.events import Tick, TreadmillFrame
from retrowalk.controller.rules import Rules
from retrowalk.firmware.profile import Profile
from retrowalk.journal.line import frame, unframe
from retrowalk.journal.reader import JournalError, read
from retrowalk.journal.record import Header, Step
from retrowalk.journal.writer import Journal


HEADER = Header("AA:BB", Rules(Profile("generic")))
STEPS = tuple(Step(number * 250, TreadmillFrame(bytes([number])), ()) for number in range(4))


@pytest.fixture
def path(tmp_path):
    with Journal(tmp_path / "walk.journal", HEADER) as journal:
        for step in STEPS:
            journal.write(step)
    return journal.path


@pytest.fixture
def lines(path):
    return path.read_bytes().splitlines(keepends=True)


def test_an_end_torn_at_any_byte_costs_the_torn_line_alone(path, lines):
    last = len(lines[-1])
    whole = path.read_bytes()
    for cut in range(1, last + 1):
        path.write_bytes(whole[:-cut])
        recording = read(path)
        assert recording.steps == STEPS[:-1]
        assert (recording.lost, recording.damage) == (cut < last, "")


@pytest.mark.parametrize("tail", [b"\0" * 300, b"garbage\nmore garbage\n", b"\n", b"\xff\r\n\r"])
def test_whatever_a_power_cut_left_at_the_end_is_left_out(path, lines, tail):
    path.write_bytes(b"".join(lines) + tail)
    recording = read(path)
    assert recording.steps == STEPS
    assert recording.lost >= 1


@pytest.mark.parametrize("where", [1, 2, 3])
def test_a_garbled_line_with_whole_ones_behind_it_is_named_and_all_before_it_is_read(path, lines, where):
    lines[where] = lines[where].replace(b"e", b"E", 1)
    path.write_bytes(b"".join(lines))
    recording = read(path)
    assert recording.steps == STEPS[: where - 1]
    assert recording.damage == f"{path}:{where + 1}: the checksum does not match"
    assert recording.lost == len(lines) - where


def test_a_garbled_head_leaves_nothing_to_read_the_rest_by(path, lines):
    path.write_bytes(b"".join([lines[0].replace(b"e", b"E", 1), *lines[1:]]))
    with pytest.raises(JournalError, match=r"walk.journal:1: the checksum does not match"):
        read(path)


def test_a_torn_line_with_whole_ones_behind_it_is_named(path, lines):
    path.write_bytes(b"".join([lines[0], lines[1][:-9], b"\n", *lines[2:]]))
    assert f"{path}:2: the checksum" in read(path).damage


def test_a_doubled_line_is_named(path, lines):
    path.write_bytes(b"".join([*lines[:3], lines[2], frame(5, unframe(4, lines[3]))]))
    assert f"{path}:4: the line says it is number 3" in read(path).damage


def test_a_missing_line_is_named(path, lines):
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    assert f"{path}:3: the line says it is number 4" in read(path).damage


@pytest.mark.parametrize("content", [b"", b"\n", b"hello\n", b'{"n": 1}\n'])
def test_another_file_is_no_journal(path, content):
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"walk.journal:1: not a journal"):
        read(path)


def test_another_format_is_refused(path, lines):
    head = unframe(1, lines[0])
    path.write_bytes(frame(1, head | {"format": 2}) + b"".join(lines[1:]))
    with pytest.raises(JournalError, match=r"walk.journal:1: journal format 2 is not 1"):
        read(path)


def test_a_header_that_is_none_is_refused(path, lines):
    head = unframe(1, lines[0])
    path.write_bytes(frame(1, head | {"header": {"treadmill": "AA"}}) + b"".join(lines[1:]))
    with pytest.raises(JournalError, match=r"walk.journal:1: Header.rules: Field required"):
        read(path)


def test_an_event_nobody_knows_is_refused_by_line(path, lines):
    path.write_bytes(
        b"".join([*lines[:3], frame(4, {"now": 7, "event": "Jump", "with": {}, "effects": []}), *lines[4:]])
    )
    with pytest.raises(JournalError, match=r"walk.journal:4: 'Jump' is none of"):
        read(path)


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.journal")


def test_steps_keep_their_lines(path):
    assert read(path).steps[2] == STEPS[2]
    assert Tick() not in [step.event for step in read(path).steps]
