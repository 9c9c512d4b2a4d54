"""The forms a walk can leave in, by the suffixes of their files. Alone, so that it is quick to import."""

from enum import StrEnum


class Format(StrEnum):
    """The forms, by the suffix of their files."""

    HTML = "html"
    FIT = "fit"
    TCX = "tcx"
    CSV = "csv"
    JSON = "json"
