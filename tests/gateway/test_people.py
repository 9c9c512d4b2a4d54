"""People: who sees whom, who changes what, one level at a time, and forgetting."""

import asyncio
import json

import pytest

from housed import LEFT, NOTHING_WRONG, Whole, house, somebody, virtually
from retrowalk.gateway.particulars import Told
from retrowalk.gateway.people import KEPT
from retrowalk.gateway.principal import ANONYMOUS
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.gateway.telling import LINK_LASTS
from retrowalk.history import questions as q
from retrowalk.history.facts import AfterTold, Audited, Marked, PersonErased, PersonSet
from retrowalk.history.walks import After, MarkKind
from retrowalk.protocol.level import Level
from retrowalk.safety.roles import Role
from retrowalk.units import Speed


OWNER, STAFF, DOC = somebody("owner", Role.ADMIN), somebody("sue", Role.STAFF), somebody("doc")
ANN = Told("Ann Example", 1970)


async def erase(site, who, person, saved=lambda _: None):
    return await site.people.erase(who, person, 0, saved)


def _unread(_):
    raise Refusal(Code.VERSION_OLD, "it was not read")


async def no(awaited):
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value


def test_a_person_is_added_at_level_first_and_access_hears_of_it(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            ann = await site.people.add(STAFF, ANN, 0)
            assert (ann.name, ann.born, ann.level, ann.roles) == ("Ann Example", 1970, Level.FIRST, (Role.WALKER,))
            assert [each.person for each in await site.facts(PersonSet)] == [ann]
            assert await site.read(q.person(ann.id)) == ann
            await site.gateway.access.set_pin(somebody("owner", Role.ADMIN), ann.id, "4917")  # it has heard of her
            audit = (await site.facts(Audited))[0].audit
            assert (audit.act, audit.person) == ("add a person", ann.id) and "Ann" not in str(audit)
            assert (audit.old, audit.new) == ("", "born 1970")
            trainer = Told("Tom Example", roles=(Role.WALKER, Role.TRAINER))
            await site.people.add(somebody("owner", Role.ADMIN), trainer, 0)
            assert (await site.facts(Audited))[-1].audit.new.endswith("roles walker trainer")

    virtually(main)


def test_who_sees_whom(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            ann, ben = await site.people.add(STAFF, ANN, 0), await site.people.add(STAFF, Told("Ben", 1980), 0)
            seen = {each.id: each.person for each in await site.people.all(somebody("a", Role.WALKER, ann.id))}
            assert seen[ann.id].name == "Ann Example" and seen[ben.id] is None
            assert all(each.person for each in await site.people.all(STAFF))
            assert (await site.people.one(STAFF, ben.id)).person.pin == ""
            assert (await no(site.people.all(ANONYMOUS))).code is Code.NOT_PAIRED
            assert (await no(site.people.one(STAFF, "nobody"))).code is Code.NOT_FOUND

    virtually(main)


WRONG = [
    (Told("", 1970), "name"),
    (Told("A" * 81, 1970), "name"),
    (Told("A\nB", 1970), "name"),
    (Told("A\u202eB", 1970), "name"),
    (Told("\u200d", 1970), "name"),
    (Told("A", 1890), "born"),
    (Told("A", 2027), "born"),
    (Told("A", 1970, units="knots"), "units"),
    (Told("A", 1970, language="english"), "language"),
    (Told("A", 1970, hr_limit=20), "hr_limit"),
    (Told("A", 1970, roles=()), "roles"),
    (Told("A", 1970, roles=(Role.BYSTANDER,)), "roles"),
    (Told(None, 1970), "name"),
]


@pytest.mark.parametrize("name", ["مهدی\u200cحسین", "Zoë 👩\u200d🦽", "<b>Bo</b>", "O'Neil-Świątek"])
def test_a_name_is_taken_in_every_script(tmp_path, name):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            assert (await site.people.add(STAFF, Told(name, 1970), 0)).name == name

    virtually(main)


@pytest.mark.parametrize(("told", "field"), WRONG)
def test_what_no_person_is_is_refused_by_its_field(tmp_path, told, field):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            refused = await no(site.people.add(STAFF, told, 0))
            assert refused.code is Code.INVALID and set(refused.fields) == {field}
            assert await site.read(q.people()) == ()

    virtually(main)


def test_who_may_add_change_and_give_roles(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            assert (await no(site.people.add(somebody("w", Role.WALKER, "w"), ANN, 0))).code is Code.ROLE
            assert (await no(site.people.add(STAFF, Told("A", 1970, Level.BEGINNER), 0))).fields == {"level": "first"}
            ann = await site.people.add(STAFF, ANN, 0)
            self = somebody("a", Role.WALKER, ann.id)
            assert (await site.people.change(self, ann.id, Told(units="mph"), 0)).units == "mph"
            assert (
                await no(site.people.change(somebody("b", Role.WALKER, "b"), ann.id, Told(units="mph"), 0))
            ).code is Code.ROLE
            assert (await no(site.people.change(STAFF, ann.id, Told(roles=(Role.TRAINER,)), 0))).code is Code.ROLE
            assert (await no(site.people.change(self, ann.id, Told(roles=(Role.ADMIN,)), 0))).code is Code.ROLE
            late = 10 * 60_000
            assert (
                await no(site.people.change(OWNER, ann.id, Told(roles=(Role.TRAINER,)), late))
            ).code is Code.CONFIRM_AGAIN
            assert (await site.people.change(OWNER, ann.id, Told(roles=(Role.TRAINER,)), 0)).roles == (Role.TRAINER,)
            assert (await site.people.change(STAFF, ann.id, Told(born=1971), 0)).name == "Ann Example"
            assert KEPT > 10_000

    virtually(main)


@pytest.mark.sr(45)
def test_no_level_is_skipped_and_none_is_given_without_green_walks(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            ann = await site.people.add(STAFF, ANN, 0)
            early = await no(site.people.change(DOC, ann.id, Told(level=Level.BEGINNER), 0))
            assert early.code is Code.CONFLICT and "2 green sessions in a row" in early.detail
            assert (
                "no level is skipped"
                in (await no(site.people.change(DOC, ann.id, Told(level=Level.ADVANCED), 0))).detail
            )
            assert (await no(site.people.change(STAFF, ann.id, Told(level=Level.ADVANCED), 0))).code is Code.ROLE
            rehab = await site.people.change(DOC, ann.id, Told(level=Level.REHAB), 0)
            assert rehab.level is Level.REHAB
            assert (await site.people.change(STAFF, ann.id, Told(level=Level.FIRST), 0)).level is Level.FIRST

    virtually(main)


def test_to_erase_gives_everything_first_and_leaves_nothing(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.WARMUP)
            walk = await site.begin(DOC, walker, "P11")
            assert (await no(erase(site, OWNER, walker.id))).code is Code.CONFLICT
            await site.start(DOC)
            await site.telling.mark(DOC, walk.id, MarkKind.RPE, 3)
            site.commands.do("end", LEFT, site.asked(DOC))
            await site.finish(DOC)
            assert (await no(erase(site, DOC, walker.id))).code is Code.ROLE
            assert (await no(erase(site, OWNER, walker.id, _unread))).code is Code.VERSION_OLD
            assert await site.people.known(walker.id) == walker and not await site.facts(PersonErased)
            forgotten = []
            site.people.forgets(lambda ids: asyncio.sleep(0, forgotten.extend(ids)))
            kept = json.loads(await erase(site, OWNER, walker.id))
            assert set(forgotten) == {walker.id, walk.id}
            (told,) = kept["walks"]
            assert (told["id"], told["marks"][0]["value"], kept["person"]["name"]) == (walk.id, 3, "A Walker")
            assert len(told["samples"]) > 30 and kept["screening"] and "pin" not in kept["person"]
            assert await site.facts(PersonErased)
            assert await site.read(q.person(walker.id)) is None and await site.read(q.walks(walker.id)) == ()
            assert not (tmp_path / walk.journal).exists()
            (line,) = [each for each in (tmp_path / "site.jsonl").read_text().splitlines() if walker.id in each]
            assert "PersonErased" in line and "A Walker" not in (tmp_path / "site.jsonl").read_text()
            assert site.under_way.of(LEFT) is None

    virtually(main)


# ── telling ─────────────────────────────────────────────────────────────────────────────────────────


async def _over(site):
    walker = await site.person(Level.WARMUP)
    walk = await site.begin(DOC, walker, "P11")
    site.commands.do("end", LEFT, site.asked(DOC))
    await site.recorder.settled()
    return walker, walk


def test_effort_and_pain_are_told_during_a_walk_and_not_after(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(Level.WARMUP)
            walk = await site.begin(DOC, walker, "P11")
            self = somebody("w", Role.WALKER, walker.id)
            for kind, value, text in (
                (MarkKind.RPE, 4, ""),
                (MarkKind.PAIN, 2, ""),
                (MarkKind.NOTE, None, "left knee"),
            ):
                assert (await site.telling.mark(self, walk.id, kind, value, text)).value == value
            for kind, value, text in ((MarkKind.RPE, 11, ""), (MarkKind.PAIN, None, ""), (MarkKind.NOTE, None, " ")):
                assert (await no(site.telling.mark(self, walk.id, kind, value, text))).code is Code.INVALID
            assert (
                await no(site.telling.mark(somebody("x", Role.WALKER, "x"), walk.id, MarkKind.RPE, 4))
            ).code is Code.ROLE
            assert (await no(site.telling.mark(self, "walk", MarkKind.RPE, 4))).code is Code.NOT_FOUND
            assert len(await site.facts(Marked)) == 3
            site.commands.do("end", LEFT, site.asked(DOC))
            await site.recorder.settled()
            assert (await no(site.telling.mark(self, walk.id, MarkKind.RPE, 4))).code is Code.GONE

    virtually(main)


def test_afterwards_is_told_in_pieces_and_kept(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker, walk = await _over(site)
            self = somebody("w", Role.WALKER, walker.id)
            await site.telling.after(self, walk.id, After(pain0=2, sharp=False, effort=3))
            await site.telling.after(self, walk.id, After(pain60=1))
            kept = (await site.read(q.walk(walk.id))).after
            assert (kept.pain0, kept.pain60, kept.sharp) == (2, 1, False)
            for wrong in (
                After(pain0=11),
                After(stumbles=-1),
                After(handrail="teeth"),
                After(notes="x" * 501),
                After(),
            ):
                assert (await no(site.telling.after(self, walk.id, wrong))).code is Code.INVALID
            assert len(await site.facts(AfterTold)) == 2

    virtually(main)


def test_the_link_of_the_next_morning_tells_of_one_walk_for_two_days(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker, walk = await _over(site)
            token = await site.telling.link(somebody("w", Role.WALKER, walker.id), walk.id)
            assert (await no(site.telling.link(somebody("x", Role.WALKER, "x"), walk.id))).code is Code.ROLE
            assert (await no(site.telling.morning(walk.id, "0" * 32, After(morning=1)))).code is Code.NOT_PAIRED
            assert (await no(site.telling.morning("another", token, After(morning=1)))).code is Code.NOT_PAIRED
            assert (await no(site.telling.morning(walk.id, "ä", After(morning=1)))).code is Code.NOT_PAIRED
            assert (await no(site.telling.morning(walk.id, token, After(effort=1)))).code is Code.INVALID
            await site.telling.morning(walk.id, token, After(morning=1, swelling=False))
            assert (await site.read(q.walk(walk.id))).after.morning == 1
            site.later = LINK_LASTS + 60
            assert (await no(site.telling.morning(walk.id, token, After(morning=2)))).code is Code.GONE
            assert oct((tmp_path / "morning.key").stat().st_mode)[-3:] == "600"

    virtually(main)


# ── screening and outcome tests ─────────────────────────────────────────────────────────────────────


def test_a_screening_is_answered_kept_and_asked_again(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person(screened=False)
            self, other = somebody("w", Role.WALKER, walker.id), somebody("x", Role.WALKER, "x")
            assert "not answered" in (await site.screenings.standing(walker)).against(beside=True)
            wrong = await no(site.screenings.answer(self, walker, {"chest": "no", "more": True}))
            assert wrong.fields == {"more": "not asked", "chest": "yes or no"}
            assert (await no(site.screenings.answer(self, walker, {}))).code is Code.INVALID
            assert (await no(site.screenings.answer(other, walker, NOTHING_WRONG))).code is Code.ROLE
            assert (await site.screenings.answer(self, walker, NOTHING_WRONG)).against(beside=False) == ""
            fell = await site.screenings.answer(self, walker, {"fell": True})
            assert "beside" in fell.against(beside=False) and fell.against(beside=True) == ""
            ill = await site.screenings.answer(self, walker, {"fever": True})
            assert "Ill today" in ill.against(beside=True)
            site.later = 13 * 3600
            assert "fever" in (await site.screenings.standing(walker)).screened.ask
            assert "surgery" not in (await site.screenings.standing(walker)).screened.ask
            site.later = 91 * 86_400
            assert "surgery" in (await site.screenings.standing(walker)).screened.ask

    virtually(main)


def test_a_clinician_clears_an_answer_that_refers(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker = await site.person()
            await site.screenings.answer(DOC, walker, {"surgery": True})
            assert (await no(site.screenings.clear(STAFF, walker, "surgery", "seen"))).code is Code.ROLE
            assert (await no(site.screenings.clear(DOC, walker, "surgery", " "))).code is Code.INVALID
            assert (await no(site.screenings.clear(DOC, walker, "fever", "fine"))).code is Code.INVALID
            cleared = await site.screenings.clear(DOC, walker, "surgery", "14 weeks, surgeon agrees")
            assert cleared.against(beside=False) == ""

    virtually(main)


def test_three_metres_backward_decide_how_fast_an_older_walker_may_go(tmp_path):
    async def main():
        async with house(tmp_path, kind=Whole) as site:
            walker, beside = await site.person(Level.OLDER, born=1950), await site.person(Level.BEGINNER)
            assert (await site.begin(DOC, walker, "P09", supervisor=beside.id)).level is Level.OLDER
            assert site.bay().snapshot.cap == Speed.parse("0.8 mph")
            site.commands.do("end", LEFT, site.asked(DOC))
            await site.screenings.measure(DOC, walker, "backward_3m", 5.1)
            await site.begin(DOC, walker, "P09", supervisor=beside.id)
            assert site.bay().snapshot.cap == Speed.parse("1.0 mph")
            site.commands.do("end", LEFT, site.asked(DOC))
            await site.screenings.measure(DOC, walker, "backward_3m", 9.5)
            slow = await no(site.begin(DOC, walker, "P09", supervisor=beside.id))
            assert slow.code is Code.PREFLIGHT_FAILED and "more than 9 s" in slow.detail
            assert (await no(site.screenings.measure(STAFF, walker, "kujala", 50))).code is Code.ROLE
            for test, value in (("sprint", 1), ("tug", 0), ("tug", float("nan")), ("backward_3m", 1e9)):
                assert (await no(site.screenings.measure(DOC, walker, test, value))).code is Code.INVALID

    virtually(main)


@pytest.mark.sr(42)
def test_in_a_gym_the_last_owner_stays_and_at_home_nobody_has_to(tmp_path):
    async def main(home):
        async with house(tmp_path / str(home), kind=Whole, home=home) as site:
            owner = await site.person(roles=(Role.ADMIN, Role.WALKER))
            walker = Told(roles=(Role.WALKER,))
            if home:
                await site.people.change(OWNER, owner.id, walker, 0)
                assert (await site.people.known(owner.id)).roles == (Role.WALKER,)
                return
            for asked in (site.people.change(OWNER, owner.id, walker, 0), erase(site, OWNER, owner.id)):
                refused = await no(asked)
                assert (refused.code, refused.limited_by) == (Code.CONFLICT, ("last owner",))
            await site.people.change(OWNER, owner.id, Told(name="Olga"), 0)
            other = await site.person(roles=(Role.ADMIN,))
            await site.people.change(OWNER, owner.id, walker, 0)
            await site.people.change(OWNER, owner.id, Told(roles=(Role.ADMIN,)), 0)
            await erase(site, OWNER, other.id)
            assert (await no(erase(site, OWNER, owner.id))).code is Code.CONFLICT

    for home in (False, True):
        virtually(lambda home=home: main(home))
