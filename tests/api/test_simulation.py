"""Faults and console keys of simulated treadmills, by who may, and never of real ones."""

import pytest

from faced import Faced, faced, headers_of, virtually
from housed import LEFT
from people import OTHER_PIN, PIN
from retrowalk.api.parts import Parts
from retrowalk.api.routes.simulation import Key
from retrowalk.simulator.faults import TRAITS, Fault
from retrowalk.simulator.machine import Button


class Toy:
    """A treadmill that notes what is done to it."""

    def __init__(self):
        self.done = []

    def fail(self, fault, amount, _now):
        self.done.append((fault, amount))

    def mend(self, fault, _now):
        self.done.append(("mended", fault))

    def press(self, button, _now):
        self.done.append(button)

    def pull_key(self, _now):
        self.done.append("pulled")

    def replace_key(self, _now):
        self.done.append("replaced")


TOY = Toy()


class Simulated(Faced):
    """A site of which one treadmill is simulated."""

    parts = Parts(simulated=lambda: {LEFT: TOY})


def as_owner(tmp_path, test, kind=Simulated):
    async def main():
        TOY.done.clear()
        async with faced(tmp_path, kind=kind) as (site, asks):
            await test(site, asks, headers_of(await site.logged_in("p-owner", PIN)))

    virtually(main)


@pytest.mark.sr(44)
def test_real_treadmills_are_made_to_fail_by_nobody(tmp_path):
    async def test(_, asks, owner):
        fault = {"treadmill": LEFT, "fault": "late"}
        for answer in (
            await asks.get("/v1/faults", headers=owner),
            await asks.post("/v1/faults", json=fault, headers=owner),
            await asks.post(f"/v1/treadmills/{LEFT}/console", json={"key": "start"}, headers=owner),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "simulation-only")

    as_owner(tmp_path, test, kind=Faced)


def test_every_way_to_fail_is_listed_with_what_it_does(tmp_path):
    async def test(_, asks, owner):
        told = (await asks.get("/v1/faults", headers=owner)).json()
        assert told["treadmills"] == [LEFT]
        assert {each["fault"]: each["does"] for each in told["faults"]} == {
            fault.value: trait.does for fault, trait in TRAITS.items()
        }

    as_owner(tmp_path, test)


def test_a_fault_is_planted_and_mended(tmp_path):
    async def test(_, asks, owner):
        late = {"treadmill": LEFT, "fault": "late"}
        planted = await asks.post("/v1/faults", json={**late, "amount": 900}, headers=owner)
        assert (planted.status_code, planted.json()["does"]) == (202, "answers later")
        assert (await asks.post("/v1/faults", json={**late, "on": False}, headers=owner)).json()["on"] is False
        assert TOY.done == [(Fault.LATE, 900), ("mended", Fault.LATE)]
        other = await asks.post("/v1/faults", json={**late, "treadmill": "another"}, headers=owner)
        assert (other.status_code, other.json()["fields"]) == (404, {"treadmill": "unknown"})

    as_owner(tmp_path, test)


def test_each_key_of_the_console_is_pressed_and_the_safety_key_is_pulled(tmp_path):
    async def test(site, asks, owner):
        for key in Key:
            answer = await asks.post(f"/v1/treadmills/{LEFT}/console", json={"key": key}, headers=owner)
            assert (answer.status_code, answer.json()["key"]) == (202, key), answer.text
        assert TOY.done == [*Button, "pulled", "replaced"]
        staff = headers_of(await site.logged_in("p-staff", OTHER_PIN))
        refused = await asks.post(f"/v1/treadmills/{LEFT}/console", json={"key": "start"}, headers=staff)
        assert refused.json()["code"] == "role"

    as_owner(tmp_path, test)
