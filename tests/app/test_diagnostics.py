"""What a maintainer is given: how belts, radios and settings stand, and nobody's name. The whole is in test_journey."""

from types import SimpleNamespace

from retrowalk.app.diagnostics import LATEST, Looked
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.runtime.clock import now
from retrowalk.settings.read import read
from sites import site, virtually, walk


def looked(fleet, events):
    watching = SimpleNamespace(
        health=SimpleNamespace(ready=lambda: SimpleNamespace(findings=())),
        metrics=SimpleNamespace(render=lambda: b"up 1"),
    )
    return Looked(fleet, events, watching, read(), lambda: [{"event": "hello"}], now())


def test_belts_are_told_by_their_ids_with_what_they_do_and_why():
    async def main():
        async with site("a", "b") as made:
            made.trouble = {"hci0": "switched off"}
            for bay in made.bays.values():
                bay.radio, bay.found = "hci0", None
            await walk(made.bays["a"])
            told = looked(made, EventLog("run", now, lambda: 0)).at()
            belts = {each["id"]: each for each in told["belts"]}
            assert (belts["a"]["belt"], belts["b"]["belt"]) == ("running", "idle")
            assert belts["a"]["profile"] == "sim" and belts["a"]["model"] is None
            assert told["radios"] == {"hci0": "switched off"}
            assert (told["log"], told["metrics"]) == ([{"event": "hello"}], "up 1")
            assert told["settings"]["people.pin"] == 4 and "memory.url" not in told["settings"]
            made.bays["a"].stop("user_stop", "test")
            await made.bays["a"].service.until(lambda seen: seen.latched and seen.measured.speed.wire == 0)

    virtually(main)


async def test_the_latest_events_are_told_without_the_names_in_them():
    events = EventLog("run", now, lambda: 0)
    fleet = SimpleNamespace(trouble={}, bays={})
    assert looked(fleet, events).at()["events"] == []
    for number in range(LATEST + 5):
        events.publish(Kind.LEASE_CHANGED, {"name": "Ada", "fencing": number}, "a")
    told = looked(fleet, events).at()["events"]
    assert len(told) == LATEST and told[-1]["data"] == {"fencing": LATEST + 4}
    assert "Ada" not in str(told)
