"""A start while the database is away: the site journal answers as the database would."""

import time

import pytest

from history.telling import OF_ADA, OF_OTHERS, tell
from retrowalk.history import facts as f
from retrowalk.history import questions as q
from retrowalk.history.database import Away
from retrowalk.history.early import Early
from retrowalk.history.store import History


# All that a start asks.
ASKED = (q.people, q.machines, q.devices, q.caps, q.flags)


async def answers(ask):
    return [await ask(each()) for each in ASKED]


async def test_the_journal_answers_what_the_database_would(server, tmp_path):
    url = server.database()
    with History(url, tmp_path) as history:
        tell(history, *OF_ADA, *OF_OTHERS, f.PersonErased("p-bob", 5000))
        known = await answers(history.read)
        assert all(known) and await answers(Early(history)) == known
    server.stop()
    try:
        with History(url, tmp_path) as history:
            assert await answers(Early(history)) == known
            with pytest.raises(Away):
                await history.read(q.walks())
    finally:
        server.start()


async def test_a_site_that_knows_nothing_yet_finds_its_database_when_it_comes(server, tmp_path):
    """Nothing waits to be written, so nothing but the opening itself is tried again."""
    url = server.database()
    server.stop()
    try:
        history = History(url, tmp_path)
        assert await answers(Early(history)) == [()] * len(ASKED)
        assert history.behind
    finally:
        server.start()
    with history:
        ends = time.monotonic() + 30
        while history.behind:
            assert time.monotonic() < ends, history.behind
            time.sleep(0.05)  # noqa: ASYNC251 - another thread's doing, and nobody is told of it
        assert await history.read(q.people()) == ()
