"""One id for all that is logged of a request, and told in its problem: whoever complains names it, and it is found."""

import secrets

from retrowalk.api.wire import App, Receive, Scope, Send
from retrowalk.runtime.logs import traced


# As long as the span of a W3C trace (bytes): no two requests of a day share one.
BYTES = 8


class Traced:
    """Gives every request and every viewer an id of their own; a caller's own is not taken: it would be in logs."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whatever is logged meanwhile carries it."""
        with traced(secrets.token_hex(BYTES)):
            await self._app(scope, receive, send)
