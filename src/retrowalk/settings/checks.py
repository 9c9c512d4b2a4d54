"""What settings must be together, beyond each by itself: one table."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from retrowalk.settings.forms import LOCALHOST, Mode
from retrowalk.settings.model import Settings


@dataclass(frozen=True, slots=True)
class Check:
    """The key whose value would have to change, the keys looked at, what must hold, and what is said if it does not."""

    key: str
    reads: tuple[str, ...]
    holds: Callable[[Settings], bool]
    message: str


def on_loopback(settings: Settings) -> bool:
    """Whether nobody but this computer is listened to."""
    return settings.http.host == LOCALHOST or ip_address(settings.http.host).is_loopback


def _database(url: str) -> bool:
    return not url or urlsplit(url).scheme in {"postgresql", "postgresql+psycopg", "sqlite"}


CHECKS = (
    Check(
        "http.key",
        ("http.certificate", "http.key"),
        lambda settings: bool(settings.http.certificate) == bool(settings.http.key),
        "certificate and key belong together: give both or neither",
    ),
    Check(
        "http.plain",
        ("http.host", "http.certificate", "http.plain"),
        lambda settings: on_loopback(settings) or bool(settings.http.certificate) or settings.http.plain,
        "beyond this computer a certificate is needed, or plain = true, with which anybody there can read along",
    ),
    Check(
        "memory.url",
        ("memory.url",),
        lambda settings: _database(settings.memory.url),
        "expected postgresql://… or sqlite:///…, or nothing",
    ),
    Check(
        "people.presence",
        ("mode", "people.presence"),
        lambda settings: settings.mode is not Mode.GYM or settings.people.presence,
        "in a gym, whoever takes a treadmill must prove to stand at it (SR-32)",
    ),
    Check(
        "guard.required",
        ("mode", "guard.required"),
        lambda settings: settings.mode is not Mode.GYM or settings.guard.required,
        "in a gym nobody walks without a guard",
    ),
)
