"""Two tablets, one belt: who holds the lease, who has lost it, and what becomes of a walk without one."""

import asyncio
import random
from collections import Counter
from functools import partial
from itertools import pairwise

import pytest

from housed import LEFT, house, somebody, virtually
from retrowalk.controller.effects import Announce, Cue
from retrowalk.gateway.commands import Asked
from retrowalk.gateway.eventlog import Kind
from retrowalk.gateway.principal import ANONYMOUS, Scope
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.runtime.clock import now
from retrowalk.safety import thresholds as t
from retrowalk.safety.roles import Role
from retrowalk.session.stage import Stage
from rig import hold, plan


ANN, BEN = somebody("ann", Role.WALKER, "a"), somebody("ben", Role.WALKER, "b")
STAFF, TRAINER = somebody("sue", Role.STAFF), somebody("tom", Role.TRAINER)
LONG = plan(hold("1.5 mph", 600))
HISTORIES = 10_000


def no(call, *args):
    with pytest.raises(Refusal) as refused:
        call(*args)
    return refused.value


def test_a_lease_is_taken_renewed_given_back_and_counted(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            taken = site.leases.take(ANN, LEFT)
            assert (taken.holder, taken.name, taken.number, taken.left) == ("ann", "Ann", 1, t.LEASE_FOR)
            await asyncio.sleep(4)
            assert site.leases.of(LEFT).left == 6_000
            assert site.leases.renew(ANN, LEFT, 1).left == t.LEASE_FOR
            assert site.leases.release(ANN, LEFT, 1).holder == ""
            assert site.leases.take(ANN, LEFT).number == 2
            assert no(site.leases.renew, ANN, LEFT, 1).code is Code.STALE_EPOCH

    virtually(main)


@pytest.mark.sr(29)
def test_another_waits_until_it_ends_and_is_told_for_how_long(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            site.leases.take(ANN, LEFT)
            held = no(site.leases.take, BEN, LEFT)
            assert (held.code, held.fields["holder"], held.retry_after) == (Code.LEASE_HELD, "Ann", t.LEASE_FOR)
            assert no(site.leases.renew, BEN, LEFT, 1).code is Code.LEASE_HELD
            await asyncio.sleep(t.LEASE_FOR / 1000)
            assert no(site.leases.renew, ANN, LEFT, 1).code is Code.LEASE_REQUIRED
            assert site.leases.take(BEN, LEFT).number == 2

    virtually(main)


@pytest.mark.sr(29)
def test_whoever_begins_takes_nobodys_controls_away_be_they_staff_or_another_page_of_the_device(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            begins = partial(site.leases.take, over=False)
            assert begins(STAFF, LEFT).number == 1
            assert begins(STAFF, LEFT).number == 2
            assert no(begins, TRAINER, LEFT).code is Code.LEASE_HELD
            await site.walking(STAFF, LONG, tmp_path)
            held = site.leases.of(LEFT)
            assert no(begins, TRAINER, LEFT).code is Code.CONFLICT
            assert no(begins, STAFF, LEFT).code is Code.CONFLICT
            assert (site.leases.of(LEFT).holder, site.leases.of(LEFT).number) == ("sue", held.number)

    virtually(main)


@pytest.mark.sr(29)
def test_staff_take_over_at_once_and_the_loser_is_told(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            site.leases.take(ANN, LEFT)
            asked = now()
            assert site.leases.take(STAFF, LEFT).holder == "sue"
            told = site.told(Kind.LEASE_CHANGED)[-1]
            assert told.now - asked <= 500
            assert (told.data["lost_by"], told.data["why"], told.data["name"]) == ("ann", "taken over", "Sue")
            assert told.data["fencing"] == 2

    virtually(main)


@pytest.mark.sr(29)
def test_an_end_by_time_is_told_within_half_a_second(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            site.leases.take(ANN, LEFT)
            ends = now() + t.LEASE_FOR
            await asyncio.sleep(11)
            told = site.told(Kind.LEASE_CHANGED)[-1]
            assert 0 <= told.now - ends <= 500
            assert (told.data["holder"], told.data["lost_by"], told.data["why"]) == ("", "ann", "ended")
            assert told.data["ramps_to_stop_in_ms"] == t.UNLEASED_FOR

    virtually(main)


def test_a_holder_who_is_asked_hands_it_over_and_to_nobody_who_has_not_asked(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            site.leases.take(ANN, LEFT)
            assert no(site.leases.hand_over, ANN, LEFT, 1, "ben").code is Code.GONE
            site.leases.ask(BEN, LEFT)
            (asked,) = site.told(Kind.LEASE_ASKED)
            assert (asked.treadmill, asked.data["client"], asked.data["name"]) == (LEFT, "ben", "Ben")
            assert site.leases.hand_over(ANN, LEFT, 1, "ben").holder == "ben"
            assert no(site.leases.hand_over, BEN, LEFT, 2, "ben").code is Code.GONE  # what was answered is over
            site.leases.ask(ANN, LEFT)
            await asyncio.sleep(9)
            site.leases.renew(BEN, LEFT, 2)
            for _ in range(3):
                await asyncio.sleep(9)
                site.leases.renew(BEN, LEFT, 2)
            assert no(site.leases.hand_over, BEN, LEFT, 2, "ann").code is Code.GONE  # asked too long ago

    virtually(main)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (ANONYMOUS, Code.NOT_PAIRED),
        (somebody("screen", Role.STAFF, scopes=frozenset({Scope.DISPLAY})), Code.SCOPE),
        (somebody("other", Role.STAFF, treadmill="another"), Code.SCOPE),
        (somebody("tech", Role.TECHNICIAN), Code.ROLE),
    ],
    ids=["anonymous", "display", "another treadmill's", "technician"],
)
def test_whoever_may_not_control_gets_no_lease(tmp_path, who, code):
    async def main():
        async with house(tmp_path) as site:
            assert no(site.leases.take, who, LEFT).code is code
            assert no(site.leases.ask, who, LEFT).code is code
            assert site.leases.of(LEFT).holder == ""
            assert no(site.leases.take, ANN, "nowhere").code is Code.NOT_FOUND

    virtually(main)


@pytest.mark.sr(29)
def test_without_a_holder_nothing_rises_and_the_walk_ends_after_the_stated_time(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            await site.walking(STAFF, LONG, tmp_path)
            bay, cues = site.bay(), []
            bay.subscribe(
                lambda _, step: cues.extend((step.now, e.cue) for e in step.effects if isinstance(e, Announce))
            )
            before = bay.snapshot.commanded.speed
            await asyncio.sleep(t.LEASE_FOR / 1000 + 0.3)
            lost = now()
            assert bay.snapshot.holder == "" and bay.snapshot.frozen
            at_most = bay.snapshot.commanded.speed
            assert no(site.commands.do, "proceed", LEFT, Asked(STAFF, 1, site.word(STAFF))).code is Code.LEASE_REQUIRED
            while bay.snapshot.stage not in (Stage.WINDING_DOWN, Stage.HALTING):
                assert bay.snapshot.commanded.speed <= at_most
                await asyncio.sleep(0.1)
            assert t.UNLEASED_FOR - 500 <= now() - lost <= t.UNLEASED_FOR + 500
            assert Cue.UNLEASED in [cue for _, cue in cues] and at_most >= before
            await bay.service.until(lambda seen: seen.stage is Stage.FINISHED)
            assert site.belt() == 0

    virtually(main)


class Tablets:
    """Three tablets, and the number each believes its lease has; now and then it is an old one."""

    def __init__(self, site, chance):
        self.site, self.chance = site, chance
        self.all = (ANN, BEN, STAFF)
        self.numbers = dict.fromkeys((each.client for each in self.all), 0)
        self.late, self.done = [], Counter()
        self._ends = {}
        site.events.subscribe(self.hear)

    def hear(self, event):
        """The loser is told: how late?"""
        ended = self._ends.pop(event.data.get("lost_by"), None)
        if event.kind is Kind.LEASE_CHANGED and ended is not None:
            self.late.append(event.now - ended)

    def act(self):
        """One act; whatever passed was its holder's, by its number."""
        who, what = self.chance.choice(self.all), self.chance.choice(tuple(ACTS))
        number = max(1, self.numbers[who.client] - self.chance.choice((0, 0, 0, 1)))
        before = self.site.bay().snapshot
        passed = self.passes(what, who, number)
        after = self.site.bay().snapshot
        assert passed or (before.holder, before.lease) == (after.holder, after.lease)
        assert not passed or what in ("take", "ask") or (before.holder, before.lease) == (who.client, number)
        if passed and after.holder == who.client:
            self.numbers[who.client] = after.lease
            self._ends.pop(who.client, None)  # it was quicker to take it again than to be told
        self.done[what, passed] += 1

    def passes(self, what, who, number):
        try:
            ACTS[what](self, who, number)
        except Refusal as refused:
            return refused.code not in LEASE_CODES
        return True

    def holders(self):
        return [each.client for each in self.all if self.holds(each)]

    def holds(self, who):
        """Whether a command of this tablet would pass now, by the present number."""
        return self.passes("command", who, self.site.bay().snapshot.lease)

    async def rest(self):
        pause = self.chance.choice((*8 * (0,), *6 * (0.2,), 2.5, 10.1))
        seen = self.site.bay().snapshot
        if seen.holder and pause * 1000 > seen.lease_left:
            self._ends[seen.holder] = now() + seen.lease_left
        await asyncio.sleep(pause)


ACTS = {
    "take": lambda tablets, who, _: tablets.site.leases.take(who, LEFT),
    "renew": lambda tablets, who, number: tablets.site.leases.renew(who, LEFT, number),
    "release": lambda tablets, who, number: tablets.site.leases.release(who, LEFT, number),
    "ask": lambda tablets, who, _: tablets.site.leases.ask(who, LEFT),
    "hand over": lambda tablets, who, number: tablets.site.leases.hand_over(
        who, LEFT, number, tablets.chance.choice(tablets.all).client
    ),
    "command": lambda tablets, who, number: tablets.site.leases.check(who, LEFT, number),
}
LEASE_CODES = {Code.LEASE_HELD, Code.LEASE_REQUIRED, Code.STALE_EPOCH, Code.GONE}


@pytest.mark.sr(29)
@pytest.mark.sr(31)
def test_at_most_one_tablet_holds_the_lease_in_ten_thousand_histories(tmp_path):
    async def main():
        async with house(tmp_path) as site:
            tablets = Tablets(site, random.Random(29))
            for _ in range(HISTORIES):
                for _ in range(tablets.chance.randint(2, 5)):
                    tablets.act()
                holder = site.bay().snapshot.holder
                assert tablets.holders() == ([holder] if holder else [])
                await tablets.rest()
            await asyncio.sleep(11)
            assert len(tablets.late) > 300 and min(tablets.late) >= 0 and max(tablets.late) <= 500
            fencing = [event.data["fencing"] for event in site.told(Kind.LEASE_CHANGED)]
            assert all(one <= other for one, other in pairwise(fencing))
            assert all(tablets.done[what, True] > 300 for what in ACTS)

    virtually(main)
