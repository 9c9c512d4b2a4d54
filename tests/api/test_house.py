"""What a site tells of itself, before anybody is known and to its owner."""

from faced import Faced, faced, headers_of, virtually
from people import OTHER_PIN, PIN
from retrowalk.api.parts import About, Parts, Setting


class Gym(Faced):
    """A gym with something chosen."""

    parts = Parts(
        about=lambda: About(
            "Iron Gym",
            "gym",
            "http://127.0.0.1:7382",
            "http://gym.local:7382",
            simulated=True,
            presence=True,
            pin_digits=6,
            idle_s=900,
        ),
        settings=lambda: [
            Setting("mode", "home or gym", "gym", "home", "retrowalk.toml:1", ("home", "gym")),
            Setting("memory.url", "a database", "postgresql://me:secret@db", "", "retrowalk.toml:9", hidden=True),
        ],
    )


def test_anybody_may_know_what_the_site_is_and_how_one_gets_in(tmp_path):
    async def main():
        async with faced(tmp_path, kind=Gym) as (site, asks):
            told = (await asks.get("/v1/site", headers=headers_of("rw_a token that is no more"))).json()
            assert (told["name"], told["mode"], told["address"]) == ("Iron Gym", "gym", "http://gym.local:7382")
            assert (told["owned"], told["presence"], told["pin_digits"], told["simulated"]) == (True, True, 6, True)
            site.access.roll.people.clear()
            assert (await asks.get("/v1/site")).json()["owned"] is False

    virtually(main)


def test_at_home_this_computer_owns_the_site_and_no_phone_may_reach_it(tmp_path):
    async def main():
        async with faced(tmp_path, home=True) as (_, asks):
            told = (await asks.get("/v1/site")).json()
            assert (told["owned"], told["address"], told["mode"]) == (True, None, "home")

    virtually(main)


def test_settings_are_the_owners_to_see_and_secrets_nobodys(tmp_path):
    async def main():
        async with faced(tmp_path, kind=Gym) as (site, asks):
            staff = headers_of(await site.logged_in("p-staff", OTHER_PIN))
            assert (await asks.get("/v1/settings", headers=staff)).json()["code"] == "role"
            owner = headers_of(await site.logged_in("p-owner", PIN))
            answer = await asks.get("/v1/settings", headers=owner)
            mode, url = answer.json()
            assert (mode["value"], mode["default"], mode["origin"]) == ("gym", "home", "retrowalk.toml:1")
            assert mode["choices"] == ["home", "gym"] and (url["table"], mode["table"]) == ("memory", "")
            assert url["hidden"] and url["value"] is None and "secret" not in answer.text

    virtually(main)
