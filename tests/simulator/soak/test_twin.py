"""A twin has the same in every slot, those of the kinds it descends from included, and is another one."""

from retrowalk.controller.state import State
from retrowalk.simulator.soak.book import Book
from retrowalk.simulator.soak.people import RULES
from retrowalk.simulator.soak.twin import twin_of
from retrowalk.simulator.soak.witness import Witness


def test_it_has_what_the_other_has_and_goes_its_own_way():
    seen = Witness()
    seen.up(1_000)
    twin = twin_of(seen)
    assert twin is not seen and twin.linked and twin.linked_at == 1_000 and twin.cap == seen.cap
    twin.lost(2_000)
    assert seen.linked and not twin.linked


def test_a_slot_that_nothing_was_put_in_stays_empty():
    book = Book(RULES, State(), set())
    del book.frames
    assert not hasattr(twin_of(book), "frames")
