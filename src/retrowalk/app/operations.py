"""What watches over a running site: figures, health, the log of losses, word to systemd, word to the network."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from retrowalk import __version__
from retrowalk.gateway.announcement import Notice, announce
from retrowalk.gateway.eventlog import EventLog
from retrowalk.gateway.health import Health, Probe, feel
from retrowalk.gateway.metrics import Gauge, Metrics
from retrowalk.gateway.stops import Stops
from retrowalk.history.store import History
from retrowalk.journal.record import Step
from retrowalk.runtime.approach import Link
from retrowalk.runtime.bay import Bay
from retrowalk.runtime.clock import at, now
from retrowalk.runtime.fleet import Fleet
from retrowalk.runtime.host import OLDEST, disk_trouble
from retrowalk.runtime.logs import Style
from retrowalk.runtime.losses import Losses
from retrowalk.runtime.notify import notify, stay_alive
from retrowalk.settings.forms import LogForm
from retrowalk.settings.model import Logs


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched over."""

    fleet: Fleet
    events: EventLog
    stops: Stops
    state: Path
    history: History
    gauges: Iterable[Gauge] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Operations:
    """What the face shows of it."""

    metrics: Metrics
    health: Health


@asynccontextmanager
async def running(work: Iterable[Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    """Meanwhile this work goes on; what fails of it is told, and takes nothing else with it."""
    tasks = [asyncio.create_task(each) for each in work]
    for task in tasks:
        task.add_done_callback(_told)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _told(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("%s failed", task.get_coro(), exc_info=task.exception())


@asynccontextmanager
async def operating(watched: Watched, notice: Notice | None = None) -> AsyncIterator[Operations]:
    """Meanwhile all of it is watched, systemd hears that it lives, and the network of `notice`."""
    losses = Losses(_log, now)
    metrics = Metrics(watched.fleet, watched.stops, watched.events, (*watched.gauges, _behind(watched.history)))
    health = Health(_probes(watched), now, losses, watched.events)
    unsubscribe = watched.fleet.subscribe(partial(_look, losses))
    async with running(_work(watched, metrics, health, notice)):
        try:
            yield Operations(metrics, health)
        finally:
            unsubscribe()


def ready(fleet: Fleet) -> None:
    """Tell systemd that the site serves."""
    notify(f"READY=1\nSTATUS={len(fleet.bays)} treadmills")


def stopping() -> None:
    """Tell systemd that the site ends, belts first."""
    notify("STOPPING=1\nSTATUS=stopping belts first")


def _work(
    watched: Watched, metrics: Metrics, health: Health, notice: Notice | None
) -> Iterable[Coroutine[Any, Any, None]]:
    yield stay_alive(partial(_steps, watched.fleet))
    yield feel(metrics.lagged)
    yield health.watch()
    if notice is not None:
        yield announce(notice)


def _steps(fleet: Fleet) -> Mapping[str, object]:
    """How far the control of each belt has come, as its guard is told, too."""
    return {bay.id: bay.service.charge()["steps"] for bay in fleet.bays.values()}


# ── losses ──────────────────────────────────────────────────────────────────────────────────────────


def _look(losses: Losses, bay: Bay, _: Step) -> None:
    """After every step: a link, and while somebody walks with a strap, the heart rate."""
    name = bay.label or bay.address
    losses.look(f"link of {name}", there=bay.link is Link.LINKED, why=bay.unreached or str(bay.link), treadmill=bay.id)
    strap = f"heart rate at {name}"
    if bay.walk is None:
        losses.forget(strap)
    else:
        losses.look(strap, there=bay.snapshot.heart_rate is not None, why="not believed", treadmill=bay.id)


# ── health ──────────────────────────────────────────────────────────────────────────────────────────


def _probes(watched: Watched) -> Mapping[str, Probe]:
    return {
        "guard": partial(_guard, watched.fleet),
        "disk": partial(asyncio.to_thread, disk_trouble, watched.state),
        "database": partial(_database, watched.history),
        "radio": partial(_radio, watched.fleet),
        "clock": _clock,
    }


async def _guard(fleet: Fleet) -> str:
    bare = [bay.label or bay.address for bay in fleet.bays.values() if bay.snapshot.guarded is False]
    return f"nobody watches over {', '.join(bare)}" if bare else ""


async def _radio(fleet: Fleet) -> str:
    return "; ".join(f"{name}: {why}" for name, why in fleet.trouble.items())


async def _clock() -> str:
    return "" if at() >= OLDEST else "the computer believes to be in the past: set its clock"


async def _database(history: History) -> str:
    return history.refusal or history.behind


def _behind(history: History) -> Gauge:
    return Gauge("database_behind", "Whether facts wait for the database.", lambda: bool(history.behind))


# ── from settings ───────────────────────────────────────────────────────────────────────────────────


def style(logs: Logs) -> Style:
    """How to log."""
    forms = {LogForm.AUTO: None, LogForm.LINES: False, LogForm.JSON: True}
    return Style(logs.level, {str(room): level for room, level in logs.rooms.items()}, forms[logs.form])


def notice(name: str, port: int, mode: str, addresses: Iterable[str]) -> Notice:
    """What the network is told of a site."""
    return Notice(name, port, tuple(addresses), {"version": __version__, "mode": mode, "api": "v1"})
