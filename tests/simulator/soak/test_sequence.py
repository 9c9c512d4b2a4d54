"""One sequence: the same every time in every process, never shorter than asked for, some ended at rest."""

import os
import subprocess
import sys

from retrowalk.simulator.soak.acts import Deed
from retrowalk.simulator.soak.sequence import Sequence, digest


def test_it_hands_out_as_many_events_as_asked_for():
    for seed in range(20):
        told = Sequence(seed, 120).run(set())
        assert told.broken is None, told.broken
        assert told.events >= 120 and told.steps < told.events


def test_one_of_128_is_brought_to_rest_and_one_of_512_walks_again():
    ways = {"rest": 0, "again": 0}
    for seed in range(2560):
        lines = []
        told = Sequence(seed, 50).run(set(), lines.append)
        stops = sum(" act STOP at 0" in line for line in lines) - sum(
            act.deed in (Deed.STOP, Deed.CHASE) for act in told.acts
        )
        assert told.to_rest or stops <= 0
        ways["rest"] += told.to_rest
        ways["again"] += stops > 1
    assert 12 <= ways["rest"] <= 30 and 2 <= ways["again"] <= 10


def test_a_trace_is_the_same_every_time_and_no_two_seeds_are_alike():
    digests = [digest(seed, 50) for seed in range(20)]
    assert digests == [digest(seed, 50) for seed in range(20)]
    assert len(set(digests)) == 20


def test_leaving_acts_out_leaves_the_rest_where_they_were():
    whole, lines = Sequence(3, 50).run(set()), []
    Sequence(3, 50, keep=(0,)).run(set(), lines.append)
    done = [line for line in lines if " act " in line and "STOP at" not in line]
    assert len(whole.acts) > 1 and len(done) == 1 and whole.acts[0].deed.value in done[0]


# R30. The digest of a thousand traces, printed by a process of its own.
DIGESTS = """
import hashlib
from retrowalk.simulator.soak.sequence import digest
print(hashlib.sha256("".join(digest(seed, 50) for seed in range(1000)).encode()).hexdigest())
"""


def test_the_same_seeds_leave_the_same_trace_whatever_strings_hash_to():
    def trace(hash_seed):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(
            [sys.executable, "-c", DIGESTS], env=environment, capture_output=True, text=True, check=True
        )

    one, two = trace("1"), trace("27")
    assert one.stdout == two.stdout and len(one.stdout) == 65
