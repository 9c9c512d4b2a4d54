"""The routes, by what they are about. Each says in one line of `operations.py` what it is and who may ask."""

from retrowalk.api.routes import (
    calls,
    commissioning,
    control,
    devices,
    entry,
    house,
    limits,
    people,
    profiles,
    progress,
    proposals,
    protocols,
    reports,
    screening,
    sessions,
    simulation,
    site,
    stops,
    treadmills,
    trials,
    walks,
)


ROUTERS = tuple(
    each.router
    for each in (
        stops, calls, site, house, simulation, treadmills, profiles, commissioning, trials, control, protocols, walks,
        sessions, reports, people, screening, progress, proposals, limits, entry, devices,
    )
)  # fmt: skip
