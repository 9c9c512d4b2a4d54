"""The protocols of a site: those that ship, and its own."""

import pytest

from housed import Whole, house, somebody, virtually
from retrowalk.gateway.library import OWN, check
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import Audited
from retrowalk.safety.roles import Role
from retrowalk.settings import shipped


DOC = somebody("doc")
P03 = (shipped("config/protocols") / "P03_beginner_flat.yaml").read_text()
OURS = P03.replace("id: P03", "id: ours")


async def no(awaited):
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value


def test_a_protocol_of_the_sites_own_is_kept_and_found_again(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            plan = await site.shelf.add(DOC, OURS)
            assert site.shelf.find("OURS") == plan and site.shelf.author("ours") == "site"
            assert site.shelf.author("P03") == "library" and len(site.shelf.plans) == 16
            again = await site.shelf.add(DOC, OURS.replace("Beginner flat 10", "Ours"))
            (_, second) = [each.audit for each in await site.facts(Audited)]
            assert (second.old, second.new) == (plan.digest, again.digest)
            (tmp_path / OWN / "damaged.yaml").write_text("id: [")
            site.shelf.load()
            assert site.shelf.find("ours") == again and set(site.shelf.damaged) == {"damaged.yaml"}

    virtually(main)


def test_what_may_not_be_kept_is_refused_with_line_and_reason(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            assert (await no(site.shelf.add(DOC, P03))).fields == {"id": "taken"}
            wrong = await no(site.shelf.add(DOC, OURS.replace("2.5 mph", "9 mph").replace("1.5 mph", "9 mph")))
            assert wrong.code is Code.INVALID and all(each.startswith("line ") for each in wrong.fields)
            assert (await no(site.shelf.add(somebody("sue", Role.STAFF), OURS))).code is Code.ROLE
            (tmp_path / OWN).write_text("no folder")
            assert (await no(site.shelf.add(DOC, OURS))).code is Code.STORAGE
            with pytest.raises(Refusal) as unknown:
                site.shelf.find("ours")
            assert unknown.value.code is Code.NOT_FOUND

    virtually(main)


def test_a_text_is_checked_without_being_kept():
    assert check(OURS).plan.id == "ours"
    with pytest.raises(Refusal):
        check("")
