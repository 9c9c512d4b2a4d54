"""The whole face in one ASGI app: stops first, then the gate, then the routes."""

from retrowalk.api.options import Options
from retrowalk.api.security import Gate
from retrowalk.api.stop import StopFirst
from retrowalk.api.wire import App
from retrowalk.gateway.stops import Stops


def build(routes: App, stops: Stops, options: Options) -> App:
    """What a server serves."""
    return StopFirst(Gate(routes, options), stops, options.allowed)
