"""Which run this is, and that no lease of it has a number of an earlier one."""

import pytest

from housed import LEFT, house, somebody, virtually
from retrowalk.gateway.leases import Leases
from retrowalk.gateway.runs import LATEST, LEASES, MOST, NAME, begin
from retrowalk.safety.roles import Role
from toured import Site


ANN, BEN = somebody("ann", Role.WALKER, "a"), somebody("ben", Role.WALKER, "b")


def test_a_run_is_above_every_one_before_whatever_the_clock_says(tmp_path):
    assert [begin(tmp_path, at) for at in (1000, 1000, 10, 5000)] == [1000, 1001, 1002, 5000]


@pytest.mark.parametrize(
    "there", [b"", b"nonsense", b"\xff", b"-5", b"9" * 400, b"9999999999", b"%d" % MOST, "\u0663".encode()]
)
def test_where_nothing_tells_of_the_run_before_the_time_of_day_does(tmp_path, there):
    (tmp_path / NAME).write_bytes(there)
    assert begin(tmp_path, 1000) == 1000
    assert (tmp_path / NAME).read_text() == "1000"


def test_a_disk_that_takes_nothing_is_told_of_and_keeps_nobody_from_beginning(tmp_path, caplog):
    assert begin(tmp_path / "gone", 1000) == 1000
    assert "the number of this run cannot be kept: No such file or directory" in caplog.text


def test_a_folder_that_takes_nothing_is_told_of_and_what_it_tells_still_counts(tmp_path, caplog):
    begin(tmp_path, 1000)
    (tmp_path / f"{NAME}.new").mkdir()  # nothing can be written beside it, whoever asks
    assert [begin(tmp_path, 10), begin(tmp_path, 10)] == [1001, 1001]
    assert (tmp_path / NAME).read_text() == "1000"
    assert caplog.text.count("the number of this run cannot be kept") == 2


def test_a_file_from_the_future_is_counted_on_from(tmp_path):
    assert [begin(tmp_path, at) for at in (LATEST, 1000, 1000)] == [LATEST, LATEST + 1, LATEST + 2]


def test_a_clock_beyond_all_dates_is_not_believed(tmp_path):
    assert [begin(tmp_path, at) for at in (1000, LATEST + 1, 10**15)] == [1000, 1001, 1002]


def test_a_program_keeps_the_numbers_of_leases():
    assert (MOST + 1) * LEASES <= 2**53 and LATEST + 7_000_000 < MOST


@pytest.mark.sr(29)
def test_leases_are_counted_from_above_those_of_earlier_runs(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            leases = Leases(site.fleet, site.events, above=3 * LEASES)
            first = leases.take(ANN, LEFT).number
            leases.ask(BEN, LEFT)
            assert (first, leases.hand_over(ANN, LEFT, first, "ben").number) == (3 * LEASES + 1, 3 * LEASES + 2)

    virtually(main)


@pytest.mark.sr(29)
def test_a_lease_from_before_a_crash_is_known_by_its_number(tmp_path):
    numbers = []
    for _ in range(2):
        site = Site(tmp_path / "state", "--simulate", "1", "--no-guard")
        try:
            numbers.append(site.lease())
            assert site.lease() == numbers[-1] + 1
        finally:
            site.process.kill()
            site.process.communicate()
            site.asks.close()
    assert numbers[1] > numbers[0] + 1
