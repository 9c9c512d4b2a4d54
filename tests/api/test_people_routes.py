"""People over the API: made known, changed, asked, measured, proposed to, exported and forgotten."""

import asyncio
import json
from datetime import date

import pytest

from faced import faced, headers_of, virtually
from housed import LEFT, NOTHING_WRONG, somebody
from people import OTHER_PIN, PIN
from retrowalk.coach.screening import QUESTIONS
from retrowalk.firmware.commissioning import PROCEDURE
from retrowalk.gateway.principal import Scope
from retrowalk.history import questions as q
from retrowalk.history.facts import FlagRaised, PersonSet
from retrowalk.history.leaving import export
from retrowalk.history.records import Flag, Person
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role


DOCTOR = Person("p-doc", "Dora", roles=(Role.CLINICIAN,))


def as_of(tmp_path, *tests):
    """Run each with the site, a client, and the headers of owner, staff and walker."""

    async def main():
        async with faced(tmp_path) as (site, asks):
            people = {"owner": ("p-owner", PIN), "staff": ("p-staff", OTHER_PIN), "walker": ("p-walker", PIN)}
            who = {name: headers_of(await site.logged_in(*each)) for name, each in people.items()}
            for test in tests:
                await test(site, asks, who)

    virtually(main)


async def clinician(site):
    """The headers of a clinician who is known and logged in."""
    site.access.tell(PersonSet(DOCTOR, site.at()))
    await site.access.set_pin(site.access.authenticate(site.access.operator, loopback=True), DOCTOR.id, PIN)
    return headers_of(await site.logged_in(DOCTOR.id, PIN))


def test_somebody_is_made_known_changed_from_what_was_read_and_forgotten_with_everything_given_back(tmp_path):
    async def test(_, asks, who):
        added = await asks.post("/v1/people", json={"name": "Ann", "born": 1970}, headers=who["staff"])
        assert added.status_code == 201, added.text
        where = f"/v1/people/{added.json()['id']}"
        read = await asks.get(where, headers=who["staff"])
        assert read.json() == added.json() and read.json()["level"] == "first"
        tag = read.headers["etag"]
        assert tag == added.headers["etag"]
        assert (await asks.patch(where, json={"units": "mph"}, headers=who["staff"])).status_code == 428
        changed = await asks.patch(where, json={"units": "mph"}, headers={**who["staff"], "If-Match": tag})
        assert (changed.status_code, changed.json()["units"], changed.json()["name"]) == (200, "mph", "Ann")
        late = await asks.patch(where, json={"units": "km/h"}, headers={**who["staff"], "If-Match": tag})
        assert (late.status_code, late.json()["code"]) == (412, "version-old")
        early = await asks.patch(where, json={"level": "beginner"}, headers={**who["staff"], "If-Match": "*"})
        assert (early.status_code, list(early.json()["fields"])) == (409, ["level"])
        refused = await asks.delete(where, headers={**who["staff"], "If-Match": "*"})
        assert (refused.status_code, refused.json()["code"]) == (403, "role")
        for unread in ("*", '*, "x"'):
            blind = await asks.delete(where, headers={**who["owner"], "If-Match": unread})
            assert (blind.status_code, blind.json()["code"]) == (428, "version-needed")
        known = changed.headers["etag"]  # of the person alone, not of all that goes with them
        assert (await asks.delete(where, headers={**who["owner"], "If-Match": known})).status_code == 412
        export = await asks.get(f"{where}/export", headers=who["owner"])
        one_more = {"test": "tug", "value": 10}
        measured = await asks.post(f"{where}/outcomes", json=one_more, headers=who["staff"])
        assert measured.status_code == 201, measured.text
        late = await asks.delete(where, headers={**who["owner"], "If-Match": export.headers["etag"]})
        assert (late.status_code, late.json()["code"]) == (412, "version-old")
        export = await asks.get(f"{where}/export", headers=who["owner"])
        assert export.json()["outcome"] and export.headers["content-type"] == "application/json"
        erased = await asks.delete(where, headers={**who["owner"], "If-Match": export.headers["etag"]})
        assert erased.status_code == 200, erased.text
        assert erased.content == export.content
        assert erased.json()["person"]["name"] == "Ann" and "walks" in erased.json()
        assert (await asks.get(where, headers=who["staff"])).status_code == 404
        assert "Ann" not in (tmp_path / "memory" / "site.jsonl").read_text()

    as_of(tmp_path, test)


