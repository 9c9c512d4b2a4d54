"""What may come a second time: one file, private, without what is old or erased, whoever writes meanwhile."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from retrowalk.history.requests import BEGUN, FILE, FORGOTTEN, KEPT, Done, append, sweep


ADDED = Done("k1", "d1", 100, 201, '{"id":"p1","name":"Ada"}', '"e"', "/v1/people?")


@pytest.mark.parametrize(
    ("done", "concerned"),
    [
        (ADDED, True),
        (Done("k", "d", 1, 200, "{}", about="/v1/people/p1/screening?"), True),
        (Done("k", "d", 1, 200, "{}", about="/v1/treadmills/t/preflight?person=p1&protocol=P01"), True),
        (Done("k", "d", 1, 200, "{}", about="/v1/sessions? p1"), True),
        (Done("k", "d", 1, 200, '{"person": "p12"}', about="/v1/people/p10"), False),
        (Done("k", "d", 1), False),
    ],
)
def test_whom_a_request_is_about(done, concerned):
    assert done.concerns({"p1", "w9"}) is concerned and not done.concerns(())


def test_of_an_erased_person_only_that_there_was_a_request_is_left(tmp_path):
    path = tmp_path / FILE
    other = Done("k2", "d2", 100, 201, '{"id":"p2"}')
    for each in (Done("k1", "d1", 100, BEGUN, about="/v1/people?"), ADDED, other):
        append(path, each)
    assert path.stat().st_mode & 0o777 == 0o600
    assert sweep(path, ids={"p1"}) == (Done("k1", "", 100, FORGOTTEN), other)
    assert b"Ada" not in path.read_bytes() and b"d1" not in path.read_bytes()


def test_what_is_old_refused_written_twice_or_too_much_goes(tmp_path):
    path = tmp_path / FILE
    assert sweep(path) == () and not path.exists()
    old, refused = Done("k0", "d", 10, 200, "old"), Done("k3", "", 200, 422)
    for each in (old, ADDED, ADDED, refused):
        append(path, each)
    path.with_name(f"{FILE}.new").write_text("of a crash: Ada")
    path.chmod(0o644)
    with path.open("a") as torn:
        torn.write('{"key": "cut o')
    assert sweep(path, 10) == (ADDED,)
    assert len(path.read_text().splitlines()) == 1 and path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [FILE]
    line = path.read_text()
    path.write_text("".join(line.replace("k1", f"m{n}") for n in range(KEPT + 5)))
    kept = sweep(path)
    assert [kept[place].key for place in (0, -1)] == ["m5", f"m{KEPT + 4}"]


def test_nothing_that_is_written_meanwhile_is_lost(tmp_path):
    path, keys = tmp_path / FILE, [f"k{n}" for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(append, path, Done(key, "d", 100)) for key in keys]
        swept = [pool.submit(sweep, path, ids={"p1"}) for _ in range(20)]
        for each in (*written, *swept):
            each.result(30)
    assert {each.key for each in sweep(path)} == set(keys)
