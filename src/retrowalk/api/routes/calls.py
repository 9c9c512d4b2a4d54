"""Who is called to which treadmill, and that somebody has come."""

from dataclasses import dataclass

from fastapi import APIRouter

from retrowalk.api.forms import Form, Id, Sentence, Yes
from retrowalk.api.routing import Site, Who, at
from retrowalk.gateway.calls import Call
from retrowalk.gateway.views import rfc3339


router = APIRouter()


class Came(Form):
    """What was found. `fell`: whether the walker had fallen, where that was the question."""

    answer: Sentence = ""
    fell: Yes | None = None


@dataclass(frozen=True, slots=True)
class CallView:
    """A call. `cue`: what for, by the name of its announcement or alarm; `answered_at` None = nobody has come yet."""

    id: str
    treadmill: str
    cue: str
    why: str
    at: str
    session: str | None
    person: str | None
    answered_at: str | None
    answered_by: str
    answer: str
    fell: bool | None


def _call(one: Call) -> CallView:
    came = None if one.answered_at is None else rfc3339(one.answered_at)
    return CallView(
        one.id, one.treadmill, one.cue, one.why, rfc3339(one.at), one.session, one.person, came, one.answered_by,
        one.answer, one.fell,
    )  # fmt: skip


@at(router, "calls")
async def calls(site: Site) -> list[CallView]:
    """Those nobody has answered first."""
    return [_call(each) for each in site.desk.calls.all]


@at(router, "answer_call")
async def answer_call(site: Site, who: Who, call: Id, form: Came) -> CallView:
    """Written down with the walk it was about."""
    return _call(await site.desk.calls.answer(who, call, form.answer, fell=form.fell))