def test_roles_of_the_staff_are_the_owners_to_give_after_proving_it_once_more(tmp_path):
    async def test(site, asks, who):
        trainer = {"name": "Tom", "roles": ["trainer", "trainer"]}
        assert (await asks.post("/v1/people", json=trainer, headers=who["staff"])).json()["code"] == "role"
        made = await asks.post("/v1/people", json=trainer, headers=who["owner"])
        assert made.json()["roles"] == ["trainer"]
        for _ in range(4):  # longer than a proof holds, and never idle
            await asyncio.sleep(80)
            site.access.seen(
                site.access.authenticate(who["owner"]["Authorization"].removeprefix("Bearer "), loopback=False)
            )
        again = await asks.post("/v1/people", json=trainer, headers=who["owner"])
        assert (again.status_code, again.json()["code"]) == (403, "confirm-again")

    as_of(tmp_path, test)


def test_what_was_done_is_read_page_by_page_newest_first(tmp_path):
    async def test(_, asks, who):
        for name in ("Ann", "Bea", "Cleo"):
            assert (await asks.post("/v1/people", json={"name": name}, headers=who["owner"])).status_code == 201
        whole = (await asks.get("/v1/audit", headers=who["owner"])).json()
        assert [each["act"] for each in whole[:3]] == ["add a person"] * 3
        pages = [(await asks.get(f"/v1/audit?limit=1&skip={at}", headers=who["owner"])).json() for at in range(3)]
        assert [each for page in pages for each in page] == whole[:3]
        assert (await asks.get(f"/v1/audit?skip={len(whole)}", headers=who["owner"])).json() == []
        for wrong in ("limit=0", "limit=101", "skip=-1"):
            assert (await asks.get(f"/v1/audit?{wrong}", headers=who["owner"])).status_code == 422, wrong

    as_of(tmp_path, test)


PATHS = ("export", "screening", "flags", "outcomes", "history", "progress", "page", "proposal", "schedule")


@pytest.mark.parametrize("path", PATHS)
def test_records_are_read_by_the_staff_and_by_whose_they_are(tmp_path, path):
    async def test(_, asks, who):
        own, other = f"/v1/people/p-walker/{path}", f"/v1/people/p-nopin/{path}"
        assert (await asks.get(own, headers=who["walker"])).status_code == 200
        assert (await asks.get(own, headers=who["staff"])).status_code == 200
        refused = await asks.get(other, headers=who["walker"])
        assert (refused.status_code, refused.json()["code"]) == (403, "role")
        assert (await asks.get(own)).status_code == 401
        assert (await asks.get(f"/v1/people/nobody/{path}", headers=who["staff"])).status_code == 404

    as_of(tmp_path, test)


def test_a_screen_on_the_wall_learns_nothing_of_people(tmp_path):
    async def test(site, asks, _):
        screen = headers_of(site.token(Scope.DISPLAY))
        for path in PATHS:
            assert (await asks.get(f"/v1/people/p-walker/{path}", headers=screen)).status_code == 403
        assert "Wanda" not in (await asks.get("/v1/people", headers=screen)).text

    as_of(tmp_path, test)


WRONG = [
    ("/v1/people", {"name": "Ann", "born": 1800}, "born"),
    ("/v1/people", {"name": "Ann", "born": "1970"}, "born"),
    ("/v1/people", {"name": "Ann", "pin": "1234"}, "pin"),
    ("/v1/people", {"born": 1970}, "name"),
    ("/v1/people", {"name": "Ann", "hr_limit": 59}, "hr_limit"),
    ("/v1/people", {"name": "Ann", "roles": ["bystander"]}, "roles"),
    ("/v1/people", {"name": "Ann", "roles": []}, "roles"),
    ("/v1/people/p-walker/screening", {"answers": {}}, "answers"),
    ("/v1/people/p-walker/screening", {"answers": {"chest": "yes"}}, "answers.chest"),
    ("/v1/people/p-walker/outcomes", {"test": "tug", "value": 1}, "value"),
    ("/v1/people/p-walker/outcomes", {"test": "tea", "value": 9}, "test"),
    ("/v1/people/p-walker/proposal", {"answer": "changed"}, "instead"),
    ("/v1/people/p-walker/proposal", {"answer": "perhaps"}, "answer"),
]


