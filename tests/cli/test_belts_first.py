"""Sites that cannot be served: programs on an air, which end only once the belts of an earlier run are at rest."""

import asyncio
import socket
from contextlib import contextmanager
from urllib.parse import quote

import pytest

from processes import FIRST, SECOND, air, begun, ended, line, mind_modes
from retrowalk.cli.exits import Exit
from retrowalk.history.store import History
from retrowalk.journal.line import frame
from retrowalk.runtime.recovery import find


THIRD = "C0:00:00:00:00:03"
AT_REST = "measured at standstill and latched"


def serve(place, state, *words, **how):
    """No guard: what happens to a belt nobody watches is what these are about."""
    chosen = ("--set", "mdns.announce=false", *words)
    return begun("serve", "--air", place, "--no-guard", "--state-dir", str(state), *chosen, **how)


def left_by_somebody(state, treadmill):
    """Word of a belt of ours that nobody can read any more: it counts as one that moves."""
    (state / "open").mkdir(parents=True)
    (state / "open" / f"{quote(treadmill, safe='')}.open").write_text("scribbled over")


@contextmanager
def port_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


@pytest.mark.sr(23)
@pytest.mark.timeout(400)
async def test_a_moving_belt_is_stopped_though_nothing_can_be_remembered(tmp_path):
    state = tmp_path / "state"
    async with air() as place:
        where = ("--simulate", "--air", place, "--treadmill", FIRST, "--report-dir", str(tmp_path / "walks"))
        walk = await begun("walk", "P01", *where, "--state-dir", str(state), "--no-guard")
        await line(walk, "  settling")
        walk.kill()
        await ended(walk)
        (state / "history.sqlite").write_bytes(b"scribbled over" * 1000)
        assert [each.ours for each in find(state)] == [True]
        code, said, complaint = await ended(await serve(place, state))
        assert code == Exit.FAILED
        assert f"{FIRST}: A walk of P01" in said and f"{FIRST}: {AT_REST}" in said
        assert "retrowalk: the memory of this site cannot be used: file is not a database" in complaint
        assert [each.ours for each in find(state)] == [False]
        assert (state / "history.sqlite").read_bytes() == b"scribbled over" * 1000


@pytest.mark.sr(23)
@pytest.mark.timeout(400)
async def test_belts_come_before_a_port_a_journal_and_a_folder_that_fail(tmp_path):
    """Three sites at once: each has a belt of an earlier run, and something that keeps it from being served."""
    port, journal, folder = (tmp_path / name for name in ("port", "journal", "folder"))
    for state, treadmill in ((port, FIRST), (journal, SECOND), (folder, THIRD)):
        left_by_somebody(state, treadmill)
    (journal / "site.jsonl").write_bytes(frame(1, {"format": 99, "site": "s"}))
    folder.chmod(0o500)
    (folder / "open").chmod(0o500)
    async with air("--count", "3") as place:
        with port_taken() as number:
            ends = await asyncio.gather(
                ended(await serve(place, port, "--set", f"http.port={number}")),
                ended(await serve(place, journal)),
                ended(await serve(place, folder, preexec_fn=mind_modes)),
            )
    assert [code for code, _, _ in ends] == [Exit.FAILED] * 3
    for treadmill, (_, said, _) in zip((FIRST, SECOND, THIRD), ends, strict=True):
        assert f"{treadmill}: {AT_REST}" in said
    complaints = [complaint.splitlines()[-1] for _, _, complaint in ends]
    assert f"cannot serve at 127.0.0.1 port {number}: Address already in use" in complaints[0]
    assert "the memory of this site cannot be used: site journal format 99" in complaints[1]
    assert complaints[2] == f"retrowalk: {folder}/history.lock: Permission denied"
    assert [each.ours for each in (*find(port), *find(journal))] == [False, False]
    assert [each.ours for each in find(folder)] == [True]  # it could not be written down: the next run stops it again
    assert not (folder / "site.jsonl").exists()


@pytest.mark.sr(23)
@pytest.mark.timeout(200)
async def test_a_belt_that_cannot_be_reached_is_told_with_what_went_wrong(tmp_path):
    state = tmp_path / "state"
    left_by_somebody(state, "C0:00:00:00:00:09")
    with History("", state):
        async with air() as place:
            site = await serve(place, state)
            await line(site, "C0:00:00:00:00:09")
            await asyncio.sleep(2)
            site.terminate()
            code, said, complaint = await ended(site)
    assert code == Exit.NOT_VERIFIED
    assert "C0:00:00:00:00:09: Standstill was NOT measured. APP CANNOT STOP THE BELT - PULL THE KEY" in said
    assert "the site cannot be served: another program of Retrowalk has the memory of this site." in complaint
    assert [each.ours for each in find(state)] == [True]
