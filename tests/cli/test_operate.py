"""docs/operate.md says what the command line does: every command, option, key and exit code."""

from pathlib import Path

import pytest
from typer.main import get_command

from retrowalk.cli.exits import MEANINGS
from retrowalk.cli.keys import KEYS
from retrowalk.cli.main import commands
from retrowalk.cli.words import WARNING


PAGE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")


def spoken(command, path=()):
    """Every command's path and every option as people type them."""
    for each in command.params:
        yield from (option for option in each.opts if option.startswith("--"))
    for name, inner in getattr(command, "commands", {}).items():
        yield " ".join((*path, name))
        yield from spoken(inner, (*path, name))


@pytest.mark.parametrize("word", sorted(set(spoken(get_command(commands), ("retrowalk",)))))
def test_every_command_and_option_is_on_the_page(word):
    assert f"`{word}" in PAGE


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_on_the_page(key):
    assert ("space" if key == " " else f"`{key}`") in PAGE


@pytest.mark.parametrize("code", MEANINGS)
def test_every_exit_code_is_on_the_page_with_its_meaning(code):
    assert f"| {code.value} | {MEANINGS[code]} |" in PAGE


def test_the_page_opens_with_the_warning_word_for_word():
    quoted = " ".join(line.removeprefix("> ") for line in PAGE.splitlines() if line.startswith(">"))
    assert quoted == WARNING
