import pytest

from history.postgres import Server
from history.telling import Memory


@pytest.fixture(scope="session")
def server():
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """The address of an empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'history.sqlite'}"
    return request.getfixturevalue("server").database()


@pytest.fixture
def memory(url, tmp_path):
    """A memory that can be closed and opened again; closed at the end."""
    memory = Memory(url, tmp_path)
    yield memory
    memory.close()