@pytest.mark.parametrize(("path", "body", "field"), WRONG)
def test_what_cannot_be_is_refused_by_its_field_and_nothing_is_kept(tmp_path, path, body, field):
    async def test(site, asks, who):
        before = len(site.kept)
        answered = await asks.post(path, json=body, headers=who["owner"])
        assert answered.status_code == 422, answered.text
        assert field in answered.json()["fields"]
        assert len(site.kept) == before

    as_of(tmp_path, test)


def test_questions_are_answered_and_a_clinician_clears_what_refers_to_one(tmp_path):
    async def test(site, asks, who):
        listed = (await asks.get("/v1/screening", headers=who["walker"])).json()
        assert [each["id"] for each in listed] == list(QUESTIONS)
        where = "/v1/people/p-walker/screening"
        assert (await asks.get(where, headers=who["walker"])).json()["verdict"] == "ask"
        told = await asks.post(where, json={"answers": NOTHING_WRONG | {"joints": True}}, headers=who["walker"])
        assert (told.json()["verdict"], told.json()["ask"]) == ("refer", [])
        cleared = {"question": "joints", "because": "seen today"}
        refused = await asks.post(f"{where}/clearances", json=cleared, headers=who["staff"])
        assert (refused.status_code, refused.json()["code"]) == (403, "role")
        good = await asks.post(f"{where}/clearances", json=cleared, headers=await clinician(site))
        assert good.json()["verdict"] == "may_walk", good.text

    as_of(tmp_path, test)


@pytest.mark.sr(38)
def test_a_red_flag_is_released_by_whom_the_table_names_and_once(tmp_path):
    async def test(site, asks, who):
        await site.history.record(FlagRaised(Flag("f1", "p-walker", StopReason.CHEST_BREATH, site.at()), site.at()))
        where = "/v1/people/p-walker/flags"
        (flag,) = (await asks.get(where, headers=who["walker"])).json()
        assert flag["locked_until"] and flag["reason"] == StopReason.CHEST_BREATH
        body = {"because": "seen by a doctor"}
        for refused in ("walker", "staff", "owner"):
            assert (await asks.post(f"{where}/f1/release", json=body, headers=who[refused])).status_code == 403
        doctor = await clinician(site)
        elsewhere = await asks.post("/v1/people/p-staff/flags/f1/release", json=body, headers=doctor)
        assert elsewhere.status_code == 404  # a flag is of its person alone
        released = await asks.post(f"{where}/f1/release", json=body, headers=doctor)
        assert released.json()[0]["locked_until"] is None, released.text
        assert (await asks.post(f"{where}/f1/release", json=body, headers=doctor)).status_code == 409
        assert (await asks.post(f"{where}/f2/release", json=body, headers=doctor)).status_code == 404

    as_of(tmp_path, test)


def test_results_become_a_course_as_figures_and_as_a_page(tmp_path):
    async def test(_, asks, who):
        where = "/v1/people/p-walker"
        for value in (11.0, 9.5):
            done = await asks.post(f"{where}/outcomes", json={"test": "tug", "value": value}, headers=who["staff"])
            assert (done.status_code, done.json()["unit"]) == (201, "s")
        locked = await asks.post(f"{where}/outcomes", json={"test": "ikdc", "value": 50}, headers=who["staff"])
        assert (locked.status_code, locked.json()["code"]) == (403, "role")
        (trend,) = (await asks.get(f"{where}/progress", headers=who["walker"])).json()["trends"]
        assert (trend["change"], trend["meaning"]) == (-1.5, "better, beyond chance")
        page = await asks.get(f"{where}/page", headers=who["walker"])
        assert page.headers["content-type"].startswith("text/html") and "Wanda" in page.text
        assert len((await asks.get(f"{where}/outcomes", headers=who["walker"])).json()) == 2

    as_of(tmp_path, test)


