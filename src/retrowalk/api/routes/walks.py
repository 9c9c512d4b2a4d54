"""Beginning a walk, and what is told of it: while it is walked, after it, and the next morning."""

from dataclasses import dataclass, replace

from fastapi import APIRouter
from pydantic import Field

from retrowalk.api.forms import Form, Score, Secret, Sentence, Yes
from retrowalk.api.routes.sessions import SessionView, place_of, shown
from retrowalk.api.routing import Lease, Site, Who, Word, at
from retrowalk.api.wishes import Begin, Strap
from retrowalk.gateway.views import TreadmillView, rfc3339
from retrowalk.history.walks import After, MarkKind


router = APIRouter()

# More stumbles than anybody counts; the desk's own limit.
MOST_STUMBLES = 1_000


class MarkForm(Form):
    """Effort or pain from 0 to 10, or a note's text."""

    kind: MarkKind
    value: Score | None = None
    text: Sentence = ""


class Worn(Form):
    """The strap by its address, or `remembered`: the one that was worn on this treadmill last."""

    strap: Strap


class AfterForm(Form):
    """How it was; what is left out stays as it was told before. Scores from 0 to 10."""

    pain0: Score | None = None
    pain60: Score | None = None
    morning: Score | None = None
    worst: Score | None = None
    sharp: Yes | None = None
    lasted: Yes | None = None
    swelling: Yes | None = None
    giving_way: Yes | None = None
    locking: Yes | None = None
    effort: Score | None = None
    confidence: Score | None = None
    handrail: str | None = Field(default=None, pattern="^(?:both|one|none)$")
    stumbles: int | None = Field(default=None, strict=True, ge=0, le=MOST_STUMBLES)
    notes: Sentence | None = None

    def after(self) -> After:
        """As it is kept."""
        return After(**self.model_dump())


class MorningForm(Form):
    """The questions of the next morning, and the token of its link."""

    token: Secret
    morning: Score | None = None
    lasted: Yes | None = None
    swelling: Yes | None = None
    giving_way: Yes | None = None
    locking: Yes | None = None
    notes: Sentence | None = None

    def after(self) -> After:
        """As it is kept."""
        return After(**self.model_dump(exclude={"token"}))


@dataclass(frozen=True, slots=True)
class MarkView:
    """What was told, and when."""

    at: str
    kind: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class LinkView:
    """Good for the answers of one morning, and for nothing else."""

    token: str


@at(router, "begin")
async def begin(site: Site, who: Who, form: Begin, lease: Lease = None, word: Word = "") -> SessionView:
    """The first thing that stands against it is the answer; else its checklist is next, and nothing moves yet."""
    wished = form.wish(form.protocol, form.treadmill, form.hash or "")
    return shown(who, await site.desk.walks.begin(who, replace(wished, lease=lease, word=word)))


@at(router, "wear")
async def wear(site: Site, who: Who, session: str, form: Worn) -> TreadmillView:
    """Of one that was not found within two minutes, once it is worn; or of another. It can only slow a belt."""
    return site.seen(site.desk.walks.wear(who, place_of(site, session).id, form.strap))


@at(router, "mark")
async def mark(site: Site, who: Who, session: str, form: MarkForm) -> MarkView:
    """While it is walked."""
    told = await site.desk.telling.mark(who, session, form.kind, form.value, form.text)
    return MarkView(rfc3339(told.at), told.kind.value, told.value, told.text)


@at(router, "after")
async def after(site: Site, who: Who, session: str, form: AfterForm) -> None:
    """At once, after an hour, or the next morning."""
    await site.desk.telling.after(who, session, form.after())


@at(router, "morning_link")
async def morning_link(site: Site, who: Who, session: str) -> LinkView:
    """For the walker's own telephone."""
    return LinkView(await site.desk.telling.link(who, session))


@at(router, "morning")
async def morning(site: Site, session: str, form: MorningForm) -> None:
    """Whoever has the link can tell, and read nothing."""
    await site.desk.telling.morning(session, form.token, form.after())
