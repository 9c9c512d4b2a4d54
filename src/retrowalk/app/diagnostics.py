"""What a maintainer asks for first: how the site stands, what happened of late, and what was chosen, in one value.

Nobody's name and no secret is in it: people and devices are ids.
"""

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrowalk.app.chosen import listed
from retrowalk.app.operations import Operations
from retrowalk.gateway.eventlog import Event, EventLog
from retrowalk.gateway.views import event, rfc3339
from retrowalk.runtime import clock
from retrowalk.runtime.bay import Bay
from retrowalk.runtime.fleet import Fleet
from retrowalk.settings.read import Choice


# Events that are told again: some minutes of a site where something happens.
LATEST = 200
# What events tell with somebody's name in it.
_NAMES = frozenset({"name", "source"})


@dataclass(frozen=True, slots=True)
class Looked:
    """The site as it is looked at. `began`: when it was begun to serve (ms, monotonic)."""

    fleet: Fleet
    events: EventLog
    watching: Operations
    choice: Choice
    log: Callable[[], Sequence[Mapping[str, object]]]
    began: int

    def at(self) -> Mapping[str, object]:
        """All of it, now."""
        findings = self.watching.health.ready().findings
        return {
            "at": rfc3339(clock.at()),
            "up_s": (clock.now() - self.began) // 1000,
            "python": platform.python_version(),
            "platform": platform.platform(),
            "radios": dict(self.fleet.trouble),
            "ready": [{"name": each.name, "ok": each.ok, "why": each.why} for each in findings],
            "belts": [_treadmill(bay) for bay in self.fleet.bays.values()],
            "settings": {each.key: each.value for each in listed(self.choice) if not each.hidden},
            "events": [_event(each, self.events.run) for each in self.events.latest(LATEST)],
            "log": list(self.log()),
            "metrics": self.watching.metrics.render().decode(),
        }


def _treadmill(bay: Bay) -> Mapping[str, object]:
    seen, profile, found = bay.snapshot, bay.service.rules.profile, bay.found
    return {
        "id": bay.id,
        "link": str(bay.link),
        "why": bay.unreached,
        "radio": bay.radio,
        "identity": str(bay.identity),
        "belt": seen.belt.value,
        "latched": seen.latched.value if seen.latched else None,
        "alarms": [each.value for each in seen.alarms],
        "speed_age_ms": seen.age,
        "guarded": seen.guarded,
        "profile": profile.id,
        "commissioned": profile.commissioned,
        "blocked": profile.blocked,
        "manufacturer": found.manufacturer if found else None,
        "model": found.model if found else None,
        "firmware": found.firmware if found else None,
    }


def _event(happened: Event, run: str) -> Mapping[str, object]:
    told = event(happened, run)
    data = {name: value for name, value in told.data.items() if name not in _NAMES}
    return {"time": told.time, "type": told.type, "treadmill": happened.treadmill, "data": data}
