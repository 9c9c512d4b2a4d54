import pytest

from history.telling import ADA, BOB
from retrowalk.history import facts as f
from retrowalk.history.site import Site, SiteError, read, rewrite
from retrowalk.journal.line import frame


FACTS = (f.PersonSet(ADA, 1), f.PersonSet(BOB, 2), f.MachineForgotten("m", 3), f.PersonErased("x", 4))


@pytest.fixture
def path(tmp_path):
    """A site journal with four facts, numbers 2 to 5."""
    site = Site(tmp_path / "site.jsonl")
    assert [told.n for told in site.append(FACTS)] == [2, 3, 4, 5]
    site.close()
    return site.path


def test_facts_are_read_as_they_were_written_and_by_nobody_else(path):
    reading = read(path)
    assert tuple(told.fact for told in reading.told) == FACTS
    assert (reading.next, reading.damage, reading.torn) == (6, [], False) and len(reading.site) == 32
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_cut_at_every_byte_keeps_every_whole_line_and_goes_on(path, tmp_path):
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    for cut in range(len(lines[0]), len(data)):
        short = tmp_path / "cut.jsonl"
        short.write_bytes(data[:cut])
        whole = data[: cut + 1].count(b"\n") - 1  # a line without its line feed is whole, too
        site = Site(short)
        assert tuple(told.fact for told in site.reading.told) == FACTS[:whole]
        assert site.reading.damage == []
        (told,) = site.append(FACTS[:1])
        site.close()
        again = read(short)
        assert told.n == whole + 2 and again.damage == []
        assert tuple(each.fact for each in again.told) == (*FACTS[:whole], FACTS[0])


def test_a_bit_flipped_anywhere_loses_no_earlier_fact_and_is_told(path):
    data = path.read_bytes()
    first = len(data.splitlines(keepends=True)[0])
    for place in range(first, len(data)):
        flipped = bytearray(data)
        flipped[place] ^= 1 << place % 8
        path.write_bytes(flipped)
        earlier = data[first:place].count(b"\n")
        reading = read(path)
        found = [told.fact for told in reading.told]
        assert found[:earlier] == list(FACTS[:earlier])
        assert set(map(repr, found)) <= set(map(repr, FACTS))
        assert len(found) == 4 or reading.damage or reading.torn
        assert reading.next >= 2 + len(found)


def test_no_number_comes_twice_after_damage_at_the_end(path):
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    site = Site(path)
    assert len(site.reading.told) == 3 and "checksum" in site.reading.damage[0]
    (told,) = site.append(FACTS[3:])
    site.close()
    assert told.n > 5
    assert [each.fact for each in read(path).told] == list(FACTS)


def test_a_line_that_comes_twice_counts_once(path):
    data = path.read_bytes()
    path.write_bytes(data + data.splitlines(keepends=True)[-1])
    reading = read(path)
    assert tuple(told.fact for told in reading.told) == FACTS
    assert reading.damage == ["site.jsonl:6: number 5 comes a second time"]


def test_a_fact_of_a_newer_version_is_passed_by_and_kept(path):
    with path.open("ab") as file:
        file.write(frame(6, {"fact": "Danced", "with": {"person": "p-ada"}}))
    assert "'Danced' is no fact this version knows" in read(path).damage[0]
    rewrite(path, {2}, {"p-bob"})
    assert b"Danced" in path.read_bytes()
    rewrite(path, {2}, {"p-ada"})
    assert b"Danced" not in path.read_bytes()


def test_another_format_is_refused(path):
    path.write_bytes(frame(1, {"format": 2, "site": "s"}))
    with pytest.raises(SiteError, match="format 2 is not 1"):
        Site(path)


def test_what_is_erased_leaves_its_number(path):
    rewrite(path, {2, 4}, ())
    reading = read(path)
    assert [(told.n, told.fact) for told in reading.told] == [(3, FACTS[1]), (5, FACTS[3])]
    assert (reading.next, reading.damage) == (6, []) and b"Ada" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_rewriting_drops_damaged_lines_and_gives_their_numbers_to_nobody(path):
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    before = read(path).next
    rewrite(path, (), ())
    reading = read(path)
    assert reading.damage == [] and reading.next == before and len(reading.told) == 3


def test_numbers_the_database_knows_are_skipped(path):
    site = Site(path)
    site.skip_to(40)
    assert [told.n for told in site.append(FACTS[:1])] == [40]
    site.close()
    assert read(path).next == 41
