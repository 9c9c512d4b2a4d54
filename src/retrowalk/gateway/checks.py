"""What is looked at before a walk begins: one table, in its order; the first that stands against it is the answer.

`docs/walks.md` has the same table, and a test compares them. The core looks again at all that is about the belt.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from retrowalk.coach.red_flags import LASTS
from retrowalk.gateway import years
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.permits import refusal
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.records import Person
from retrowalk.protocol.level import LEVELS
from retrowalk.protocol.plan import Plan
from retrowalk.runtime.identity import Identity, matches
from retrowalk.safety.roles import Act
from retrowalk.safety.supervisor import Belt
from retrowalk.session import age
from retrowalk.session.preview import Preview
from retrowalk.session.stage import Stage


if TYPE_CHECKING:
    from retrowalk.gateway.leases import Leases
    from retrowalk.gateway.places import Place
    from retrowalk.gateway.words import Words


@dataclass(frozen=True, slots=True)
class Case:
    """All that a check may look at. Times of the wall in s UTC, `now` in ms of the monotonic clock.

    `locked`: until when a red flag holds; `unscreened`, `today`, `unrested`: why the coach says no, "" = it does not;
    `unheard`: what stands against the strap;
    `walking`: where this person walks already; `taken`: a walk is being begun there, or is under way.
    """

    who: Principal
    plan: Plan
    at: int
    now: int
    home: bool
    person: Person | None = None
    supervisor: Person | None = None
    place: "Place | None" = None
    leases: "Leases | None" = None
    words: "Words | None" = None
    locked: int | None = None
    unscreened: str = ""
    today: str = ""
    unrested: str = ""
    walking: str | None = None
    taken: bool = False
    preview: Preview | None = None
    lease: int | None = None
    word: str = ""
    digest: str = ""
    label: str = ""
    unheard: Refusal | None = None
    fields: dict[str, str] = field(default_factory=dict)

    @property
    def age(self) -> int | None:
        """By the year of birth."""
        return years.age(self.person.born, self.at) if self.person else None

    @property
    def context(self) -> Context:
        """For permissions."""
        return Context(
            now=self.now,
            home=self.home,
            treadmill=self.place.id if self.place else None,
            walker=self.person.id if self.person else None,
            own_level=self.person.level if self.person else None,
            level=self.plan.level,
        )


Says = Callable[[Case], Refusal | None]


@dataclass(frozen=True, slots=True)
class Check:
    """One line: what must be so, the safety requirement it holds, and what is said when it is not.

    `dry`: whether a preview looks at it, too: not at what belongs to the moment of beginning alone.
    """

    name: str
    must: str
    says: Says
    sr: str = ""
    dry: bool = True


def _permission(case: Case) -> Refusal | None:
    return refusal(case.who, Act.START, case.context) or refusal(case.who, Act.PICK, case.context)


def _person(case: Case) -> Refusal | None:
    return None if case.person else Refusal(Code.NOT_FOUND, "nobody has this id", fields={"person": "unknown"})


def _age(case: Case) -> Refusal | None:
    if case.age is None:
        return Refusal(Code.AGE_REFUSED, "the year of birth decides what may be walked", fields={"born": "missing"})
    why = age.refusal(case.age, case.plan.level)
    return Refusal(Code.AGE_REFUSED, why, limit=case.plan.level.value, limited_by=("age group",)) if why else None


def _supervisor(case: Case) -> Refusal | None:
    if not LEVELS[case.plan.level].spotter_required:
        return None
    beside, walker = case.supervisor, case.person
    if beside is None or (walker and beside.id == walker.id):
        return _spotter(f"level {case.plan.level.value} needs somebody beside the walker")
    grown = years.age(beside.born, case.at)
    return None if grown is None or grown >= years.ADULT else _spotter("a supervisor is an adult")


def _spotter(why: str) -> Refusal:
    return Refusal(Code.SPOTTER_NEEDED, why, fields={"supervisor": why})


def _flag(case: Case) -> Refusal | None:
    if case.locked is None:
        return None
    left = max(0, case.locked - case.at)
    return Refusal(
        Code.RED_FLAG,
        "after dizziness or chest symptoms nobody walks for a day, unless somebody entitled has looked into it",
        limit=f"{LASTS // 3600} h",
        limited_by=("red flag",),
        retry_after=left * 1000,
    )


def _screening(case: Case) -> Refusal | None:
    why = case.unscreened or case.today
    return Refusal(Code.PREFLIGHT_FAILED, why, fields={"screening": why}, limited_by=("screening",)) if why else None


def _rest(case: Case) -> Refusal | None:
    why = case.unrested
    return Refusal(Code.PREFLIGHT_FAILED, why, fields={"schedule": why}, limited_by=("schedule",)) if why else None


def _elsewhere(case: Case) -> Refusal | None:
    where = case.walking
    if where is None or (case.place is not None and where == case.place.id):
        return None  # that a walk is under way on this very treadmill, another check tells
    return Refusal(Code.CONFLICT, f"this person walks on {where} already", fields={"person": "walks"})


def _treadmill(case: Case) -> Refusal | None:
    if case.place is None:
        return Refusal(Code.NOT_FOUND, "there is no such treadmill", fields={"treadmill": "unknown"})
    if case.place.link == "linked" and case.place.snapshot.linked:
        return None
    return Refusal(Code.LINK_LOST, f"the treadmill is {case.place.link}", fields={"link": case.place.link})


def _identity(case: Case) -> Refusal | None:
    place = case.place
    if place is None:
        return None
    if place.identity == Identity.CHANGED:
        why = "this is not the treadmill that was bound: a person has to look and bind it again"
        return Refusal(Code.CONFLICT, why, fields={"identity": "changed"})
    if case.label and not matches(place.address, case.label):
        return Refusal(Code.CONFLICT, "the label is another treadmill's", fields={"label": "another treadmill's"})
    return None


def _latch(case: Case) -> Refusal | None:
    latched = case.place.snapshot.latched if case.place else None
    if latched is None:
        return None
    return Refusal(Code.LATCHED, f"latched after a stop ({latched.value}): reset it first", limited_by=(latched.value,))


def _belt(case: Case) -> Refusal | None:
    belt = case.place.snapshot.belt if case.place else Belt.UNKNOWN
    if belt is Belt.UNKNOWN:
        return Refusal(Code.CONFLICT, "the belt was not measured yet", fields={"belt": belt.value})
    if belt is Belt.OBSERVED:
        return Refusal(Code.NOT_OURS, "the belt moves and we did not start it", fields={"belt": belt.value})
    return None


def _free(case: Case) -> Refusal | None:
    seen = case.place.snapshot if case.place else None
    if not case.taken and (seen is None or seen.stage in (None, Stage.FINISHED)):
        return None
    return Refusal(Code.CONFLICT, "a walk is under way on this treadmill", fields={"treadmill": "in use"})


def _guard(case: Case) -> Refusal | None:
    unwatched = case.place is not None and case.place.snapshot.guarded is False
    return Refusal(Code.GUARD_MISSING, "no guard watches this belt") if unwatched else None


def _fitness(case: Case) -> Refusal | None:
    why = case.preview.refusal if case.preview else None
    if not why:
        return None
    code = Code.UNPROVEN if "commissioned" in why else Code.PREFLIGHT_FAILED
    return Refusal(code, why, fields={"protocol": why}, limited_by=("treadmill",))


def _lease(case: Case) -> Refusal | None:
    if case.leases is None or case.place is None:
        return None
    try:
        case.leases.check(case.who, case.place.id, case.lease)
    except Refusal as no:
        return no
    return None


def _digest(case: Case) -> Refusal | None:
    if case.digest in ("", case.plan.digest):
        return None
    return Refusal(Code.VERSION_OLD, "the protocol was changed since it was looked at", fields={"hash": "another"})


def _word(case: Case) -> Refusal | None:
    """Last, since to look at it is to spend it."""
    if case.words is None:
        return None
    try:
        case.words.spend(case.who, Act.START, case.word, case.now)
    except Refusal as no:
        return no
    return None


CHECKS: tuple[Check, ...] = (
    Check("permission", "who asks may start a walk, and of this level", _permission, "SR-42"),
    Check("person", "the walker is known", _person),
    Check("age", "the walker's age permits this level", _age, "SR-36"),
    Check("supervisor", "an adult is beside the walker where the level needs one", _supervisor, "SR-36"),
    Check("red flag", "no red flag locks the walker", _flag, "SR-38"),
    Check("screening", "the screening is answered, valid, and nothing in it forbids a walk", _screening),
    Check("rest", "schedule and rest rules permit a walk today", _rest),
    Check("elsewhere", "the walker is on no other treadmill", _elsewhere),
    Check("treadmill", "the treadmill is known and linked", _treadmill, "SR-20"),
    Check("identity", "it is the treadmill that was bound, and the label that was read is its own", _identity, "SR-32"),
    Check("latch", "nothing is latched", _latch, "SR-12"),
    Check("belt", "the belt was measured, and does not move by somebody else's doing", _belt, "SR-32"),
    Check("free", "no other walk is under way on it", _free),
    Check("guard", "the guard watches the belt, where one is asked for", _guard),
    Check("fitness", "treadmill, profile and caps permit this protocol", _fitness, "SR-7"),
    Check("strap", "the strap that is named is one, and on nobody else", lambda case: case.unheard),
    Check("lease", "who asks holds the lease, by its present number", _lease, "SR-29", dry=False),
    Check("hash", "the protocol is still the one that was looked at", _digest, "SR-44", dry=False),
    Check("word", "a fresh word comes with it, and is spent", _word, "SR-43", dry=False),
)


def against(case: Case, *, dry: bool = False) -> tuple[tuple[str, Refusal], ...]:
    """Everything that stands against it, by name, in the table's order; of a real beginning the first only."""
    found: list[tuple[str, Refusal]] = []
    for check in CHECKS:
        if dry and not check.dry:
            continue
        no = check.says(case)
        if no is not None:
            found.append((check.name, no))
            if not dry:
                break
    return tuple(found)
