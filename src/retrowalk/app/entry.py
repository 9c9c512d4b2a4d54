"""Which pieces make the entry of a site: its rules from the settings, its people and devices from the memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import gethostname

from retrowalk.gateway.access import Access, House
from retrowalk.gateway.admission import OWNERS, Admission
from retrowalk.gateway.operator_key import OperatorKey, lay, take
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import Scope
from retrowalk.gateway.tries import Tries
from retrowalk.history import questions
from retrowalk.history.early import Early
from retrowalk.history.store import History
from retrowalk.runtime.clock import now
from retrowalk.settings.checks import on_loopback
from retrowalk.settings.forms import Mode
from retrowalk.settings.model import Settings


def house(settings: Settings) -> House:
    """How people get in here."""
    here = OWNERS if settings.people.here else frozenset({Scope.DISPLAY})
    return House(settings.mode is Mode.HOME, here, settings.people.idle)


# What somebody was wrong about, in the state folder.
PINS, CODES = "wrong-pins.json", "wrong-codes.json"


async def entry(settings: Settings, history: History, state: Path) -> tuple[Access, Admission]:
    """Who may come in, and by what door. Raises SiteError, OSError."""
    early = Early(history)
    people, devices = await early(questions.people()), await early(questions.devices())
    pins, codes = Tries(now, state / PINS), Tries(now, state / CODES)
    access = Access(
        house(settings), people, devices, history.record,
        pins=Pins(shortest=settings.people.pin), tries=pins,
        full=lambda: history.stuck,
    )  # fmt: skip
    return access, Admission(access, codes)


def places(settings: Settings, port: int) -> tuple[str, str]:
    """Where this computer reaches the service, and where phones do, as addresses."""
    http = settings.http
    scheme = "https" if http.certificate else "http"
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(http.host, http.host)  # noqa: S104 - to be recognised
    here = f"[{here}]" if ":" in here and not here.startswith("[") else here
    there = here if on_loopback(settings) else f"{gethostname().partition('.')[0].lower()}.local"
    return f"{scheme}://{here}:{port}", f"{scheme}://{there}:{port}"


@contextmanager
def reachable(access: Access, folder: Path, url: str, *, certificate: str = "", site: str = "") -> Iterator[None]:
    """Let the commands of this computer reach the service meanwhile, where it listens. Raises OSError."""
    lay(folder, OperatorKey(url, access.operator, certificate, site))
    try:
        yield
    finally:
        take(folder, access.operator)
