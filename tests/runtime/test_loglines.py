"""One record, one line, no secrets."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.runtime.loglines import HIDDEN, fields, for_the_journal, json_line, line_for_people, room, scrub


CANARY = "c4n4ry-9f86d081884c"


def record(message, *args, level=logging.INFO, name="retrowalk.link.lane", **extra):
    made = logging.makeLogRecord(
        {"name": name, "msg": message, "args": args, "levelno": level, "levelname": logging.getLevelName(level)}
    )
    vars(made).update(created=1_800_000_000.25, **extra)
    return made


def test_a_record_has_time_level_room_sentence_and_what_was_added():
    assert fields(record("link of %s lost", "Left", treadmill="aa-bb", trace_id="t1")) == {
        "timestamp": "2027-01-15T08:00:00.250+00:00",
        "level": "info",
        "room": "link",
        "event": "link of Left lost",
        "trace_id": "t1",
        "treadmill": "aa-bb",
    }


@pytest.mark.parametrize(
    ("logger", "named"),
    [("retrowalk.link.lane", "link"), ("retrowalk", "retrowalk"), ("uvicorn.error", "uvicorn.error")],
)
def test_a_room_is_the_second_name(logger, named):
    assert room(logger) == named


@pytest.mark.parametrize(
    "sentence",
    [
        f"Authorization: Bearer {CANARY}",
        f"GET /v1/events?token={CANARY}&since=3",
        f"cannot reach postgresql://walks:{CANARY}@db/walks",
        f"login with pin={CANARY} refused",
        f"{{'pin': '{CANARY}', 'name': 'A'}}",
        f'{{"device_token": "{CANARY}"}}',
        f"set-cookie={CANARY}; HttpOnly",
        f"password: {CANARY}",
    ],
)
def test_a_secret_within_a_sentence_is_hidden(sentence):
    line = json_line(fields(record("%s", sentence)))
    assert CANARY not in line
    assert HIDDEN in line


def test_a_pairing_code_is_hidden_and_a_count_is_not():
    assert scrub("pairing code 123456 for 120 s") == f"pairing code {HIDDEN} for 120 s"
    assert scrub("exit code 8, 123456 steps") == "exit code 8, 123456 steps"


def test_a_device_token_is_known_by_its_mark():
    assert scrub(f"device rw_{CANARY} is revoked") == f"device {HIDDEN} is revoked"


@pytest.mark.parametrize(
    "name", ["pin", "token", "device_token", "password", "Authorization", "cookie", "client_secret"]
)
def test_a_field_of_that_name_is_hidden_at_any_depth(name):
    said = fields(record("login", request={"body": [{name: CANARY}], "path": "/v1/login"}))
    assert CANARY not in json_line(said)
    assert said["request"] == {"body": [{name: HIDDEN}], "path": "/v1/login"}
    assert fields(record("login", **{name: CANARY}))[name] == HIDDEN


def test_a_traceback_is_kept_without_secrets():
    try:
        int(f"token={CANARY}")
    except ValueError:
        failed = record("unforeseen")
        failed.exc_text = logging.Formatter().formatException(sys.exc_info())
    said = fields(failed)
    assert "with base 10: 'token=[hidden]" in said["exception"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.binary(),
        lambda each: st.lists(each) | st.dictionaries(st.text(), each),
    )
)
def test_whatever_is_added_is_one_line_of_json(value):
    line = json_line(fields(record("anything", value=value)))
    assert "\n" not in line
    assert json.loads(line)["event"] == "anything"


def test_a_line_for_people_begins_with_the_time_and_holds_the_sentence():
    line = line_for_people(colours=False)(fields(record("link of Left lost", level=logging.WARNING)))
    assert line.startswith("2027-01-15T08:00:00.250+00:00 [warning  ] link of Left lost")
    assert "\x1b" in line_for_people(colours=True)(fields(record("x")))


@pytest.mark.parametrize(
    ("level", "priority"),
    [
        (logging.DEBUG, 7),
        (logging.INFO, 6),
        (logging.WARNING, 4),
        (35, 4),
        (logging.ERROR, 3),
        (logging.CRITICAL, 2),
        (1, 7),
    ],
)
def test_the_journal_gets_its_priority_ahead_of_every_line(level, priority):
    assert for_the_journal(lambda _: "a\nb", {}, level) == f"<{priority}>a\n<{priority}>b"
