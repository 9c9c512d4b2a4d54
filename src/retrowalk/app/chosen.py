"""What was chosen for a site, as its face tells it: what it is called, how one gets in, and every setting."""

from collections.abc import Iterator
from enum import StrEnum
from typing import get_args

from pydantic.fields import FieldInfo

from retrowalk.api.parts import About, Setting
from retrowalk.settings.checks import on_loopback
from retrowalk.settings.keys import KEYS
from retrowalk.settings.model import Settings
from retrowalk.settings.read import Choice


def about(settings: Settings, here: str, there: str, *, simulated: bool) -> About:
    """What anybody may know. `here`, `there`: where this computer and phones reach it."""
    people = settings.people
    return About(
        settings.site.name, settings.mode.value, here, "" if on_loopback(settings) else there, simulated,
        people.presence, people.pin, people.idle // 1000,
    )  # fmt: skip


def listed(choice: Choice) -> list[Setting]:
    """Every setting, in the order of its page; what may carry a password is not shown."""
    return [_setting(choice, key, info) for key, info in KEYS.items()]


def _setting(choice: Choice, key: str, info: FieldInfo) -> Setting:
    value, hidden = choice.written.get(key, info.default), not _shown(info)
    return Setting(key, info.description or "", value, info.default, choice.origin(key), tuple(_words(info)), hidden)


def _shown(info: FieldInfo) -> bool:
    """Whether a value may be seen in a log, and so on a page."""
    return info.repr


def _words(info: FieldInfo) -> Iterator[str]:
    """The words of a closed list."""
    for kind in (info.annotation, *get_args(info.annotation)):
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            yield from (each.value for each in kind)
