"""The scheduler: in order of time, and among equals in an order that the seed draws."""

from random import Random

from retrowalk.simulator.soak.agenda import Agenda


def order(seed):
    done = []
    agenda = Agenda(Random(seed), 0)
    for name in "abcdefgh":
        agenda.at(100, done.append, name)
    agenda.until(100)
    return "".join(done)


def test_what_is_due_earlier_comes_earlier_whenever_it_was_asked_for():
    done = []
    agenda = Agenda(Random(1), 50)
    for due in (300, 100, 200):
        agenda.at(due, done.append, due)
    agenda.until(200)
    assert (done, agenda.now, agenda.done) == ([100, 200], 200, 2)


def test_what_is_overdue_comes_now_and_time_never_goes_back():
    agenda = Agenda(Random(1), 500)
    agenda.at(100, lambda: None)
    agenda.next()
    assert agenda.now == 500


def test_equals_come_in_an_order_of_the_seed():
    orders = {order(seed) for seed in range(30)}
    assert len(orders) > 20
    assert all(order(seed) == order(seed) for seed in range(30))


def test_it_goes_on_until_enough_is_done():
    agenda = Agenda(Random(1), 0)

    def again():
        agenda.at(agenda.now + 10, again)

    again()
    agenda.until(20, least=7)
    assert (agenda.done, agenda.now) == (7, 70)
