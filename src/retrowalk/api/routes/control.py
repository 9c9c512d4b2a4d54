"""Who controls a treadmill, fresh words, and clearing a latch."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter

from retrowalk.api.forms import Form, Id, Once
from retrowalk.api.routing import Lease, Site, Treadmill, Who, Word, at
from retrowalk.api.stop import treadmill_id
from retrowalk.gateway.commands import Asked
from retrowalk.gateway.leases import Holding
from retrowalk.gateway.refusals import Code, Refusal
from retrowalk.runtime.clock import now
from retrowalk.safety.nonces import FRESH_FOR
from retrowalk.session.checklist import Item


router = APIRouter()


@dataclass(frozen=True, slots=True)
class WordView:
    """Good once, for one start or raise."""

    word: str
    good_for_ms: int


@dataclass(frozen=True, slots=True)
class HoldingView:
    """A lease. `lease` is its number, which only goes up: commands carry it. `holder` "" = nobody."""

    treadmill: str
    holder: str
    name: str
    lease: int
    left_ms: int
    yours: bool


class HandOver(Form):
    """A client that has asked for the lease."""

    to: Id


class Take(Form):
    """`over`: false for whoever begins a walk: what somebody else has is left alone, and a walk under way as well."""

    over: bool = True


class Reset(Form):
    """What was looked at again after the stop."""

    ticks: Annotated[frozenset[Item], Once] = frozenset()


def holding(held: Holding, client: str) -> HoldingView:
    """A lease as it is shown to a client."""
    return HoldingView(held.treadmill, held.holder, held.name, held.number, held.left, held.holder == client != "")


def number(lease: int | None) -> int:
    """The number of the lease that a request carries. Raises Refusal."""
    if lease is None:
        why = "send the number of your lease in the header Lease"
        raise Refusal(Code.LEASE_REQUIRED, why, fields={"Lease": "missing"})
    return lease


@at(router, "word")
async def word(site: Site, who: Who) -> WordView:
    """For the next start or raise, within 15 s."""
    return WordView(site.words.hand_out(who, now()), FRESH_FOR)


@at(router, "lease")
async def lease(site: Site, who: Who, treadmill: Treadmill) -> HoldingView:
    """For everybody who watches."""
    return holding(site.leases.of(treadmill_id(treadmill)), who.client)


@at(router, "take_lease")
async def take_lease(site: Site, who: Who, treadmill: Treadmill, form: Take | None = None) -> HoldingView:
    """A free one; staff takes over at once."""
    over = form is None or form.over
    return holding(site.leases.take(who, treadmill_id(treadmill), over=over), who.client)


@at(router, "renew_lease")
async def renew_lease(site: Site, who: Who, treadmill: Treadmill, lease: Lease = None) -> HoldingView:
    """Every three seconds; on the live channel it costs less."""
    return holding(site.leases.renew(who, treadmill_id(treadmill), number(lease)), who.client)


@at(router, "release_lease")
async def release_lease(site: Site, who: Who, treadmill: Treadmill, lease: Lease = None) -> HoldingView:
    """The walk slows and ends if nobody takes it."""
    return holding(site.leases.release(who, treadmill_id(treadmill), number(lease)), who.client)


@at(router, "ask_lease")
async def ask_lease(site: Site, who: Who, treadmill: Treadmill) -> HoldingView:
    """Everybody is told who asks."""
    return holding(site.leases.ask(who, treadmill_id(treadmill)), who.client)


@at(router, "hand_over")
async def hand_over(site: Site, who: Who, treadmill: Treadmill, form: HandOver, lease: Lease = None) -> HoldingView:
    """To a client that has asked."""
    return holding(site.leases.hand_over(who, treadmill_id(treadmill), number(lease), form.to), who.client)


@at(router, "reset")
async def reset(site: Site, who: Who, treadmill: Treadmill, form: Reset | None = None, word: Word = "") -> HoldingView:
    """It clears the latch of a belt that stands, and moves nothing."""
    ticks = form.ticks if form else frozenset()
    site.commands.reset(treadmill_id(treadmill), Asked(who, word=word, ticks=ticks))
    return holding(site.leases.of(treadmill_id(treadmill)), who.client)
