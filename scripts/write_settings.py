"""Write config/retrowalk.toml and docs/settings.md from the settings themselves (`settings/model.py`)."""

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from retrowalk.settings.forms import Mode
from retrowalk.settings.keys import KEYS, tables, variable
from retrowalk.settings.sources import of_file


ROOT = Path(__file__).parents[1]
FILE = ROOT / "config" / "retrowalk.toml"
PAGE = ROOT / "docs" / "settings.md"
WIDTH = 100

HEAD = """\
# Every setting of Retrowalk, its default and why.
#
# A line without its "#" counts; what is left out is filled in by the preset of the mode (home.toml, gym.toml) or is
# the default shown here. Speeds, inclines and times carry their unit. A mistake is answered with file, line and
# reason, and nothing starts until it is mended. The page docs/settings.md says what else there is to know.
"""

INTRODUCTION = """\
# Settings

`retrowalk serve` runs without any. Whoever wants it otherwise copies
[`config/retrowalk.toml`](../config/retrowalk.toml), in which every key stands with its default and why, and takes
the `#` away where something shall differ.

The file is looked for where `--settings` says, else `RETROWALK_SETTINGS`, else
`$XDG_CONFIG_HOME/retrowalk/retrowalk.toml` (`~/.config/…`), else `/etc/retrowalk/retrowalk.toml`. One that is there
and cannot be read is no reason to go on with defaults: nothing starts.

The last that says something wins: default, the preset of the mode, the file, the environment, the command line.
`http.port` is `RETROWALK_HTTP__PORT` in the environment and `--set http.port=9000` on the command line; in both, lists
are written with commas between.

- Speeds, inclines and times carry their unit, such as `"2.0 mph"`, `"3.2 km/h"`, `"5 %"`, `"15 min"`. A bare number is
  refused: nobody can say whether 3 meant miles.
- An unknown key is refused, with the name that comes nearest.
- Every mistake of every source is told at once, one line each: `retrowalk.toml:12: http.port: 70000 is above 65535`;
  one that another source overrides, too.
- No setting exceeds the caps of the code, switches off a stop, or changes what the safety core decides by.

## Presets

`mode = "home"` or `mode = "gym"` chooses who is believed, and fills in from [`home.toml`](../config/home.toml) or
[`gym.toml`](../config/gym.toml) what is not said otherwise.

"""


def _default(key: str) -> str:
    """The default as TOML writes it; JSON writes text, numbers, truth and lists the same way."""
    value = KEYS[key].default
    return "{}" if value == {} else json.dumps(value, ensure_ascii=False)


def _variable(key: str) -> str:
    """The name in the environment; rooms are said one by one."""
    return variable(f"{key}.link" if KEYS[key].default == {} else key)


def _keys(table: str) -> Iterator[str]:
    return (key for key in KEYS if key.rpartition(".")[0] == table)


def _about(shape: type[BaseModel]) -> str:
    return (shape.__doc__ or "").strip()


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in textwrap.wrap(text, WIDTH))


def file() -> str:
    """The text of config/retrowalk.toml."""
    parts = [HEAD]
    for name, shape in tables():
        parts += [f"\n# {_about(shape)}\n[{name}]"] if name else []
        parts += [
            f"{_comment(str(KEYS[key].description))}\n#{key.rpartition('.')[2]} = {_default(key)}"
            for key in _keys(name)
        ]
    return "\n".join(parts) + "\n"


def _presets() -> str:
    said = {mode: of_file(ROOT / "config" / f"{mode}.toml").said for mode in Mode}
    names = sorted({path for each in said.values() for path in each if ".".join(path) in KEYS} - {("mode",)})
    cells = ["| Key | `home` | `gym` |", "|---|---|---|"]
    for path in names:
        key = ".".join(path)
        values = [said[mode][path].value if path in said[mode] else KEYS[key].default for mode in Mode]
        cells.append(
            f"| `{key}` | " + " | ".join(f"`{json.dumps(value, ensure_ascii=False)}`" for value in values) + " |"
        )
    return "\n".join(cells)


def page() -> str:
    """The text of docs/settings.md."""
    parts = [INTRODUCTION + _presets()]
    for name, shape in tables():
        rows = [
            f"| `{key}` | `{_default(key)}` | `{_variable(key)}` | {KEYS[key].description} |" for key in _keys(name)
        ]
        title = f"## `[{name}]`\n\n{_about(shape)}" if name else "## At the top"
        parts.append(
            "\n".join([title, "", "| Key | Default | Environment | What it is for |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    FILE.write_text(file(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {FILE.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}")
