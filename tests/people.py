"""A site for tests of who may do what: its people, its clocks, and what it would have kept."""

from argon2 import PasswordHasher

from retrowalk.gateway.access import Access, House
from retrowalk.gateway.admission import Admission
from retrowalk.gateway.pairing import Leave
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import Scope
from retrowalk.history.records import Person
from retrowalk.safety.roles import Role


# As quick as Argon2 gets: what is tried is what is around it.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
START = 1_790_000_000
PIN, OTHER_PIN = "8352", "7391"
HASHED, OTHER_HASHED = QUICK.hash(PIN), QUICK.hash(OTHER_PIN)

OWNER = Person("p-owner", "Olga", roles=(Role.ADMIN, Role.WALKER), pin=HASHED)
STAFF = Person("p-staff", "Stan", roles=(Role.STAFF,), pin=OTHER_HASHED)
WALKER = Person("p-walker", "Wanda", roles=(Role.WALKER,), pin=HASHED)
NO_PIN = Person("p-nopin", "Nora", roles=(Role.WALKER,))
EVERYBODY = (OWNER, STAFF, WALKER, NO_PIN)

CONTROL = Leave(frozenset({Scope.CONTROL}), name="tablet")
OWNERS = Leave(frozenset({Scope.ADMIN, Scope.CONTROL, Scope.DISPLAY}), name="owner's tablet")


class Site:
    """Access and admission with clocks one sets: `ms` monotonic, `s` of the day."""

    def __init__(self, *, home=False, people=EVERYBODY, devices=(), **house):
        self.ms, self.s, self.kept = 50_000, START, []
        self.keep = self.kept.append
        self.why = ""
        self.home = home
        self.house = House(home=home, **house)
        self.open(people, devices)

    def open(self, people, devices):
        """Start the service; what was not kept is lost."""
        self.access = Access(
            self.house, people, devices, self.record,
            now=lambda: self.ms, at=lambda: self.s, pins=Pins(QUICK), full=lambda: self.why,
        )  # fmt: skip
        self.door = Admission(self.access)

    def record(self, fact):
        """Keep a fact, as long as the disk does."""
        return self.keep(fact)

    def reopen(self):
        """End the service and start it again, with what it knew."""
        self.access.pins.close()
        self.open(tuple(self.access.roll.people.values()), tuple(self.access.roll.devices.values()))

    def later(self, ms=0, days=0):
        """Let time pass on both clocks."""
        self.ms += ms + days * 86_400_000
        self.s += ms // 1000 + days * 86_400

    def operator(self):
        """Whoever may read the state folder."""
        return self.access.authenticate(self.access.operator, loopback=True)

    def let_in(self, leave=CONTROL):
        """A paired device and its token."""
        return self.door.issue(self.operator(), leave)

    def who(self, token=None, *, loopback=False):
        """Whose request this is."""
        return self.access.authenticate(token, loopback=loopback)
