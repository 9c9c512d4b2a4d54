import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.safety import thresholds as t
from retrowalk.safety.lease import Held, Lease, held, holds, release, renew, take


ANN = take(Lease(), "ann", 1000)


def test_at_first_nobody_holds_it():
    assert not held(Lease(), 0) and not holds(Lease(), "", 0)


@pytest.mark.sr(29)
def test_it_is_taken_for_a_time_and_then_free():
    assert Lease("ann", 1000 + t.LEASE_FOR, 1) == ANN
    assert holds(ANN, "ann", 1000 + t.LEASE_FOR - 1)
    assert not held(ANN, 1000 + t.LEASE_FOR)


@pytest.mark.sr(29)
def test_nobody_else_takes_it_meanwhile_but_staff():
    with pytest.raises(Held, match="ann holds the lease"):
        take(ANN, "ben", 5000)
    staffed = take(ANN, "ben", 5000, staff=True)
    assert holds(staffed, "ben", 5000) and not holds(staffed, "ann", 5000)


@pytest.mark.sr(29)
def test_others_take_it_when_it_has_ended_or_was_given_back():
    assert holds(take(ANN, "ben", ANN.until), "ben", ANN.until)
    assert holds(take(release(ANN, "ann", 2000), "ben", 2000), "ben", 2000)


@pytest.mark.sr(29)
def test_a_renewal_keeps_it_and_its_number():
    renewed = renew(ANN, "ann", 9000)
    assert renewed == Lease("ann", 9000 + t.LEASE_FOR, 1)


@pytest.mark.sr(29)
@pytest.mark.parametrize("act", [renew, release])
@pytest.mark.parametrize(("client", "now"), [("ben", 2000), ("ann", 1000 + t.LEASE_FOR)])
def test_only_its_holder_keeps_it_or_gives_it_back_while_it_lasts(act, client, now):
    with pytest.raises(Held):
        act(ANN, client, now)


def test_the_refusal_of_a_renewal_says_why():
    with pytest.raises(Held, match="ann holds the lease"):
        renew(ANN, "ben", 2000)
    with pytest.raises(Held, match="the lease has ended"):
        renew(ANN, "ann", ANN.until)


def test_nobody_is_no_holder():
    with pytest.raises(Held, match="a lease needs a name"):
        take(Lease(), "", 0)


@pytest.mark.sr(29)
def test_whoever_takes_it_again_has_another_number():
    again = take(ANN, "ann", 2000)
    assert holds(again, "ann", 2000, again.number) and not holds(again, "ann", 2000, ANN.number)


@pytest.mark.sr(29)
def test_its_number_is_above_those_of_earlier_runs_and_of_this_one():
    first = take(Lease(), "ann", 0, above=7)
    assert (first.number, take(first, "ann", 1, above=7).number, take(first, "ann", 1).number) == (8, 9, 9)


@pytest.mark.sr(29)
@given(st.lists(st.tuples(st.sampled_from((take, renew, release)), st.sampled_from("ab"), st.integers(0, 20_000))))
def test_the_number_never_falls_and_one_client_at_the_most_holds_it(acts):
    lease, now = Lease(), 0
    for act, client, later in acts:
        now += later
        before = lease
        try:
            lease = act(lease, client, now)
        except Held:
            assert lease is before
        assert lease.number == before.number + (act is take and lease is not before)
        assert sum(holds(lease, each, now) for each in "ab") <= 1
        assert lease.until <= now + t.LEASE_FOR


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: take(Lease(), "", 1000), "a lease needs a name"),
        (lambda: take(ANN, "ben", 1000), "ann holds the lease"),
        (lambda: renew(ANN, "ben", 1000), "ann holds the lease"),
        (lambda: renew(ANN, "ann", 1000 + t.LEASE_FOR), "the lease has ended"),
        (lambda: release(ANN, "ben", 1000), "only its holder gives a lease back"),
    ],
)
def test_a_refusal_says_why(act, words):
    with pytest.raises(Held) as refused:
        act()
    assert str(refused.value) == words
