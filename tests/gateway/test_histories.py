"""Random lives of a gym's entry, held to what must be true of whoever acts, whatever happened before (S3, S6)."""

import asyncio
import dataclasses
import random
from dataclasses import dataclass, field

import pytest

from people import CONTROL, EVERYBODY, NO_PIN, OTHER_PIN, OWNER, OWNERS, PIN, STAFF, START, WALKER, Site
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.logins import IDLE
from retrowalk.gateway.logins import LONGEST as SHIFT
from retrowalk.gateway.pairing import LIVES, Leave
from retrowalk.gateway.permits import possible, refusal
from retrowalk.gateway.principal import ANONYMOUS, Scope
from retrowalk.gateway.refusals import Refusal
from retrowalk.history.facts import DeviceRevoked, PersonErased
from retrowalk.safety.roles import Act


LEAVES = (
    CONTROL, OWNERS, Leave(frozenset({Scope.DISPLAY}), name="screen"), Leave(frozenset({Scope.STOP_ONLY}), name="b"),
    Leave(frozenset({Scope.AUTOMATION}), name="lights"), dataclasses.replace(CONTROL, lasts=600),
    dataclasses.replace(CONTROL, person=STAFF.id),
)  # fmt: skip
PINS = {OWNER.id: PIN, STAFF.id: OTHER_PIN, WALKER.id: PIN}
MOVES = (Act.START, Act.NUDGE, Act.LEASE, Act.RESET, Act.RAISE_PERSON, Act.RAISE_SITE, Act.TAKE_OVER, Act.COMMISSION)
BEGAN = 50_000
JUMPS = (1, 1000, IDLE - 1, IDLE, LIVES, 3_600_000, SHIFT)


@dataclass
class Known:
    """What must be true of one token: its leave, until when, who is on it and since when they were seen."""

    leave: Leave
    device: str
    ends: float
    gone: bool = False
    person: str | None = None
    seen: int = 0
    since: int = 0


@dataclass
class Life:
    """A site, and beside it the plainest account of what it must say."""

    chance: random.Random
    site: Site
    tokens: dict[str, Known] = field(default_factory=dict)
    people: set[str] = field(default_factory=lambda: {person.id for person in EVERYBODY})

    @property
    def day(self):
        """The true time of day."""
        return START + (self.site.ms - BEGAN) // 1000

    def some(self):
        """A token, good or not."""
        return self.chance.choice(list(self.tokens)) if self.tokens else "rw_nothing"

    async def pair(self):
        leave = self.chance.choice(LEAVES)
        if leave.person not in {None, *self.people}:
            return
        paired = self.site.let_in(leave)
        ends = float("inf") if leave.lasts is None else self.day + leave.lasts
        self.tokens[paired.token] = Known(leave, paired.device.id, ends)

    async def guess(self):
        """A code nobody was told."""
        try:
            self.site.door.redeem(f"{self.chance.randrange(10**6):06}", "x", f"10.0.0.{self.chance.randrange(9)}")
        except Refusal:
            return
        raise AssertionError("a guess was right, with no code out")

    async def login(self):
        token, person = self.some(), self.chance.choice([OWNER.id, STAFF.id, WALKER.id, NO_PIN.id, "x"])
        pin = self.chance.choice([PIN, OTHER_PIN, "0000"])
        try:
            who = self.site.who(token)
            await self.site.access.login(who, person, pin)
        except Refusal:
            return
        known = self.tokens[token]
        assert PINS.get(person) == pin
        assert person in self.people
        assert known.leave.person in {None, person}
        known.person, known.seen, known.since = person, self.site.ms, self.site.ms

    async def logout(self):
        token = self.some()
        try:
            self.site.access.logout(self.site.who(token))
        except Refusal:
            return
        self.tokens[token].person = None

    async def act(self):
        token = self.some()
        try:
            who = self.site.who(token)
        except Refusal:
            return
        self.site.access.seen(who)
        self.tokens[token].seen = self.site.ms

    async def revoke(self):
        if self.tokens and self.chance.random() < 0.2:
            known = self.tokens[self.some()]
            self.site.access.hear(DeviceRevoked(known.device, self.site.s))
            known.gone = True

    async def erase(self):
        if self.chance.random() < 0.05:
            person = self.chance.choice([STAFF.id, WALKER.id])
            self.site.access.hear(PersonErased(person, self.site.s))
            self.people.discard(person)
            for known in self.tokens.values():
                known.gone = known.gone or known.leave.person == person

    async def later(self):
        self.site.later(self.chance.choice(JUMPS))

    async def jump(self):
        """Somebody sets the time of day back; it revives nothing."""
        if self.chance.random() < 0.2:
            back = self.chance.randrange(1, 10**9)
            self.site.s -= back
            self.judge()
            self.site.s += back

    def expected(self, known):
        """Who is on a device now, by the plain account; "gone" when its token is good for nothing."""
        if known.gone or self.day >= known.ends:
            return "gone"
        patience = SHIFT if known.leave.person == known.person else IDLE
        now = self.site.ms
        there = now - known.seen < patience and now - known.since < SHIFT
        if known.person is None or not there or known.person not in self.people:
            known.person = None
        return known.person

    def judge(self):
        """What each token is good for is what it must be, and no more."""
        for token, known in self.tokens.items():
            who, expected = self.site.access.whoever(token, loopback=False), self.expected(known)
            assert refusal(who, Act.STOP) is None
            assert (who == ANONYMOUS) is (expected == "gone")
            if who != ANONYMOUS:
                assert (who.person, who.scopes) == (expected, known.leave.scopes)
            if who.person is None:
                context = Context(now=self.site.ms, treadmill="aa", test_mode=True, witness=True, consent=True)
                moves = {act for act in MOVES if refusal(who, act, context) is None}
                assert moves <= {Act.NUDGE}, who  # which takes a lease, and there is none to be had
        assert set(possible(self.site.who(None))) == {Act.STOP, Act.LOOK}


STEPS = (
    "pair",
    "guess",
    "login",
    "login",
    "login",
    "logout",
    "act",
    "act",
    "revoke",
    "erase",
    "later",
    "later",
    "jump",
)


@pytest.mark.sr(43)
@pytest.mark.parametrize("hundred", range(5))
def test_whoever_acts_may(hundred):
    async def lives():
        logins = 0
        for seed in range(hundred * 100, hundred * 100 + 100):
            life = Life(random.Random(seed), Site())
            for _ in range(40):
                await getattr(life, life.chance.choice(STEPS))()
                life.judge()
                logins += sum(known.person is not None for known in life.tokens.values())
            life.site.access.pins.close()
        return logins

    assert asyncio.run(lives()) > 200
