"""What ships and what is written about settings is what the program does."""

import inspect
import re
import tomllib
from pathlib import Path

import pytest

import write_settings
from retrowalk.settings.faults import SettingsError
from retrowalk.settings.forms import Mode
from retrowalk.settings.keys import KEYS, tables, variable
from retrowalk.settings.model import Settings, layers
from retrowalk.settings.read import read


ROOT = Path(__file__).parents[2]
FILE = ROOT / "config" / "retrowalk.toml"
PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
# A key that is a comment until somebody wants it.
OFF = re.compile(r"^#(\w+ = )", re.MULTILINE)


def test_file_and_page_are_written_from_the_settings():
    assert FILE.read_text(encoding="utf-8") == write_settings.file(), "run scripts/write_settings.py"
    assert write_settings.page() == PAGE, "run scripts/write_settings.py"


def test_the_file_changes_nothing_as_it_ships():
    assert read(FILE, {}).settings == Settings()


def test_the_file_with_every_key_switched_on_is_the_defaults(tmp_path):
    file = tmp_path / "retrowalk.toml"
    file.write_text(OFF.sub(r"\1", FILE.read_text(encoding="utf-8")), encoding="utf-8")
    choice = read(file, {})
    assert choice.settings == Settings()
    assert {key for key in KEYS if choice.origin(key).startswith(str(file))} == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_on_the_page_and_says_why(key):
    assert f"| `{key}` |" in PAGE
    assert f"`{variable(key)}" in PAGE
    assert len(KEYS[key].description) > 20


def test_every_key_is_read_somewhere():
    sources = [path for path in (ROOT / "src" / "retrowalk").rglob("*.py") if "settings" not in path.parts]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    text += inspect.getsource(layers)
    unread = [key for key in KEYS if not re.search(rf"\b{re.escape(key if '.' in key else f'settings.{key}')}\b", text)]
    assert unread == []


def test_every_table_says_what_it_is():
    assert all(f"## `[{name}]`" in PAGE for name, _ in tables() if name)


@pytest.mark.parametrize("mode", Mode)
def test_the_preset_of_a_mode_is_a_file_of_its_own_that_stands_alone(mode):
    file = ROOT / "config" / f"{mode}.toml"
    assert read(file, {}).settings == read(None, {"RETROWALK_MODE": mode}).settings
    assert tomllib.loads(file.read_text(encoding="utf-8"))["mode"] == mode


def test_the_mistake_on_the_page_is_told_like_that(tmp_path):
    file = tmp_path / "retrowalk.toml"
    file.write_text("\n" * 10 + "[http]\nport = 70000\n")
    with pytest.raises(SettingsError) as caught:
        read(file, {})
    assert f"`{str(caught.value).rpartition('/')[2]}`" in PAGE
