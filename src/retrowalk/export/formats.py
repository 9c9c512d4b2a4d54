"""Every form a walk can leave in: its file's suffix, its media type, and what makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from types import MappingProxyType

from retrowalk.export import document, rows
from retrowalk.export.activity import activity
from retrowalk.export.fit_activity import fit
from retrowalk.export.html import walk_page
from retrowalk.export.page import notice
from retrowalk.export.suffixes import Format
from retrowalk.export.tcx import tcx
from retrowalk.export.told import Told
from retrowalk.history.walks import Doubt, Sample
from retrowalk.protocol.plan import Plan


@dataclass(frozen=True, slots=True)
class Kept:
    """A walk to export: what was told, its seconds, its plan if it is known, and the time people there live by."""

    told: Told
    samples: tuple[Sample, ...]
    plan: Plan | None = None
    zone: tzinfo | None = UTC


@dataclass(frozen=True, slots=True)
class Form:
    """A form: how a browser calls it, and its maker. Only the page has a person's name in it."""

    media: str
    make: Callable[[Kept], bytes]


FORMS: Mapping[Format, Form] = MappingProxyType(
    {
        Format.HTML: Form(
            "text/html; charset=utf-8",
            lambda kept: walk_page(kept.told, kept.samples, kept.plan, kept.zone).encode(),
        ),
        Format.FIT: Form(
            "application/vnd.ant.fit",
            lambda kept: fit(activity(kept.told.walk, kept.samples, kept.told.marks), notice(kept.told)),
        ),
        Format.TCX: Form(
            "application/vnd.garmin.tcx+xml",
            lambda kept: tcx(activity(kept.told.walk, kept.samples, kept.told.marks), notice(kept.told)),
        ),
        Format.CSV: Form("text/csv; charset=utf-8", lambda kept: rows.seconds(kept.told, kept.samples)),
        Format.JSON: Form("application/json", lambda kept: document.dump(kept.told, kept.samples)),
    }
)


_NOT_OF_NOW = Doubt.UNLINKED | Doubt.UNMEASURED | Doubt.OLD


def fresh(sample: Sample) -> Sample:
    """A second without what was not measured in it: an old measurement would be told as a new one."""
    return replace(sample, speed=None, inclination=None) if sample.flags & _NOT_OF_NOW else sample


def export(kept: Kept, form: Format) -> bytes:
    """A walk in this form: a whole file."""
    return FORMS[form].make(replace(kept, samples=tuple(map(fresh, kept.samples))))
