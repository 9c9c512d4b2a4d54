"""What became of stops. Pressing them is done in `api/stop.py`, before any route."""

from fastapi import APIRouter

from retrowalk.api.routing import Site, at
from retrowalk.gateway import views
from retrowalk.gateway.refusals import Code, Refusal


router = APIRouter()


@at(router, "stop_status")
async def stop_status(site: Site, stop: str) -> views.StopView:
    """For whoever pressed it: anybody."""
    record = site.stops.find(stop)
    if record is None:
        raise Refusal(Code.NOT_FOUND, "no such stop, or hundreds came after it", fields={"stop": "unknown"})
    return views.stop(record)


@at(router, "stops")
async def stops(site: Site) -> list[views.StopView]:
    """Newest first."""
    return [views.stop(record) for record in site.stops.latest()]