def test_the_four_weeks_end_today_by_the_clock_on_the_wall(tmp_path, moved):
    async def last_day(asks, who):
        days = (await asks.get("/v1/people/p-walker/progress", headers=who["walker"])).json()["days"]
        return date.fromisoformat(days[-1]["day"])

    async def test(_, asks, who):
        moved("<+14>-14")
        early = await last_day(asks, who)
        moved("<-12>12")  # more than a day behind
        assert early > await last_day(asks, who)

    as_of(tmp_path, test)


@pytest.mark.sr(45)
def test_a_proposal_comes_with_its_rule_and_a_person_decides(tmp_path):
    async def test(site, asks, who):
        where = "/v1/people/p-walker/proposal"
        given = (await asks.get(where, headers=who["walker"])).json()
        assert (given["why"], given["answer"]) == ("nothing was walked yet", None)
        more = {"answer": "changed", "instead": {"seconds": 600, "speed_kmh": 2.0}}
        early = await asks.post(where, json=more, headers=who["walker"])
        assert (early.status_code, early.json()["fields"]) == (409, {"instead": "too early"})
        taken = await asks.post(where, json={"answer": "accepted"}, headers=who["walker"])
        assert taken.json()["answer"] == "accepted"
        assert len(await site.history.read(q.decisions("p-walker"))) == 1
        plan = (await asks.get("/v1/people/p-walker/schedule", headers=who["walker"])).json()
        assert (plan["done"], plan["planned"], plan["most"], plan["why"]) == (0, 2, 3, "")

    as_of(tmp_path, test)


MEASURED = {
    "firmware": "1.0", "by": "Tess", "belt_mm": 3000, "speed_min_kmh": 1.0, "speed_max_kmh": 12.0,
    "speed_step_kmh": 0.1, "stop_ms": 3000, "stops_on_disconnect": "no", "start_by": "app", "percent": True,
    "inclination_max_percent": 10.0,
    "steady": [
        {"asked_kmh": 1.0, "console_kmh": 1.0, "telemetry_kmh": 1.0, "revolutions": 10, "time_ms": 108_000},
        {"asked_kmh": 2.0, "console_kmh": 2.0, "telemetry_kmh": 2.0, "revolutions": 10, "time_ms": 54_000},
    ],
}  # fmt: skip


@pytest.mark.sr(25)
def test_a_treadmill_is_measured_judged_and_blocked_when_it_confuses_miles(tmp_path):
    async def test(site, asks, who):
        tasks = (await asks.get("/v1/commissioning", headers=who["owner"])).json()
        assert len(tasks) == len(PROCEDURE)
        where = f"/v1/treadmills/{LEFT}/commissioning"
        assert not (await asks.get(where, headers=who["owner"])).json()["commissioned"]
        body = MEASURED | {"firmware": site.bay().found.firmware}
        refused = await asks.post(where, json=body, headers=who["walker"])
        assert (refused.status_code, refused.json()["code"]) == (403, "role")
        good = await asks.post(where, json=body, headers=who["owner"])
        assert good.status_code == 201 and good.json()["commissioned"], good.text
        kept = (await asks.get(where, headers=who["owner"])).json()
        assert kept["record"] == {"inclines": True, **body, "at": kept["record"]["at"]}
        fast = {**body["steady"][0], "console_kmh": 1.61, "telemetry_kmh": 1.61, "time_ms": 67_000}
        bad = await asks.post(where, json=body | {"steady": [fast, body["steady"][1]]}, headers=who["owner"])
        assert "miles" in bad.json()["blocked"]
        wrong = await asks.post(where, json=body | {"stop_ms": 0}, headers=who["owner"])
        assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["stop_ms"])

    as_of(tmp_path, test)


def test_what_one_asks_of_the_desk_is_what_the_desk_would_say(tmp_path):
    async def test(site, asks, who):
        site.token(Scope.CONTROL, person="p-walker")
        shown = (await asks.get("/v1/people/p-walker/export", headers=who["owner"])).content
        owner = somebody("owner", Role.ADMIN)
        assert shown == await site.desk.people.export(owner, "p-walker")
        assert "pin" not in json.loads(shown)["person"]
        on_command = tmp_path / "as-on-the-command-line.json"
        export(site.history, "p-walker", on_command)
        assert on_command.read_bytes() == shown and json.loads(shown)["device"][0]["scopes"] == ["control"]

    as_of(tmp_path, test)
