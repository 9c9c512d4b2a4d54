import pytest

from retrowalk.gateway.eventlog import KEPT, KEPT_FOR, EventLog, Gap, Kind


class Clock:
    def __init__(self):
        self.ms = 0

    def now(self):
        return self.ms

    def at(self):
        return 1_700_000_000 + self.ms // 1000


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def log(clock):
    return EventLog("run", clock.now, clock.at)


def publish(log, count):
    return [log.publish(Kind.LINK_CHANGED, {"link": "lost"}, "a") for _ in range(count)]


def test_events_are_numbered_from_one_and_carry_both_clocks(log, clock):
    clock.ms = 2500
    first, second = publish(log, 2)
    assert (first.seq, second.seq) == (1, 2)
    assert (first.now, first.at, first.treadmill, first.data) == (2500, 1_700_000_002, "a", {"link": "lost"})


def test_what_came_after_a_number_is_told_in_order(log):
    assert log.since(0) == ()
    published = publish(log, 5)
    assert log.since(2) == tuple(published[2:])
    assert log.since(5) == ()


@pytest.mark.parametrize("seq", [-1, 6, 10**9])
def test_a_number_that_was_never_given_out_is_a_gap(log, seq):
    publish(log, 5)
    with pytest.raises(Gap, match="1 to 5"):
        log.since(seq)
    assert not log.keeps("run", seq)
    assert log.keeps("run", 2)
    assert not log.keeps("the run before", 2)


def test_ten_minutes_are_kept(log, clock):
    publish(log, 1)
    clock.ms = KEPT_FOR
    publish(log, 1)
    assert len(log.since(0)) == 2
    clock.ms = KEPT_FOR + 1
    publish(log, 1)
    assert [event.seq for event in log.since(1)] == [2, 3]
    with pytest.raises(Gap):
        log.since(0)


def test_a_flood_cannot_fill_the_memory(log):
    publish(log, KEPT + 10)
    assert len(log.since(10)) == KEPT
    with pytest.raises(Gap):
        log.since(9)


def test_listeners_hear_until_they_leave_and_one_that_fails_harms_no_other(log, caplog):
    heard = []

    def broken(_):
        raise ValueError("on purpose")

    log.subscribe(broken)
    leave = log.subscribe(heard.append)
    (first,) = publish(log, 1)
    leave()
    leave()
    publish(log, 1)
    assert heard == [first]
    assert "on purpose" in caplog.text
