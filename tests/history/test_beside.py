import pytest
from tests.history.telling import ADA, begun

from retrowalk.history import facts as f
from retrowalk.history import questions
from retrowalk.history.beside import ask
from retrowalk.history.database import Away, DatabaseError
from retrowalk.history.store import History


def test_a_memory_is_read_while_another_program_has_it(tmp_path):
    with History("", tmp_path) as history:
        history.keep(f.PersonSet(ADA, 900)).result(10)
        history.keep(begun()).result(10)
        history.settled().result(10)
        assert ask("", tmp_path, questions.person("p-ada")) == ADA
        assert ask("", tmp_path, questions.walk("w1")).protocol == "P01"
    assert ask("", tmp_path, questions.walk("w2")) is None


def test_no_memory_is_not_made_by_asking(tmp_path):
    with pytest.raises(DatabaseError, match="nothing is remembered"):
        ask("", tmp_path, questions.people())
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_said(tmp_path):
    (tmp_path / "history.sqlite").write_text("hello, this is a letter and no database at all")
    with pytest.raises((DatabaseError, Away)):
        ask("", tmp_path, questions.people())
