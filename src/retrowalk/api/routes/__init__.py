"""The routes, by what they are about. Each says in one line of `operations.py` what it is and who may ask."""

from retrowalk.api.routes import control, entry, limits, people, sessions, site, stops, treadmills


ROUTERS = tuple(each.router for each in (stops, site, treadmills, control, sessions, people, limits, entry))
