"""The routes, by what they are about. Each says in one line of `operations.py` what it is and who may ask."""

from retrowalk.api.routes import control, entry, limits, people, protocols, sessions, site, stops, treadmills, walks


ROUTERS = tuple(
    each.router for each in (stops, site, treadmills, control, protocols, walks, sessions, people, limits, entry)
)
