"""Which heart-rate strap the walker wears, as it was named."""

import re
from typing import TYPE_CHECKING

from retrowalk.gateway.refusals import Code, Refusal


if TYPE_CHECKING:
    from retrowalk.gateway.places import Place, Site

# What is said in place of an address: the strap that was worn on this treadmill last.
REMEMBERED = "remembered"
# Six octets; macOS names what is near by a UUID of its own instead.
_ADDRESS = re.compile(r"[0-9A-F]{2}(:[0-9A-F]{2}){5}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def address(named: str, place: "Place | None") -> str:
    """The address as every run writes it; "" = none, or none is remembered."""
    return (place.strap if place else "") if named == REMEMBERED else named.upper()


def refusal(named: str, place: "Place | None", site: "Site") -> Refusal | None:
    """Why this strap cannot be heard on this treadmill; None when it can, or none was named."""
    if not named or place is None:
        return None
    found = address(named, place)
    if not found:
        why = f"no strap was worn on {place.label} yet: name it by its address"
        return Refusal(Code.INVALID, why, fields={"strap": why})
    if not _ADDRESS.fullmatch(found):
        why = f"a strap is named by its address, such as C0:00:00:00:80:00, or {REMEMBERED!r}"
        return Refusal(Code.INVALID, why, fields={"strap": why})
    where = next((each.label for each in site.bays.values() if each.worn == found and each.id != place.id), "")
    why = f"this strap is worn on {where}"
    return Refusal(Code.CONFLICT, why, fields={"strap": "worn elsewhere"}) if where else None
