"""What to mind on a treadmill: each line by what makes it true, and nothing on one that is well."""

from types import SimpleNamespace

import pytest

from retrowalk.firmware.profile import Known, Profile, StartBy
from retrowalk.gateway.advisories import advisories
from retrowalk.runtime.identity import Identity
from retrowalk.safety.governor import Grid


WELL = {
    "start_by": StartBy.APP, "handrails": Known.YES, "backward_allowed": Known.YES, "stops_on_disconnect": Known.YES,
    "commissioned": True,
}  # fmt: skip
GRID = Grid(80, 1600, 10, 150, 5)


def place(grid=GRID, refusal="", identity=Identity.BOUND, *, linked=True, **profile):
    machine = SimpleNamespace(grid=grid, refusal=refusal) if linked else None
    rules = SimpleNamespace(profile=Profile("x", **{**WELL, **profile}))
    return SimpleNamespace(
        state=SimpleNamespace(machine=machine), service=SimpleNamespace(rules=rules), identity=identity
    )


def test_a_treadmill_that_is_well_needs_no_word():
    assert advisories(place()) == ()


@pytest.mark.sr(24)
@pytest.mark.parametrize(
    ("code", "blocks", "how"),
    [
        ("blocked", True, {"blocked": "miles and kilometres are confused"}),
        ("cannot_be_driven", True, {"grid": None, "refusal": "the treadmill has no control point"}),
        ("changed", True, {"identity": Identity.CHANGED}),
        ("not_linked", True, {"linked": False, "grid": None}),
        ("backward_forbidden", True, {"backward_allowed": Known.NO}),
        ("backward_unknown", False, {"backward_allowed": Known.UNKNOWN}),
        ("not_commissioned", False, {"commissioned": False}),
        ("no_handrails", False, {"handrails": Known.NO}),
        ("handrails_unknown", False, {"handrails": Known.UNKNOWN}),
        ("runs_on_alone", False, {"stops_on_disconnect": Known.NO}),
        ("runs_on_unknown", False, {"stops_on_disconnect": Known.UNKNOWN}),
        ("started_at_console", False, {"start_by": StartBy.CONSOLE}),
        ("fast_minimum", False, {"grid": Grid(140, 1600, 10, 0, 0)}),
        ("coarse_steps", True, {"grid": Grid(80, 1600, 20, 0, 0)}),
    ],
)
def test_each_line_is_there_for_its_own_reason(code, blocks, how):
    (said,) = advisories(place(**how))
    assert (said.code, said.blocks) == (code, blocks) and said.says


def test_the_reason_of_a_block_is_told():
    (said,) = advisories(place(blocked="miles and kilometres are confused"))
    assert said.says == "nobody walks on it: miles and kilometres are confused"
