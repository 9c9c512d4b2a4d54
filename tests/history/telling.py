"""What the tests of the memory tell it, and how they look at what it knows."""

import sqlalchemy as sa

from retrowalk.history import facts as f
from retrowalk.history import schema
from retrowalk.history.database import address
from retrowalk.history.records import (
    Answer,
    Audit,
    CapRule,
    Decision,
    Device,
    Flag,
    Limited,
    Machine,
    Outcome,
    Person,
    Screening,
)
from retrowalk.history.store import History
from retrowalk.history.walks import After, Mark, MarkKind, Sample, State, Summary, Walk
from retrowalk.protocol.level import Level
from retrowalk.safety.caps import Source
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import Role
from retrowalk.session.stage import Stage
from retrowalk.units import Facing


ADA = Person("p-ada", "Ada", 1990, Level.BEGINNER, (Role.WALKER, Role.TRAINER), "mph", "de", 150, "argon2-hash")
BOB = Person("p-bob", "Bob")
BELT = Machine("aa-bb", "AA:BB", "Belt 1", "generic_ftms", "f00", "1.2", {"by": "Eve", "steps": [1, 2]}, "CC:DD")


def a_walk(id_="w1", person="p-ada", began=1000):
    return Walk(id_, person, "aa-bb", "P01", "abc", Level.FIRST, began, f"walks/{id_}/journal.jsonl", label="Belt 1")


def begun(id_="w1", person="p-ada", began=1000):
    return f.WalkBegun(a_walk(id_, person, began), began)


def ended(id_="w1", at=1060, samples=2):
    return f.WalkEnded(id_, State.ENDED, StopReason.COMPLETED, Summary(seconds=60, samples=samples), at)


def second(t):
    return Sample(t, 100 + t, 160, 240, 5, 90, Facing.BACKWARD, Stage.WALKING, 1, t * 300, 4)


# One of every kind that tells something of Ada, in an order that makes sense.
OF_ADA = (
    f.PersonSet(ADA, 900, "p-eve"),
    f.CapSet(CapRule("c1", Source.PERSON, Limited.SPEED, None, 200, 910, "p-ada", None, Facing.BACKWARD), 910),
    f.FlagRaised(Flag("f1", "p-ada", StopReason.DIZZY, 920), 920),
    f.FlagReleased("f1", "talked to her", 930, "p-eve"),
    f.Screened(Screening("p-ada", 940, {"falls": False, "age": 33, "share": 0.5, "notes": "Knie, links"}), 940),
    f.Measured(Outcome("p-ada", 950, "tug", 9.5, "s", note="rail"), 950),
    begun(),
    f.Marked(Mark("w1", 1010, MarkKind.RPE, 4), 1010),
    f.Marked(Mark("w1", 1011, MarkKind.NOTE, text="left knee"), 1011),
    ended(),
    f.AfterTold("w1", After(pain0=1, swelling=False), 1070),
    f.DeviceSet(Device("d1", "phone", "sha256", ("control",), None, "p-ada", 960), 960),
    f.Audited(Audit(1000, "p-ada", Role.WALKER, "start", "w1", person="p-ada"), 1000),
    f.Decided(Decision("p-ada", 1080, {"dose": {"seconds": 300}}, Answer.ACCEPTED), 1080),
)
OF_OTHERS = (
    f.PersonSet(BOB, 901),
    f.MachineSet(BELT, 902),
    f.CapSet(CapRule("c2", Source.SITE, Limited.SPEED, 320, 250, 903, reason="autumn"), 903),
    f.DeviceSet(Device("d2", "tablet", "sha256-2", ("stop-only",), "aa-bb", None, 904), 904),
    f.DeviceRevoked("d2", 905),
    begun("w2", "p-bob", 2000),
    f.AfterTold("w2", After(pain0=0), 2100),
    begun("w3", None, 3000),
    f.Audited(Audit(2000, "p-bob", Role.WALKER, "start", "w2", person="p-bob"), 2000),
)


class Memory:
    """A history of a state folder; `open` as often as wanted."""

    def __init__(self, url, folder):
        self.url = url
        self.folder = folder
        self.history = None

    def open(self, **more):
        self.close()
        self.history = History(self.url, self.folder, **more)
        return self.history

    def close(self):
        if self.history is not None:
            self.history.close()
            self.history = None

    def rows(self):
        """All there is in the database, but for where in their table samples lie."""
        if self.history is not None:
            self.history.settled().result(10)
        return rows(self.url, self.folder)


def rows(url, folder):
    engine = sa.create_engine(address(url, folder))
    with engine.begin() as db:
        found = {
            name: sorted(
                (
                    tuple((key, value) for key, value in row.items() if (name, key) not in PLACES)
                    for row in db.execute(sa.select(table)).mappings()
                ),
                key=repr,
            )
            for name, table in schema.METADATA.tables.items()
        }
    engine.dispose()
    return found


PLACES = {("sample", "id"), ("walk", "first"), ("walk", "last"), ("progress", "applied")}


def tell(history, *facts):
    """Tell facts one after another and wait for each."""
    return [history.keep(fact).result(10) for fact in facts]
