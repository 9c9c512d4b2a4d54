"""Protocols by id."""

import pytest

from retrowalk.protocol.errors import ProtocolError
from retrowalk.protocol.library import UnknownProtocol, gather


def text(protocol_id):
    return (
        f"id: {protocol_id}\nname: n\nlevel: first\nbasis: ours\nfacing: backward\nsegments: [settle: {{for: 30 s}}]\n"
    )


def test_plans_are_found_by_id_in_any_case_and_keep_their_order():
    library = gather([("b.yaml", text("P8b")), ("a.yaml", text("P1"))])
    assert list(library.plans) == ["P8b", "P1"]
    assert library.find("p8B") is library.plans["P8b"]
    assert library.files == {"P8b": "b.yaml", "P1": "a.yaml"}


def test_an_unknown_id_names_those_there_are():
    with pytest.raises(UnknownProtocol, match=r"no protocol 'P9': there are P1, P2"):
        gather([("a", text("P1")), ("b", text("P2"))]).find("P9")
    with pytest.raises(UnknownProtocol, match="there are none"):
        gather([]).find("P9")


def test_an_id_is_used_once_in_any_case():
    with pytest.raises(ProtocolError, match=r"^b\.yaml: line 1, column 1: id: 'p1' is the id of a\.yaml already"):
        gather([("a.yaml", text("P1")), ("b.yaml", text("p1"))])


def test_a_file_that_is_no_protocol_is_refused():
    with pytest.raises(ProtocolError, match=r"^b\.yaml: "):
        gather([("a.yaml", text("P1")), ("b.yaml", "")])
