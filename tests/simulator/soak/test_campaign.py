"""Many sequences in several processes amount to the same as in one."""

from functools import partial

from retrowalk.simulator.soak import campaign, coverage


def test_it_does_not_matter_how_the_work_is_shared(monkeypatch):
    heard, work = [], partial(campaign.part, 50)
    monkeypatch.setattr(campaign, "_PART", 25)
    alone = campaign.campaign(range(100, 200), 1, heard.append, work)
    shared = campaign.campaign(range(100, 200), 2, lambda _: None, work)
    assert alone.sequences == shared.sequences == 100 and len(heard) == 4
    assert (alone.events, alone.steps, alone.fewest) == (shared.events, shared.steps, shared.fewest)
    assert alone.reached == shared.reached and alone.failed == shared.failed
    assert alone.broken == shared.broken == []
    assert alone.fewest >= 50 and alone.seconds > 0


def test_what_was_reached_is_told_as_tables():
    tally = campaign.part(50, range(60))
    columns, rows = coverage.belts(tally.reached)
    assert len(columns) == 10 and all(len(marks) == 10 for _, marks in rows)
    marks = dict(rows)
    assert marks["Tick"][columns.index("running")] == coverage.REACHED
    assert marks["LinkUp"][columns.index("running")] == coverage.NOT_REACHABLE
    assert "LinkUp (unknown, adrift, stopping, latched)" in coverage.missed(coverage.belts(set()))
    assert len("".join(coverage.missed(coverage.stages(set())))) > len(
        "".join(coverage.missed(coverage.stages(tally.reached)))
    )
    begun = [int(mark) for _, row in coverage.faults(tally.failed)[1] for mark in row if mark.strip()]
    assert sum(begun) == sum(tally.failed.values()) > 0
