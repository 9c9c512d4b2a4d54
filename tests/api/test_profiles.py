"""What is known of a treadmill, over HTTP."""

from faced import faced, headers_of, virtually
from housed import LEFT
from people import PIN
from retrowalk.gateway.principal import Scope
from retrowalk.runtime.identity import code


def test_a_profile_tells_what_may_be_asked_of_it_and_what_to_mind(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            who = headers_of(site.token(Scope.DISPLAY))
            told = (await asks.get(f"/v1/treadmills/{LEFT}/profile", headers=who)).json()
            bay = site.bay()
            grid = bay.state.machine.grid
            assert (told["profile"], told["commissioned"], told["start_by"]) == ("sim", True, "app")
            assert (told["speed_min_kmh"], told["speed_max_kmh"]) == (grid.minimum / 100, grid.maximum / 100)
            assert told["inclination_max_percent"] == grid.inclination_maximum / 10
            assert told["label"] == code(bay.address) and told["name"] == bay.found.name
            assert [each["code"] for each in told["advisories"]] == ["runs_on_unknown"]

    virtually(main)


def test_a_treadmill_that_never_answered_tells_that_nothing_is_known(tmp_path):
    async def main():
        async with faced(tmp_path) as (site, asks):
            who = headers_of(await site.logged_in("p-owner", PIN))
            address = "C0:00:00:00:00:99"
            added = await asks.post("/v1/treadmills", json={"address": address}, headers=who)
            told = (await asks.get(f"/v1/treadmills/{added.json()['id']}/profile", headers=who)).json()
            assert told["speed_min_kmh"] is told["inclination_step_percent"] is None and told["name"] == ""
            assert "not_linked" in [each["code"] for each in told["advisories"] if each["blocks"]]

    virtually(main)
