"""A service whose PostgreSQL comes late: stops and links are there at once, walks when the database is."""

import pytest

from history.postgres import Server
from retrowalk.cli.exits import Exit
from toured import LEFT, Site


@pytest.fixture
def server():
    """A server that nobody has started yet."""
    server = Server()
    try:
        yield server
    finally:
        server.remove()


def where(server):
    return f"postgresql://walker:c4n4ry@/postgres?host={server.folder}"


@pytest.mark.sr(14)
@pytest.mark.timeout(400)
def test_a_database_that_is_away_keeps_nobody_from_stop_and_link(server, tmp_path):
    site = Site(tmp_path / "state", "--simulate", "1", "--set", f"memory.url={where(server)}")
    try:
        assert site.answers(), site.process.communicate()
        site.until(site.idle)  # its treadmill is linked, and its belt was measured
        stop = site.ask("POST", "/v1/stop").json()["id"]
        site.until(lambda: site.ask("GET", f"/v1/stops/{stop}").json()["state"] == "confirmed")
        site.until(lambda: site.unready() == {"database"})
        assert "connection" in site.ask("GET", "/health/ready").json()["fields"]["database"]
        refused = site.ask("GET", "/v1/sessions")
        assert (refused.status_code, refused.json()["code"]) == (503, "storage"), refused.text
        assert int(refused.headers["retry-after"]) > 0
        body = {"person": "nobody", "treadmill": LEFT, "protocol": "P01"}
        headers = {"Word": site.ask("POST", "/v1/words").json()["word"], "Lease": "1"}
        walk = site.ask("POST", "/v1/sessions", json=body, headers=headers)
        assert (walk.status_code, walk.json()["code"]) == (503, "storage"), walk.text
        assert site.ask(
            "POST", "/v1/confirm"
        ).is_success  # at home, on its own computer: whoever sits there is its owner
        token = site.ask("POST", "/v1/tokens", json={"scopes": ["display"], "name": "late"})
        assert token.status_code == 201, token.text  # the site journal keeps it

        server.start()
        site.until(lambda: site.ask("GET", "/v1/sessions").is_success)
        site.until(lambda: not site.unready())
        with server.connect("postgres") as database:
            assert ("late",) in database.execute("SELECT name FROM device").fetchall()
    finally:
        code, said, complaint = site.close()
    assert code == Exit.DONE, complaint
    assert "The database is away, and walks wait for it; STOP works: connection" in said
    assert "the site begins by its journal: connection" in complaint
    assert "Traceback" not in complaint and "c4n4ry" not in said + complaint
