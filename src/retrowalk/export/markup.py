"""HTML and SVG from values: every text is escaped, whoever typed it; only what was made here counts as markup."""

from html import escape

from retrowalk.export.plain import printable


# Elements without an end.
_VOID = frozenset({"br", "meta", "hr", "line", "circle", "rect", "path"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child = str | Markup | None


def text(value: object) -> Markup:
    """A text as HTML shows it; markup stays what it is."""
    return value if isinstance(value, Markup) else Markup(escape(printable(str(value)), quote=True))


def join(*children: Child) -> Markup:
    """One after the other; None is nothing."""
    return Markup("".join(text(child) for child in children if child is not None))


def _attribute(name: str, value: object) -> str:
    """`class_` is class, and `stroke_width` stroke-width."""
    return f' {name.rstrip("_").replace("_", "-")}="{text(value)}"'


def element(name: str, /, *children: Child, **attributes: object) -> Markup:
    """An element; attributes that are None are left out."""
    told = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{join(*children)}</{name}>")


def named(value: object) -> Markup:
    """What people typed: in its own direction, whatever is around it."""
    return element("bdi", str(value))
