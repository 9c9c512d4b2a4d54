"""Every operation against its own description, with requests nobody thought of: what fits, and what does not.

`RETROWALK_EXAMPLES=1000` asks for more than the 200 of every run.
"""

import logging
import os
from contextlib import contextmanager, suppress

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import FlakyStrategyDefinition
from schemathesis import GenerationMode

import write_api
from faced import headers_of
from housed import LEFT, RIGHT
from threaded import there


EXAMPLES = int(os.environ.get("RETROWALK_EXAMPLES", "200"))
HOW = settings(
    max_examples=EXAMPLES // 2,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
# An answer that says no to a request that fits its description: not as things stand, which no description can say.
NOT_NOW = ["2xx", "401", "403", "404", "409", "410", "412", "422", "428", "429"]
REFUSED = ["400", "401", "403", "404", "405", "408", "409", "410", "412", "413", "415", "422", "428", "429"]


def described():
    config = schemathesis.Config.from_dict(
        {
            "checks": {
                "positive_data_acceptance": {"expected-statuses": NOT_NOW},
                "negative_data_rejection": {"expected-statuses": REFUSED},
                "missing_required_header": {"expected-statuses": REFUSED},
            }
        }
    )
    return schemathesis.openapi.from_dict(write_api.documents()["openapi.json"], config=config)


SCHEMA = described()
NAMES = [each.ok().definition.raw["operationId"] for each in SCHEMA.get_all_operations()]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with there(tmp_path_factory.mktemp("site")) as found:
        yield found


def asked(site, case, token, session):
    """Ask, and hold the answer to every check. A server-sent stream would never end by itself."""
    if case.operation.path == "/v1/events":
        case.query = {**(case.query or {}), "max_events": 1}
        case.headers["Last-Event-ID"] = "another.1"
    case.call_and_validate(base_url=site.url, session=session, headers=headers_of(token), timeout=20)


class Failures(logging.Handler):
    """What the site itself has failed on, with its reasons."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        self.said.append(logging.Formatter().format(record))


@contextmanager
def failures():
    heard, log = Failures(), logging.getLogger("retrowalk")
    log.addHandler(heard)
    try:
        yield heard.said
    finally:
        log.removeHandler(heard)


def held(test):
    """Run it, and tell what was found in words: the traceback leads through nothing of ours."""
    for tried in range(3):
        try:
            with failures() as said:
                return test()
        except Exception as error:  # noqa: BLE001 - whatever was found is told
            found = f"{error}\n{[str(each) for each in getattr(error, 'exceptions', ())]}\n{said}"
            # CPython 3.11 counts wrong when Hypothesis moves the limit of recursion while another thread parses; where
            # that thread is the site's, its answer is that it has failed.
            if tried == 2 or "recursion depth mismatch" not in found:
                raise AssertionError(found) from None
    return None


@pytest.mark.parametrize("name", NAMES)
def test_what_fits_its_description_is_answered_as_described(site, name):
    operation, token = SCHEMA.find_operation_by_id(name), site.owner()
    with requests.Session() as session:

        @HOW
        @given(st.data())
        def test(data):
            case = data.draw(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
            if "treadmill" in (case.path_parameters or {}):
                case.path_parameters["treadmill"] = data.draw(st.sampled_from([LEFT, RIGHT, "nobody"]))
            if name == "adopt":  # a thousand treadmills that are not there would all be looked for
                case.body["address"] = data.draw(st.sampled_from(["C0:00:00:00:00:01", "C0:00:00:00:00:02"]))
            asked(site, case, token, session)

        held(test)
    site.run(site.at_rest())


CAN_BE_WRONG = [
    name
    for name in NAMES
    if (found := SCHEMA.find_operation_by_id(name)) and (found.body or found.query or found.headers)
]


def worded(operation):
    """The parameters of a query that may be a text."""
    given = operation.definition.raw.get("parameters", ())
    kinds = {
        each["name"]: (each["schema"], *each["schema"].get("anyOf", ())) for each in given if each["in"] == "query"
    }
    return {name for name, schemas in kinds.items() if any(each.get("type") == "string" for each in schemas)}


def sent_as_it_is(case):
    """A query has texts alone: of an object its keys are sent, of a number its figures, and these may fit."""
    query, texts = case.query or {}, worded(case.operation)
    objects = any(isinstance(value, dict) for value in query.values())
    return not objects and all(isinstance(query[name], str | list) for name in texts & query.keys())


@pytest.mark.parametrize("name", CAN_BE_WRONG)
def test_what_does_not_fit_is_refused_as_described(site, name):
    operation, token = SCHEMA.find_operation_by_id(name), site.owner()
    with requests.Session() as session:

        @HOW
        @given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE).filter(sent_as_it_is))
        def test(case):
            asked(site, case, token, session)

        held(test)
    site.run(site.at_rest())


# So many walks through the site, each from a seed of its own.
ROUNDS = 5


def test_whatever_follows_from_whatever_is_answered_as_described(site):
    token, asked_for = site.owner(), []

    class Walkabout(SCHEMA.as_state_machine()):
        def get_call_kwargs(self, case):
            asked_for.append(case.operation.path)
            return {"base_url": site.url, "headers": headers_of(token), "timeout": 20}

    how = settings(
        HOW,
        max_examples=EXAMPLES // 4 // ROUNDS,
        stateful_step_count=8,
        derandomize=False,
        phases=(Phase.explicit, Phase.generate),
    )
    for seed in range(ROUNDS):
        Walkabout._hypothesis_internal_use_seed = seed  # noqa: SLF001 - where @seed puts it, too
        # A site remembers: what was asked before is answered otherwise the next time, and ends the round.
        held(lambda: suppressed(FlakyStrategyDefinition, lambda: Walkabout.run(settings=how)))
    assert len(asked_for) >= EXAMPLES
    site.run(site.at_rest())


def suppressed(kind, test):
    with suppress(kind):
        test()
