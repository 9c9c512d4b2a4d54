from hypothesis import given
from hypothesis import strategies as st
from tests.export.page_reading import read, words

from retrowalk.export.markup import Markup, element, join, named, text


HOSTILE = '<script>alert("1")</script>&amp;\'" onload=x'


def test_what_people_typed_is_text():
    made = element("p", HOSTILE, title=HOSTILE)
    assert "<script" not in made
    root = read(made)
    assert root.text == root.get("title") == HOSTILE


def test_markup_is_kept_and_nothing_is_nothing():
    assert element("p", element("b", "x"), None, "y") == "<p><b>x</b>y</p>"
    assert join(None, Markup("<br/>"), "<") == "<br/>&lt;"


def test_attributes_are_named_as_html_names_them():
    assert element("rect", class_="a", stroke_width=2, x=None) == '<rect class="a" stroke-width="2"/>'


def test_a_name_keeps_its_direction_to_itself():
    assert named("שרה") == "<bdi>שרה</bdi>"


@given(st.text(st.characters(categories=None), max_size=40))
def test_any_text_comes_through_or_is_left_out(typed):
    assert isinstance(text(typed), Markup)
    seen = words(read(element("p", typed, title=typed)))
    assert "<" not in element("p", typed)[3:-4]
    assert seen == " ".join(seen.split())
