"""Which treadmill this is: address, label, and what it says of itself."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleets import FIRST, PROFILE, SECOND, MemoryRadio, begin, fleet, linked, replace, start, virtually
from retrowalk.controller.events import Tick
from retrowalk.firmware.catalogue import AmbiguousProfile
from retrowalk.history.records import Machine
from retrowalk.link.port import Description
from retrowalk.runtime.bay import NotLinked
from retrowalk.runtime.identity import SCHEME, bay_id, bind, changes, code, fingerprint, matches
from retrowalk.safety.events import StopReason
from retrowalk.safety.supervisor import Belt
from retrowalk.simulator.link import MemoryTreadmill
from retrowalk.simulator.machine import Button
from retrowalk.simulator.treadmill import Treadmill


TOLD = Description(FIRST, "Sim", "Maker", "M1", "1.0", b"\x01", b"\x02", b"\x03")
ADDRESSES = st.integers(0, 2**48 - 1).map(lambda n: ":".join(f"{n:012X}"[i : i + 2] for i in range(0, 12, 2)))


# ── labels ──────────────────────────────────────────────────────────────────────────────────────────


@given(ADDRESSES, ADDRESSES)
@pytest.mark.sr(32)
def test_a_label_is_its_treadmills_and_no_others(one, other):
    assert matches(one, code(one)) and matches(one.lower(), code(one).lower().removeprefix(SCHEME))
    assert code(one) == code(bay_id(one))
    assert matches(other, code(one)) == (one == other)


@pytest.mark.parametrize("told", ["", " ", "rw:", "rw:AAAAAAA", "http://example", code(SECOND), code(FIRST) + "A"])
def test_what_is_no_label_of_it_is_refused(told):
    assert not matches(FIRST, told)


# ── fingerprints ────────────────────────────────────────────────────────────────────────────────────

BOUND = bind(Machine(bay_id(FIRST), FIRST, "Left", commissioned={"stops_in": 3}), TOLD, "p1")


def test_the_same_treadmill_has_not_changed():
    assert changes(BOUND, TOLD, "p1") == ""
    assert (BOUND.fingerprint, BOUND.firmware, BOUND.label) == (fingerprint(TOLD), "1.0", "Left")


@pytest.mark.sr(32)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Other"), ("manufacturer", "Other"), ("model", "M2"), ("features", b"\x09"),
        ("speed_range", b""), ("inclination_range", b"\x09"), ("control_point", False), ("firmware", "1.1"),
    ],
)  # fmt: skip
def test_whatever_it_says_otherwise_is_a_change(field, value):
    assert changes(BOUND, replace(TOLD, **{field: value}), "p1")


def test_a_change_says_what_is_another():
    assert changes(BOUND, TOLD, "p2") == "its firmware profile is now p2, it was p1"
    assert changes(BOUND, replace(TOLD, firmware=""), "p1") == "its firmware is now not told, it was 1.0"


def test_fields_do_not_run_into_each_other():
    assert fingerprint(replace(TOLD, name="A", manufacturer="B")) != fingerprint(
        replace(TOLD, name="AB", manufacturer="")
    )


def test_what_was_measured_of_it_holds_for_what_it_was_measured_with():
    assert bind(BOUND, TOLD, "p1").commissioned == {"stops_in": 3}
    assert bind(BOUND, replace(TOLD, firmware="1.1"), "p1").commissioned is None


# ── at a treadmill's place ──────────────────────────────────────────────────────────────────────────


async def away_and_back(bay, radio, machine):
    """Lose the link; another machine answers at the address from then on."""
    radio.machines[FIRST] = machine
    await bay.service._port.disconnect()  # noqa: SLF001 - as if it was switched off
    await bay.service.until(lambda seen: not seen.linked)
    await bay.service.until(lambda seen: seen.linked)


def another():
    usual = Treadmill()
    return Treadmill(replace(usual.shape, firmware="9.9"))


@pytest.mark.sr(32)
def test_another_treadmill_at_a_known_address_is_not_started_until_a_person_binds_it(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await away_and_back(bay, radio, another())
            assert (bay.identity, bay.snapshot.latched) == ("changed", None)
            why = await begin(bay, tmp_path / "one")
            assert "another treadmill" in why and "its firmware is now 9.9" in why
            bay.bind()
            assert bay.identity == "bound" and there.remembered[-1].firmware == "9.9"
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert await begin(bay, tmp_path / "two", walk="w2") == ""

    virtually(main)


@pytest.mark.sr(32)
def test_another_treadmill_in_the_middle_of_a_walk_is_a_stop(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await start(bay, tmp_path / "one")
            first = radio.machines[FIRST]
            await away_and_back(bay, radio, another())
            assert bay.snapshot.latched is StopReason.CONTROL_LOST and "another treadmill" in bay.snapshot.latched_by
            await bay.service.until(lambda seen: seen.belt is Belt.LATCHED)
            assert bay.identity == "changed"
            assert radio.machines[FIRST].machine.belt.speed == 0
            first.pull_key(0)

    virtually(main)


@pytest.mark.sr(32)
def test_the_same_treadmill_is_taken_up_again(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            await away_and_back(bay, radio, radio.machines[FIRST])
            assert bay.identity == "bound"
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert await begin(bay, tmp_path / "one") == ""

    virtually(main)


@pytest.mark.sr(32)
def test_a_label_of_another_treadmill_refuses_the_walk(tmp_path):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await linked(there, label="Left")
            why = await begin(bay, tmp_path / "one", label=code(SECOND))
            assert why == f"the label {code(SECOND)} is not the one of Left"
            assert await begin(bay, tmp_path / "one", label=code(FIRST)) == ""

    virtually(main)


def test_what_never_answered_cannot_be_bound(tmp_path):
    async def main():
        async with fleet(tmp_path / "state", MemoryRadio()) as there:
            bay = await there.adopt(FIRST)
            with pytest.raises(NotLinked, match=FIRST):
                bay.bind()
            assert bay.identity == "unknown"

    virtually(main)


@pytest.mark.sr(32)
def test_a_treadmill_that_two_profiles_describe_is_not_started(tmp_path):
    def recognise(description):
        if description.name:
            raise AmbiguousProfile("described by a.toml and b.toml")
        return PROFILE

    async def main():
        async with fleet(tmp_path / "state", MemoryRadio(), recognise=recognise) as there:
            bay = await linked(there)
            assert await begin(bay, tmp_path / "one") == "described by a.toml and b.toml"
            assert bay.identity == "changed"

    virtually(main)


def test_the_profile_is_that_of_what_it_says(tmp_path):
    def recognise(description):
        return replace(PROFILE, id=description.name or "generic")

    async def main():
        async with fleet(tmp_path / "state", MemoryRadio(), recognise=recognise) as there:
            bay = await there.adopt(FIRST)
            assert bay.service.rules.profile.id == "generic"
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)
            assert bay.service.rules.profile.id == bay.machine.profile == Treadmill().shape.name

    virtually(main)


@pytest.mark.sr(32)
def test_a_treadmill_that_moves_and_is_not_ours_is_only_watched(tmp_path):
    async def main():
        radio = MemoryRadio()
        written = []
        async with fleet(tmp_path / "state", radio) as there:
            bay = await linked(there)
            radio.machines[FIRST].press(Button.START, bay.snapshot.now)
            wrote, MemoryTreadmill.write = MemoryTreadmill.write, lambda _, data: written.append(data)
            try:
                await bay.service.until(lambda seen: seen.belt is Belt.OBSERVED)
                assert await begin(bay, tmp_path / "one") == "", "a checklist moves nothing"
                await asyncio.sleep(60)
                assert written == [] and radio.machines[FIRST].machine.belt.speed > 0
                bay.tell(Tick())
            finally:
                MemoryTreadmill.write = wrote
            radio.machines[FIRST].press(Button.STOP, bay.snapshot.now)
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)

    virtually(main)


@pytest.mark.sr(32)
def test_where_presence_is_asked_for_no_control_is_taken_before_a_key_at_the_console(tmp_path):
    async def main():
        radio = MemoryRadio()
        async with fleet(tmp_path / "state", radio, presence=True) as there:
            bay = await linked(there)
            assert await begin(bay, tmp_path / "one") == ""
            assert bay.snapshot.present is False
            await asyncio.sleep(5)
            radio.machines[FIRST].press(Button.START, bay.snapshot.now)
            await bay.service.until(lambda seen: bool(seen.present))
            assert bay.snapshot.belt is not Belt.ARMED
            radio.machines[FIRST].press(Button.STOP, bay.snapshot.now)
            await bay.service.until(lambda seen: seen.belt is Belt.IDLE)

    virtually(main)
