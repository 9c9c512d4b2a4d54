import json
import re

from retrowalk.api.problems import PROBLEMS, encoded, of_refusal, problem, status_of
from retrowalk.gateway.refusals import Code, Refusal


def test_every_refusal_of_the_gateway_has_a_status_and_a_title():
    assert {code.value for code in Code} <= set(PROBLEMS)
    assert all(400 <= status < 600 and title for status, title in PROBLEMS.values())
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", code) for code in PROBLEMS)


def test_a_refusal_says_what_limits_and_by_whom():
    refusal = Refusal(
        Code.CAP_EXCEEDED,
        "3.5 km/h is above the cap",
        limit="3.2 km/h",
        limited_by=("site", "facing"),
        fields={"speed_kmh": "at most 3.2"},
        retry_after=1500,
    )
    told = json.loads(encoded(of_refusal(refusal, "/v1/sessions/1/commands")))
    trace = told.pop("trace_id")
    assert re.fullmatch("[0-9a-f]{16}", trace)
    assert told == {
        "type": "/v1/problems/cap-exceeded",
        "title": "Above a cap",
        "status": 422,
        "detail": "3.5 km/h is above the cap",
        "instance": "/v1/sessions/1/commands",
        "code": "cap-exceeded",
        "limit": "3.2 km/h",
        "limited_by": ["site", "facing"],
        "fields": {"speed_kmh": "at most 3.2"},
        "retry_after_ms": 1500,
    }


def test_the_statuses_the_contract_names():
    wanted = {
        "lease-required": 428, "lease-held": 409, "stale-epoch": 409, "latched": 409, "preflight-failed": 409,
        "link-lost": 409, "not-paired": 401, "role": 403, "bad-origin": 403, "host-not-allowed": 421,
        "version-needed": 428, "version-old": 412, "key-reused": 422, "cap-exceeded": 422,
    }  # fmt: skip
    assert {code: status_of(code) for code in wanted} == wanted


def test_nothing_empty_is_told():
    assert set(problem("internal", "x", "/")) == {
        "type", "title", "status", "detail", "instance", "code", "trace_id",
    }  # fmt: skip
