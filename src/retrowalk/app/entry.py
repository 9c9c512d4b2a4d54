"""Which pieces make the entry of a site: its rules from the settings, its people and devices from the memory."""

from retrowalk.gateway.access import Access, House
from retrowalk.gateway.admission import OWNERS, Admission
from retrowalk.gateway.pins import Pins
from retrowalk.gateway.principal import Scope
from retrowalk.history import questions
from retrowalk.history.store import History
from retrowalk.settings.forms import Mode
from retrowalk.settings.model import Settings


def house(settings: Settings) -> House:
    """How people get in here."""
    here = OWNERS if settings.people.here else frozenset({Scope.DISPLAY})
    return House(settings.mode is Mode.HOME, here, settings.people.idle)


async def entry(settings: Settings, history: History) -> tuple[Access, Admission]:
    """Who may come in, and by what door. Raises Away while the memory cannot be read."""
    people, devices = await history.read(questions.people()), await history.read(questions.devices())
    access = Access(
        house(settings), people, devices, history.record,
        pins=Pins(shortest=settings.people.pin), full=lambda: history.refusal,
    )  # fmt: skip
    return access, Admission(access)
