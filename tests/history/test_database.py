import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from history.telling import ADA, tell
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history import records, schema, walks
from retrowalk.history.database import DatabaseError, address, command, engine, migrate
from retrowalk.history.database import _config as config
from retrowalk.history.store import History


KEPT = {
    "person": records.Person, "machine": records.Machine, "device": records.Device, "cap_rule": records.CapRule,
    "flag": records.Flag, "screening": records.Screening, "outcome": records.Outcome, "audit": records.Audit,
    "decision": records.Decision, "walk": walks.Walk, "mark": walks.Mark, "sample": walks.Sample,
}  # fmt: skip
# Columns that are the database's own.
OWN = {"n", "first", "last", "every"}


@pytest.mark.parametrize("table", KEPT)
def test_every_field_of_a_record_has_its_column(table):
    columns = set(schema.METADATA.tables[table].c.keys()) - OWN
    assert columns - ({"id", "walk"} if table == "sample" else set()) == set(KEPT[table].__dataclass_fields__)


def test_the_migrated_database_is_the_one_the_program_means(url, tmp_path):
    made = engine(address(url, tmp_path))
    with made.begin() as db:
        migrate(db)
        migrate(db)
        assert compare_metadata(MigrationContext.configure(db), schema.METADATA) == []
        assert set(sa.inspect(db).get_table_names()) == {*schema.METADATA.tables, "alembic_version"}
    made.dispose()


def test_a_migration_that_fails_leaves_nothing_half_done(url, tmp_path):
    made = engine(address(url, tmp_path))
    with made.connect() as db, db.begin() as half:
        migrate(db)
        half.rollback()
    with made.begin() as db:
        assert sa.inspect(db).get_table_names() == []
        migrate(db)
        command.downgrade(config(db), "base")
        assert sa.inspect(db).get_table_names() == ["alembic_version"]
    made.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(memory):
    tell(memory.open(), f.PersonSet(ADA, 1))
    memory.close()
    made = engine(address(memory.url, memory.folder))
    with made.begin() as db:
        db.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    before = memory.rows()
    with pytest.raises(DatabaseError, match=r"newer version \(9999\).*`retrowalk rebuild`"):
        memory.open()
    assert memory.rows() == before
    made.dispose()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:secret@h/d", "mysql is no database Retrowalk knows"),
        ("postgresql+asyncpg://u:secret@h/d", "postgresql.asyncpg is no database"),
        ("just text", "a database is sqlite:///PATH or postgresql"),
        ("sqlite://", "needs the path of a file"),
        ("sqlite:///:memory:", "needs the path of a file"),
    ],
)
def test_an_address_that_is_none_is_refused_without_its_secrets(tmp_path, url, said):
    with pytest.raises(DatabaseError, match=said) as caught:
        History(url, tmp_path)
    assert "secret" not in str(caught.value)


def test_postgresql_without_its_driver_says_what_to_install(tmp_path):
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from pathlib import Path\nfrom retrowalk.history.store import History\n"
        "History('postgresql://nobody@/x', Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=False)
    assert "PostgreSQL needs psycopg: install retrowalk[postgres]" in done.stderr


def test_only_the_owner_reads_the_files(tmp_path):
    state = tmp_path / "local" / "state"
    with History("", state) as history:
        tell(history, f.PersonSet(ADA, 1))
        history.settled().result(10)
        modes = {path.name: path.stat().st_mode & 0o077 for path in (state.parent, state, *state.iterdir())}
    assert set(modes) >= {"history.sqlite", "history.sqlite-wal", "site.jsonl"} and set(modes.values()) == {0}


async def test_a_server_that_is_away_comes_back(server, tmp_path):
    url = server.database()
    with History(url, tmp_path) as history:
        tell(history, f.PersonSet(ADA, 1))
        assert await history.read(q.people()) == (ADA,)
        server.stop()
        try:
            tell(history, f.PersonErased("p-ada", 2))
            with pytest.raises(Exception, match=r"connection|server|closed"):
                await history.read(q.people())
            assert not history.healthy and history.refusal == "" and "secret" not in history.behind
        finally:
            server.start()
        assert await history.read(q.people()) == () and history.healthy


async def test_a_server_that_is_away_at_the_start_is_waited_for(server, tmp_path):
    url = server.database()
    server.stop()
    try:
        history = History(url, tmp_path)
        tell(history, f.PersonSet(ADA, 1))
        assert history.behind
    finally:
        server.start()
    with history:
        assert await history.read(q.people()) == (ADA,)
