"""Protocols: those one can walk, what would become of each here, and adding one of the site's own."""

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from retrowalk.api import etags
from retrowalk.api.face import Face
from retrowalk.api.forms import Form
from retrowalk.api.offered import ListedView, OfferView, PreflightView, WholeView, listed, offered, preflight, protocol
from retrowalk.api.offered import whole as shown
from retrowalk.api.routing import IfMatch, Site, Treadmill, Who, at
from retrowalk.api.stop import treadmill_id
from retrowalk.api.wishes import Meant, Planned
from retrowalk.gateway.conditions import Context
from retrowalk.gateway.library import check
from retrowalk.gateway.permits import refusal, require
from retrowalk.gateway.principal import Principal
from retrowalk.gateway.refusals import Code, Line, Refusal
from retrowalk.gateway.walks import Wish
from retrowalk.protocol.source import LONGEST
from retrowalk.safety.roles import Act


router = APIRouter()

Named = Annotated[str | None, Query(min_length=1, max_length=64)]
Whom = Annotated[str, Query(min_length=1, max_length=64)]


class Text(Form):
    """A protocol as it is written in a file: YAML."""

    text: str = Field(min_length=1, max_length=LONGEST)


def asks_about(who: Principal, person: str) -> None:
    """Whoever reads a person's records, or may start walks, sees what stands against theirs. Raises Refusal."""
    about = Context(walker=person)
    if refusal(who, Act.READ_PERSON, about) is not None:
        require(who, Act.START, about)


def _both(person: str | None, treadmill: str | None) -> tuple[str, str] | None:
    """What a list is for, if it is for somebody. Raises Refusal for half of it."""
    if person and treadmill:
        return person, treadmill_id(treadmill)
    if person or treadmill:
        missing = "treadmill" if person else "person"
        raise Refusal(Code.INVALID, f"name person and treadmill, or neither: {missing} is missing",
                      fields={missing: "missing"})  # fmt: skip
    return None


@at(router, "protocols")
async def protocols(site: Site, who: Who, person: Named = None, treadmill: Named = None) -> list[ListedView]:
    """With a person and a treadmill: as each would be walked there, and all that stands against it."""
    desk, both = site.desk, _both(person, treadmill)
    if both is None:
        return [ListedView(protocol(plan, desk.shelf.author(plan.id))) for plan in desk.shelf.plans]
    asks_about(who, both[0])
    offers = await desk.walks.offers(who, *both)
    return [listed(each, desk.shelf.author(each.plan.id)) for each in offers]


@at(router, "protocol")
async def one(site: Site, protocol: str, response: Response) -> WholeView:
    """With its segments, and the version that taking it away says in If-Match."""
    plan = site.desk.shelf.find(protocol)
    response.headers["ETag"] = etags.etag(plan.digest)
    return shown(plan, site.desk.shelf.author(plan.id))


_FILE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/yaml": {"schema": {"type": "string"}}}}}


@at(router, "protocol_file", answers=_FILE, response_class=Response, response_model=None)
async def file(site: Site, protocol: str) -> Response:
    """To be changed and sent again under another id, or kept."""
    plan, text = site.desk.shelf.find(protocol), await site.desk.shelf.text(protocol)
    name = f'attachment; filename="{plan.id}.yaml"'
    return Response(text, media_type="application/yaml", headers={"Content-Disposition": name})


@at(router, "remove_protocol")
async def remove(site: Site, who: Who, protocol: str, if_match: IfMatch = None) -> None:
    """The site's own only; walks of it keep what they were."""
    etags.check(if_match, etags.etag(site.desk.shelf.find(protocol).digest))
    await site.desk.shelf.remove(who, protocol)


@at(router, "add_protocol")
async def add(site: Site, who: Who, form: Text) -> WholeView:
    """Every line that is wrong is named. A new text under an id of the site's own is its new version."""
    plan = await site.desk.shelf.add(who, form.text)
    return shown(plan, site.desk.shelf.author(plan.id))


@dataclass(frozen=True, slots=True)
class CheckedView:
    """What a text says, if it is a protocol; else `whole` is None, and `lines` names every place that is wrong."""

    whole: WholeView | None
    lines: list[Line]


@at(router, "check_protocol")
async def checked(form: Text) -> CheckedView:
    """For whoever is writing one: a text with mistakes is an answer here, and no refusal."""
    try:
        read = await asyncio.to_thread(check, form.text)
    except Refusal as refusal:
        return CheckedView(None, list(refusal.lines))
    return CheckedView(shown(read.plan, "site"), [])


@at(router, "preview")
async def preview(site: Site, who: Who, protocol: str, form: Meant) -> OfferView:
    """In virtual time, under every cap: each segment as written and as walked, and whose cap clips it."""
    asks_about(who, form.person)
    offer = await site.desk.walks.preview(who, form.wish(protocol, form.treadmill))
    return offered(offer, site.desk.shelf.author(offer.plan.id))


# ── what stands against a walk ──────────────────────────────────────────────────────────────────────


async def _preflight(site: Face, who: Principal, wished: Wish) -> PreflightView:
    asks_about(who, wished.person)
    return preflight(await site.desk.walks.preview(who, wished))


@at(router, "preflight")
async def look(
    site: Site, who: Who, treadmill: Treadmill, person: Whom, protocol: Whom, supervisor: Named = None
) -> PreflightView:
    """Before anything was told of today."""
    return await _preflight(site, who, Wish(person, treadmill_id(treadmill), protocol, supervisor=supervisor or ""))


@at(router, "check_preflight")
async def looked(site: Site, who: Who, treadmill: Treadmill, form: Planned) -> PreflightView:
    """With all that is told before the walk. It begins nothing, and spends neither lease nor word."""
    return await _preflight(site, who, form.wish(form.protocol, treadmill, form.hash or ""))
