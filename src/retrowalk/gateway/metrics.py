"""Figures of the running site for Prometheus: the course of every stop, links, belts, and how the loop does.

Labels are closed lists and the site's own treadmills, so that no stranger can make them many.
"""

from collections import Counter as Count
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from retrowalk import __version__
from retrowalk.controller.effects import Finished
from retrowalk.controller.events import TreadmillFrame
from retrowalk.controller.snapshot import Snapshot
from retrowalk.gateway.eventlog import Event, EventLog, Kind
from retrowalk.gateway.places import Place, Site
from retrowalk.gateway.stops import Part, Stops
from retrowalk.journal.record import Step
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt


# Seconds. The bars: written in 2 ms (p50), 20 ms (p99.9), 100 ms (all); answered within an exchange of some 60 ms;
# at zero within the time a belt takes, 2 to 20 s.
COURSE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 20, 30)
LAG = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3)
# What a stop can have come in by: the first word of its source. Anything else is somebody's own name for themselves.
INPUTS = frozenset({"http", "websocket", "socket", "mqtt", "key", "guard", "signal"})
# Without such a word, why it was tells who it was.
PEOPLE = frozenset(
    {
        StopReason.USER_STOP,
        StopReason.PAIN,
        StopReason.DIZZY,
        StopReason.CHEST_BREATH,
        StopReason.FATIGUE,
        StopReason.FALL_STUMBLE,
        StopReason.SPOTTER,
        StopReason.OPERATOR,
    }
)
CONSOLE = frozenset({StopReason.SAFETY_KEY, StopReason.CONSOLE_STOP, StopReason.CONTROL_LOST})
LINKS = ("searching", "connecting", "linked", "lost", "unreachable")


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure that is looked up when somebody asks; with `label`, one for each of its values."""

    name: str
    about: str
    read: Callable[[], float | Mapping[str, float]]
    label: str = ""


def input_of(source: str, reason: StopReason) -> str:
    """What a stop came in by, of a closed list; one that no person pressed is the console's or an interlock's."""
    first = source.partition(" ")[0]
    if first in INPUTS:
        return first
    return "console" if reason in CONSOLE else "other" if reason in PEOPLE else "interlock"


class Metrics:
    """Belongs to the thread of the fleet's loop. `gauges`: what else is looked up, such as a disk that is behind."""

    def __init__(self, site: Site, stops: Stops, events: EventLog, gauges: Iterable[Gauge] = ()) -> None:
        self._site, self._stops = site, stops
        # A registry of our own: nothing else's figures, and two sites in one process do not mix.
        self._registry = CollectorRegistry()
        self._registry.register(_Looked((*self._gauges(), *gauges)))
        self._course = self._histogram(
            "stop_seconds", "From the request of a stop to its writing, acknowledgement and measured zero.", COURSE,
            "input", "until",
        )  # fmt: skip
        self._lag = self._histogram("loop_lag_seconds", "How late the loop was that stops belts.", LAG)
        self._asked = self._counter("stops", "Stops, by what they came in by and why.", "input", "reason")
        self._failed = self._counter("stops_unconfirmed", "Stops that were not measured at zero in time.")
        self._samples = self._counter("samples", "Treadmill records heard.", "treadmill")
        self._ended = self._counter("walks_ended", "Walks that ended, by why.", "reason")
        for reason in StopReason:
            self._ended.labels(reason)
        site.subscribe(self._hear)
        events.subscribe(self._happened)
        stops.on_confirmed(self._confirmed)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"retrowalk_{name}", about, labels, registry=self._registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"retrowalk_{name}", about, labels, buckets=buckets, registry=self._registry)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────

    def render(self) -> bytes:
        """Everything, in Prometheus' text format 0.0.4."""
        return generate_latest(self._registry)

    def lagged(self, seconds: float) -> None:
        """Note how late the loop was."""
        self._lag.observe(seconds)

    def _gauges(self) -> tuple[Gauge, ...]:
        return (
            Gauge("build_info", "The version that runs.", lambda: {__version__: 1}, "version"),
            Gauge("treadmills", "Treadmills by how their link stands.", self._links, "link"),
            Gauge("belts", "Treadmills by what their belt does.", self._belts, "belt"),
            Gauge("walks", "Walks under way.", lambda: sum(bay.walk is not None for bay in self._bays())),
            Gauge("unguarded", "Treadmills that want a guard and have none.", self._unguarded),
            Gauge("alarms", "Treadmills that raise an alarm.", lambda: sum(bool(each.alarms) for each in self._seen())),
            Gauge("sample_age_seconds", "How old the newest record of a linked one is.", self._ages, "treadmill"),
        )

    def _bays(self) -> Iterable[Place]:
        return self._site.bays.values()

    def _seen(self) -> Iterator[Snapshot]:
        return (bay.snapshot for bay in self._bays())

    def _links(self) -> Mapping[str, float]:
        return dict.fromkeys(LINKS, 0) | Count(str(bay.link) for bay in self._bays())

    def _belts(self) -> Mapping[str, float]:
        return dict.fromkeys(map(str, Belt), 0) | Count(str(each.belt) for each in self._seen())

    def _unguarded(self) -> float:
        return sum(each.guarded is False for each in self._seen())

    def _ages(self) -> Mapping[str, float]:
        ages = ((bay.id, bay.snapshot.age) for bay in self._bays() if bay.snapshot.linked)
        return {name: age / 1000 for name, age in ages if age is not None}

    # ── hearing ─────────────────────────────────────────────────────────────────────────────────────

    def _hear(self, bay: Place, step: Step) -> None:
        if isinstance(step.event, TreadmillFrame):
            self._samples.labels(bay.id).inc()
        for effect in step.effects:
            if isinstance(effect, Finished):
                self._ended.labels(effect.reason).inc()

    def _happened(self, event: Event) -> None:
        if event.kind is Kind.STOP_REQUESTED:
            reason = StopReason(str(event.data["reason"]))
            self._asked.labels(input_of(str(event.data["source"]), reason), reason).inc()
        elif event.kind is Kind.STOP_UNCONFIRMED:
            self._failed.inc()

    def _confirmed(self, part: Part) -> None:
        """One treadmill's stop has come to its end: note its whole course."""
        record = next((each for each in self._stops.latest() if each.parts.get(part.treadmill) is part), None)
        if record is None:  # hundreds of newer ones have pushed it out
            return
        came_by = input_of(record.sources[0], record.reason)
        for until, time in _TIMES.items():
            reached = time(part)
            if reached is not None:
                self._course.labels(came_by, until).observe((reached - part.requested) / 1000)


_TIMES: Mapping[str, Callable[[Part], int | None]] = MappingProxyType(
    {
        "written": lambda part: part.written,
        "acknowledged": lambda part: part.acknowledged,
        "zero": lambda part: part.confirmed,
    }
)


class _Looked(Collector):
    """The figures that are looked up."""

    def __init__(self, gauges: tuple[Gauge, ...]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        for gauge in self._gauges:
            family = GaugeMetricFamily(
                f"retrowalk_{gauge.name}", gauge.about, labels=[gauge.label] if gauge.label else []
            )
            figure = gauge.read()
            figures = figure.items() if isinstance(figure, Mapping) else [("", figure)]
            for value, each in figures:
                family.add_metric([value] if gauge.label else [], each)
            yield family
