"""Who is called to a treadmill: somebody may lie beside the belt, or should not stand up alone (SR-34, SR-38).

A call stays until somebody says that they have looked: a page that was opened later shows it, too, and so does a
service that was started anew in between. What people answered stands in the audit and with the walk.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from retrowalk.controller.effects import Alarm, AlarmKind, Announce, Cue, Effect
from retrowalk.gateway.audit import audited
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.eventlog import EventLog, Kind
from retrowalk.gateway.ledger import Record, keep
from retrowalk.gateway.newest import Newest
from retrowalk.gateway.permits import require
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.history.facts import Marked
from retrowalk.history.walks import Mark, MarkKind
from retrowalk.safety.roles import Act


if TYPE_CHECKING:
    from retrowalk.gateway.places import Place
    from retrowalk.gateway.principal import Principal
    from retrowalk.gateway.under_way import Party, UnderWay

# What somebody is called for, and what they are asked to do.
CALLS = MappingProxyType(
    {
        Cue.FALL_CHECK.value: "Did the walker fall? Ask, and look.",
        Cue.DIZZY_ADVICE.value: "The walker is dizzy: help them to sit down.",
        Cue.CHEST_ADVICE.value: "The walker has chest pain or no breath: look now, and call for help.",
        Cue.PAIN_ADVICE.value: "The walker has stopped for pain.",
        AlarmKind.PULL_THE_KEY.value: "The belt does not stop: pull its safety key.",
    }
)
# As many as anybody scrolls through; the oldest that were answered go first.
KEPT = 100

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `cue`: what for; `session`, `person`: whose walk, None = nobody's. Times in s UTC.

    answered_at None = nobody has come yet; fell: what was found, None = not told.
    """

    id: str
    treadmill: str
    cue: str
    why: str
    at: int
    session: str | None = None
    person: str | None = None
    answered_at: int | None = None
    answered_by: str = ""
    answer: str = ""
    fell: bool | None = None

    @property
    def found(self) -> str:
        """What somebody found, in words."""
        return " ".join(each for each in (_FELL[self.fell], self.answer) if each) or "looked"


def cue_of(effect: Effect) -> str:
    """What an effect calls somebody for; "" = it calls nobody."""
    if isinstance(effect, Alarm):
        said = effect.kind.value if effect.on and effect.kind is AlarmKind.PULL_THE_KEY else ""
    else:
        said = effect.cue.value if isinstance(effect, Announce) else ""
    return said if said in CALLS else ""


_open = TypeAdapter(tuple[Call, ...])


class Calls:
    """All of them. `record` keeps what was answered; `at` in s UTC; `file` those that nobody has answered."""

    def __init__(
        self, record: Record, events: EventLog, under_way: "UnderWay", at: Callable[[], int], file: Path
    ) -> None:
        self._record, self._events, self._under_way, self._at = record, events, under_way, at
        self._calls = {each.id: each for each in _read(file)}
        self._kept = Newest(file, "calls for staff", self._written)

    @property
    def all(self) -> tuple[Call, ...]:
        """Those nobody has answered first, each part newest first."""
        newest = sorted(self._calls.values(), key=lambda each: -each.at)
        return tuple(sorted(newest, key=lambda each: each.answered_at is not None))

    def hear(self, place: "Place", effect: Effect) -> None:
        """Call somebody, if this is something to call for; once, until they have come."""
        cue = cue_of(effect)
        if not cue:
            return
        party = self._under_way.of(place.id)
        call = self._unanswered(place.id, cue) or self._new(place.id, cue, party)
        data = {"call": call.id, "cue": cue, "why": call.why, "session": call.session}
        self._events.publish(Kind.STAFF_CALLED, data, place.id)

    async def settled(self) -> None:
        """Wait until the disk has what was called so far, or has refused it."""
        await self._kept.settled()

    def _written(self) -> bytes:
        return _open.dump_json(tuple(each for each in self._calls.values() if each.answered_at is None))

    def _unanswered(self, treadmill: str, cue: str) -> Call | None:
        same = (each for each in self._calls.values() if (each.treadmill, each.cue) == (treadmill, cue))
        return next((each for each in same if each.answered_at is None), None)

    def _new(self, treadmill: str, cue: str, party: "Party | None") -> Call:
        """The name of the walker is not everybody's: an id is told, and only while the walk is theirs."""
        session, person = (party.walk.id, party.person.id) if party else (None, None)
        call = Call(uuid4().hex, treadmill, cue, CALLS[cue], self._at(), session, person)
        self._calls[call.id] = call
        if len(self._calls) > KEPT:
            del self._calls[self.all[-1].id]
        self._kept.changed()
        return call

    async def answer(self, who: "Principal", call: str, answer: str, *, fell: bool | None = None) -> Call:
        """Somebody has looked; it is written down with the walk. Raises Refusal."""
        known = self._calls.get(call)
        if known is None:
            raise Refusal(Code.NOT_FOUND, "there is no such call", fields={"call": "unknown"})
        require(who, Act.TELL, self._about(known))
        if known.answered_at is not None:
            raise Refusal(Code.CONFLICT, "somebody has answered it already", fields={"call": "answered"})
        at, by = self._at(), who.person or who.client
        done = replace(known, answered_at=at, answered_by=by, answer=answer, fell=fell)
        said = audited(
            who, "answer a call", at, about=known.treadmill, old=known.cue, new=done.found, person=known.person
        )
        await keep(self._record, *_noted(done, at), said)
        self._calls[call] = done
        self._kept.changed()
        self._events.publish(Kind.STAFF_ANSWERED, {"call": call, "by": by}, known.treadmill)
        return done

    def _about(self, call: Call) -> Context:
        party = self._under_way.of(call.treadmill)
        same = party is not None and party.walk.id == call.session
        return self._under_way.context(call.treadmill) if same else Context(walker=call.person)


def _read(file: Path) -> tuple[Call, ...]:
    """What nobody had answered when an earlier run ended; of a file that is none, nothing."""
    try:
        return _open.validate_json(file.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        _log.warning("calls of an earlier run cannot be read: %s", error)
        return ()


def _noted(call: Call, at: int) -> tuple[Marked, ...]:
    """What was found, as a note of the walk."""
    if call.session is None:
        return ()
    return (Marked(Mark(call.session, at, MarkKind.NOTE, None, f"{call.why} {call.found}"), at, call.answered_by),)


# What an answer says of a fall.
_FELL = MappingProxyType({True: "fell.", False: "did not fall.", None: ""})
