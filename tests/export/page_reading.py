"""Pages read back as XML, which ours are: a page that does not parse has a hole somewhere."""

from xml.etree import ElementTree as ET


def read(page):
    """The root of a page; refuses scripts, and whatever would be fetched."""
    root = ET.fromstring(page.removeprefix("<!DOCTYPE html>\n"))  # noqa: S314 - our own page
    for each in root.iter():
        assert each.tag not in {"script", "link", "img", "iframe", "object", "form", "a"}
        assert not {name for name in each.attrib if name.startswith("on") or name in {"href", "src", "style"}}
    assert "@import" not in page
    assert "url(" not in page
    return root


def words(element):
    """The text of an element in one line."""
    return " ".join(" ".join(element.itertext()).split())


def all_of(root, tag, class_=None):
    return [each for each in root.iter(tag) if class_ is None or class_ in each.get("class", "").split()]
