"""The documents say what runs: none is old, each is whole, every operation of the table is in them."""

import json
import re

import jsonschema

import write_api
from retrowalk.api.operations import OPERATIONS
from retrowalk.api.problems import PROBLEMS
from retrowalk.api.routing import codes_of
from retrowalk.gateway.eventlog import Kind


DOCUMENTS = write_api.documents()
OPENAPI, ASYNCAPI = DOCUMENTS["openapi.json"], DOCUMENTS["asyncapi.json"]


def described():
    return {
        each["operationId"]: (method, path, each)
        for path, methods in OPENAPI["paths"].items()
        for method, each in methods.items()
    }


def test_what_is_committed_is_what_runs():
    for name, document in DOCUMENTS.items():
        committed = (write_api.FOLDER / name).read_text(encoding="utf-8")
        assert committed == write_api.text(document), "run scripts/write_api.py"


def test_every_operation_of_the_table_is_described_and_no_other():
    found = {name: (method.upper(), path) for name, (method, path, _) in described().items()}
    assert found == {name: (each.method, each.path) for name, each in OPERATIONS.items()}


def test_every_answer_has_a_schema():
    for name, (_, _, operation) in described().items():
        for status, answer in operation["responses"].items():
            assert status == "204" or answer.get("content"), (name, status)
            assert all(each != {"schema": {}} for each in answer.get("content", {}).values()), (name, status)


def test_every_problem_an_operation_may_answer_with_is_one_of_the_table():
    for name, operation in OPERATIONS.items():
        assert set(codes_of(operation)) <= set(PROBLEMS)
        statuses = set(described()[name][2]["responses"])
        assert name.startswith("stop") or {str(int(PROBLEMS[code][0])) for code in codes_of(operation)} <= statuses


def test_a_stop_never_answers_what_would_be_in_its_way():
    for name in ("stop", "stop_all"):
        operation = described()[name][2]
        assert not set(operation["responses"]) & {"401", "409", "412", "415", "422", "428", "429"}
        assert "requestBody" not in operation
        assert operation["security"] in ([], [{}, {"token": []}, {"cookie": []}])


def test_what_is_asked_of_somebody_says_so():
    for name, (_, _, operation) in described().items():
        act = OPERATIONS[name].act
        opened = act is None or act in ("stop", "see whether a belt moves")
        assert (operation["security"] == [{"token": []}, {"cookie": []}]) != opened, name


def test_every_reference_leads_somewhere():
    for document in DOCUMENTS.values():
        for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
            found = document
            for step in reference.split("/"):
                found = found[step]


def test_forms_are_closed():
    """A field that nobody knows is refused, and the document says so."""
    for name, (_, _, operation) in described().items():
        body = operation.get("requestBody")
        if body is None:
            continue
        schema = body["content"]["application/json"]["schema"]
        references = re.findall(r"#/components/schemas/([^\"]+)", json.dumps(schema))
        assert references, name
        assert all(OPENAPI["components"]["schemas"][each]["additionalProperties"] is False for each in references), name


def test_every_kind_of_event_is_in_the_document_of_the_live_channel():
    assert ASYNCAPI["components"]["schemas"]["EventType"]["enum"] == [kind.value for kind in Kind]
    heard = {each["$ref"].rpartition("/")[2] for each in ASYNCAPI["operations"]["hear"]["messages"]}
    assert heard == {"Ack", "Login", "Renew", "Since", "Stop", "StopByte"}


def test_every_schema_is_one():
    for document in DOCUMENTS.values():
        for schema in document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
