"""Where each key of a TOML text stands."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrowalk.settings.lines import places


TEXT = '''# a comment
mode = "gym"

[http] # the page
port = 8421
"hosts" = [
  "a", # ]
  "b",
]
  key = """
port = 3
[memory]
"""

[logs.rooms]
link = 'debug'
[site]
name.of.it = { first = 1, second = 2 }
[[walks]]
a = 1
[[walks]]
b = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("mode",), 2),
        (("http",), 4),
        (("http", "port"), 5),
        (("http", "hosts"), 6),
        (("http", "key"), 10),
        (("logs",), 15),
        (("logs", "rooms"), 15),
        (("logs", "rooms", "link"), 16),
        (("site", "name"), 18),
        (("site", "name", "of", "it", "second"), 18),
        (("walks",), 19),
        (("walks", "a"), 20),
        (("walks", "b"), 22),
    ],
)
def test_a_key_is_found_on_the_line_where_it_begins(path, line):
    assert places(TEXT)[path] == line


def test_what_only_looks_like_a_key_is_none():
    assert ("memory",) not in places(TEXT)


def paths(table, above=()):
    for key, value in table.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from paths(value, (*above, key))


VALUES = (
    '"[x]"',
    "'''\n[no]\na = 1\n'''",
    "[\n1,\n# [no]\n2]",
    "{ in = 1, it.too = [{}] }",
    "1979-05-27",
    '"""\\\n  a = 1"""',
)
KEYS = st.sampled_from(["a", "b.c", '"d e"', "'[f]'", "b.g"])


@st.composite
def documents(draw):
    """TOML of tables and values, with what may stand between."""
    lines = []
    for number in range(draw(st.integers(0, 4))):
        lines += [f"[t{number}.{draw(KEYS)}]"]
        for key in draw(st.lists(KEYS, unique=True, max_size=4)):
            lines += draw(st.sampled_from([[], ["# x = 1"], [""]]))
            lines += [f"{draw(st.sampled_from(['', '  ']))}{key} = {draw(st.sampled_from(VALUES))}"]
    return "\n".join(lines)


@given(documents())
def test_every_key_has_its_line_and_stands_on_it(text):
    found = places(text)
    content = tomllib.loads(text)
    assert set(paths(content)) <= set(found)
    for path, line in found.items():
        assert path[-1].strip() in text.split("\n")[line - 1]
