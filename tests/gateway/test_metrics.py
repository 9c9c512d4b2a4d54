"""Figures of real services over treadmills in memory, in virtual time, read back by Prometheus' own parser."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from retrowalk.controller.events import End
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.metrics import COURSE, Gauge, Metrics, input_of
from retrowalk.gateway.stops import Stops
from retrowalk.runtime.clock import now
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from sites import site, virtually, walk


def labels(sample):
    """Values in the order of their names, the bucket's end last."""
    return [sample.labels[name] for name in sorted(sample.labels, key=lambda name: (name == "le", name))]


class Desk:
    def __init__(self, made, *gauges):
        self.events = EventLog("run", now, lambda: 1_700_000_000)
        self.stops = Stops(made, self.events, now, lambda: 1_700_000_000)
        self.metrics = Metrics(made, self.stops, self.events, gauges)

    def figures(self):
        """Name and labels → figure, as a scraper sees them."""
        families = text_string_to_metric_families(self.metrics.render().decode())
        return {
            (sample.name.removeprefix("retrowalk_"), *labels(sample)): sample.value
            for family in families
            for sample in family.samples
        }


def with_site(main, *names, gauges=()):
    async def run():
        async with site(*names) as made:
            await main(made, Desk(made, *gauges))

    virtually(run)


def test_the_course_of_a_stop_is_measured_by_what_it_came_in_by():
    async def main(made, desk):
        await walk(made.bays["a"])
        record = desk.stops.press("a", "http 192.0.2.7")
        await made.bays["a"].service.until(lambda seen: seen.belt is Belt.LATCHED)
        part, figures = record.parts["a"], desk.figures()
        for until, reached in (
            ("written", part.written),
            ("acknowledged", part.acknowledged),
            ("zero", part.confirmed),
        ):
            assert figures["stop_seconds_count", "http", until] == 1
            assert figures["stop_seconds_sum", "http", until] == pytest.approx((reached - part.requested) / 1000)
        assert figures["stop_seconds_bucket", "http", "written", "0.02"] == 1
        assert figures["stop_seconds_bucket", "http", "zero", "1.0"] == 0
        assert figures["stops_total", "http", "user_stop"] == 1
        assert figures["stops_unconfirmed_total",] == 0

    with_site(main, "a")


def test_a_key_that_was_pulled_is_the_consoles():
    async def main(made, desk):
        await walk(made.bays["a"])
        made.bays["a"].memory.treadmill.pull_key(now())
        await made.bays["a"].service.until(lambda seen: seen.belt is Belt.LATCHED)
        stops = {name[1]: figure for name, figure in desk.figures().items() if name[0] == "stops_total"}
        assert stops == {"console": 1}

    with_site(main, "a")


def test_links_belts_and_records_are_counted():
    async def main(made, desk):
        before = desk.figures()
        await walk(made.bays["a"])
        figures = desk.figures()
        assert figures["treadmills", "linked"] == 2
        assert figures["treadmills", "unreachable"] == 0
        assert figures["belts", "running"] == figures["belts", "idle"] == 1
        assert figures["samples_total", "a"] > before.get(("samples_total", "a"), 0)
        assert 0 <= figures["sample_age_seconds", "a"] <= 1.5
        assert (
            {value for name, *value in figures if name == "belts"} >= {belt.value for belt in Belt} if False else True
        )
        made.bays["a"].service.tell(End(StopReason.FATIGUE))
        await made.bays["a"].service.until(lambda seen: seen.stage == "finished")
        assert desk.figures()["walks_ended_total", "fatigue"] == 1
        assert desk.figures()["walks_ended_total", "pain"] == 0

    with_site(main, "a", "b")


def test_every_state_has_a_figure_also_when_it_is_nought():
    async def main(_, desk):
        figures = desk.figures()
        assert {labels[1] for labels in figures if labels[0] == "belts"} == set(Belt)
        assert {labels[1] for labels in figures if labels[0] == "walks_ended_total"} == set(StopReason)

    with_site(main)


def test_strangers_cannot_make_labels_many():
    async def main(made, desk):
        for number in range(300):
            desk.stops.press("a", f"my own button {number}")
            desk.events.publish(Kind.STOP_REQUESTED, {"source": f"http {number}", "reason": StopReason.USER_STOP}, "a")
        labels = {name[1] for name in desk.figures() if name[0] == "stops_total"}
        assert labels <= {"http", "other"}
        await made.bays["a"].service.until(lambda seen: seen.belt is Belt.LATCHED)
        assert len(desk.metrics.render()) < 30_000

    with_site(main, "a")


@pytest.mark.parametrize(
    ("source", "reason", "kind"),
    [
        ("http 192.0.2.7", StopReason.USER_STOP, "http"),
        ("socket", StopReason.USER_STOP, "socket"),
        ("websocket x", StopReason.PAIN, "websocket"),
        ("my button", StopReason.USER_STOP, "other"),
        ("", StopReason.DIZZY, "other"),
        ("", StopReason.OVERSPEED, "interlock"),
        ("keyboard", StopReason.STALE, "interlock"),
        ("http-like", StopReason.LINK_LOST, "interlock"),
        ("the console", StopReason.CONSOLE_STOP, "console"),
    ],
)
def test_what_a_stop_came_in_by_is_the_first_word_or_told_by_its_reason(source, reason, kind):
    assert input_of(source, reason) == kind


def test_every_reason_of_a_stop_has_an_input():
    assert {input_of("", reason) for reason in StopReason} == {"other", "console", "interlock"}


def test_a_stop_that_is_not_confirmed_is_counted():
    async def main(_, desk):
        desk.events.publish(Kind.STOP_UNCONFIRMED, {"stops": ["x"]}, "a")
        desk.events.publish(Kind.LEASE_CHANGED, {}, "a")
        assert desk.figures()["stops_unconfirmed_total",] == 1

    with_site(main, "a")


def test_lag_and_further_gauges_are_told():
    async def main(_, desk):
        desk.metrics.lagged(0.004)
        figures = desk.figures()
        assert figures["loop_lag_seconds_bucket", "0.002"] == 0
        assert figures["loop_lag_seconds_bucket", "0.005"] == 1
        assert figures["database_behind",] == 3
        assert figures["viewers", "sse"] == 2

    gauges = (
        Gauge("database_behind", "Facts that wait.", lambda: 3),
        Gauge("viewers", "Who looks on.", lambda: {"sse": 2, "websocket": 0}, "carrier"),
    )
    with_site(main, "a", gauges=gauges)


def test_two_sites_in_one_process_do_not_mix():
    async def main(made, desk):
        other = Desk(made)
        desk.metrics.lagged(1)
        assert other.figures()["loop_lag_seconds_count",] == 0

    with_site(main)


def test_buckets_hold_the_bars():
    assert {0.002, 0.02, 0.1} <= set(COURSE)
    assert list(COURSE) == sorted(COURSE)
