"""The built page as files: what there is, what each is, and what is served where it was not built."""

import gzip

import pytest

from retrowalk.page import FOLDER, PLAIN, built, files, served


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    for name, text in (("index.html", "<p>page"), ("assets/a-1.js", "let a"), ("icon.svg", "<svg/>")):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_folder_without_an_index_is_no_page(tmp_path):
    assert not built(tmp_path)
    assert files(tmp_path) == {}


def test_every_file_has_its_path_and_the_index_is_the_root(folder):
    assert set(files(folder)) == {"/", "/assets/a-1.js", "/icon.svg"}
    assert files(folder)["/"].body == b"<p>page"


def test_a_file_says_what_it_is_and_whether_its_name_tells_its_content(folder):
    found = files(folder)
    assert {path: file.hashed for path, file in found.items()} == {
        "/": False,
        "/assets/a-1.js": True,
        "/icon.svg": False,
    }
    assert found["/assets/a-1.js"].media_type.startswith("text/javascript")
    assert gzip.decompress(found["/"].packed) == found["/"].body


def test_another_content_has_another_tag(folder):
    before = files(folder)["/"].tag
    (folder / "index.html").write_text("<p>other")
    assert files(folder)["/"].tag != before


def test_plain_words_stand_in_for_a_page_that_was_not_built(tmp_path, folder):
    assert b'action="v1/stop"' in served(tmp_path / "nothing")["/"].body
    assert served(folder)["/"].body == b"<p>page"
    assert "/plain.css" in served(folder)


def test_the_plain_page_ships_and_the_built_one_is_beside_it():
    assert built(PLAIN)
    assert FOLDER.parent == PLAIN.parent
