"""The routes, by what they are about. Each says in one line of `operations.py` what it is and who may ask."""

from retrowalk.api.routes import (
    commissioning,
    control,
    entry,
    limits,
    people,
    progress,
    proposals,
    protocols,
    screening,
    sessions,
    site,
    stops,
    treadmills,
    walks,
)


ROUTERS = tuple(
    each.router
    for each in (
        stops, site, treadmills, commissioning, control, protocols, walks, sessions, people, screening, progress,
        proposals, limits, entry,
    )
)  # fmt: skip
