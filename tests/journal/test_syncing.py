import errno
import threading

import pytest

from retrowalk.journal.syncing import Mark, Syncs


class Disk:
    """Syncs wait until they are let go on; how many there were."""

    def __init__(self):
        self.going, self.began = threading.Semaphore(0), threading.Semaphore(0)
        self.count, self.error = 0, None

    def sync(self):
        self.began.release()
        self.going.acquire()
        self.count += 1
        if self.error:
            raise self.error


@pytest.fixture
def disk():
    return Disk()


def test_one_sync_serves_all_who_asked_before_it_began(disk):
    safe = []
    syncs = Syncs(disk.sync, safe.append, pytest.fail)
    syncs.ask(Mark(1, 250))
    disk.began.acquire()
    for steps in (2, 3, 4):
        syncs.ask(Mark(steps, 250 * steps))
    disk.going.release(2)
    syncs.close()
    assert (safe, disk.count) == ([Mark(1, 250), Mark(4, 1000)], 2)


def test_none_follows_one_that_failed_and_closing_waits_for_nothing(disk):
    failed, disk.error = [], OSError(errno.EIO, "Input/output error")
    syncs = Syncs(disk.sync, pytest.fail, failed.append)
    disk.going.release(2)
    syncs.ask(Mark(1, 250))
    syncs.close()
    syncs.ask(Mark(2, 500))
    syncs.close()
    assert (failed, disk.count) == ([disk.error], 1)


def test_closing_without_a_word_syncs_nothing(disk):
    Syncs(disk.sync, pytest.fail, pytest.fail).close()
    assert disk.count == 0
