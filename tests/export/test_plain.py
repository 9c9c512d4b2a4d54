from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.export.plain import cell, printable


ANY = st.text(st.characters(categories=None), max_size=60)


@given(ANY)
def test_what_is_printable_fits_into_xml_and_utf_8(text):
    element = ET.Element("note")
    element.text = printable(text)
    written = ET.tostring(element, encoding="unicode")
    assert ET.fromstring(written).text in {element.text, None}  # noqa: S314 - our own text
    element.text.encode()


@pytest.mark.parametrize("name", ["Ana María", "محمد", "שרה", "李小龍", "👩‍🦯 Jo", "O'Neil & <Co>", "a\tb\nc"])
def test_names_stay_as_they_are(name):
    assert printable(name) == name


@pytest.mark.parametrize(
    "text", ["\x00a", "a\x1b[31m"[:2], "a\u202e", "\u2066a", "a\x7f", "\ud800a", "a\ufffe", "\x85a"]
)
def test_what_breaks_pages_goes(text):
    assert printable(text) == "a"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\x00=1"])
def test_no_cell_is_a_formula(text):
    assert cell(text).startswith("'")


@given(ANY)
def test_a_cell_is_one_line(text):
    assert cell(text).splitlines() in ([], [cell(text)])
    assert cell(text)[:1] not in {"=", "+", "-", "@", "\t", "\r"}
