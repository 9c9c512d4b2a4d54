"""What the gateway tells in English sentences and fixed words, the page says in each of its languages."""

import ast
import importlib
import inspect
import json
import re
from pathlib import Path

import pytest

from retrowalk import gateway
from retrowalk.coach import progression, schedule
from retrowalk.coach.outcomes import TESTS
from retrowalk.coach.progression import Variable
from retrowalk.coach.traffic_light import AMBER, RED, Light
from retrowalk.export import outcomes
from retrowalk.export.entries import DISTANCE_SOURCE, ENTRIES, NOT_KNOWN, NOT_MEASURED, NOT_TOLD, SECTIONS
from retrowalk.export.events import _BACK, _LOST, _STAGES
from retrowalk.gateway.pins import _WEAKNESSES
from retrowalk.history.records import Answer
from retrowalk.history.tally import DOUBTS
from retrowalk.history.walks import MarkKind, State
from retrowalk.safety import roles
from retrowalk.safety.events import StopReason
from retrowalk.safety.roles import _AGAINST_RAISING, On


FOLDER = Path(__file__).parents[2] / "web" / "src" / "words"
GATEWAY = Path(gateway.__file__).parent
# Acts that their callers name: `People._set` and `Admission._changed`.
HANDED_ON = {"person", "add a person", "renew a device", "rename a device"}
LANGUAGES = sorted(path.stem for path in FOLDER.glob("??.json"))


def sentences(module):
    """Every sentence a module may say: its texts with a blank in them, but for what explains the code."""
    tree = ast.parse(inspect.getsource(module))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    explained = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, documented)}
    pieces = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in pieces)
    return {each.value for each in found if isinstance(each.value, str) and " " in each.value} - explained


def audited():
    """Every act that is written down: what follows who did it, where a fact for the audit is made."""
    acts = {
        node.args[1].value
        for path in GATEWAY.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "audited"
        if isinstance(node.args[1], ast.Constant)
    }
    assert len(acts) > 10
    return {each.replace(" ", "_") for each in acts | HANDED_ON}


# Words that stay, and where the page has them.
STAY = {
    "owner.audit.acts": audited(),
    "after.field": {each.key for each in ENTRIES},
    "after.section": {title.lower() for title in SECTIONS},
    "after.stop": {each.value for each in StopReason},
    "after.state": {each.value for each in State},
    "after.light": {each.value for each in Light},
    "after.mark": {each.value for each in MarkKind},
    "person.answer": {each.value for each in Answer},
    "person.changes": {each.value for each in Variable} - {Variable.LOAD},
    "person.letter": {each.value for each in Light},
    "person.test": set(TESTS),
    "after.event": {each.code for each in (*_STAGES.values(), _LOST, _BACK)} | {"facing", "ended"},
}
SENTENCES = {
    "after.reason": {says for _, says in (*RED, *AMBER)},
    "after.absent": {NOT_TOLD, NOT_MEASURED, NOT_KNOWN, *(each.missing for each in ENTRIES)},
    "after.source": {DISTANCE_SOURCE},
    "after.doubt": {says for _, _, says in DOUBTS},
    "person.why": sentences(progression) | {f"green twice: more {each}" for each in set(Variable) - {Variable.LOAD}},
    "person.rest": sentences(schedule)
    | {
        f"{schedule.REST // schedule.HOUR} h of rest between two sessions",
        f"{schedule.REST_AFTER_INCLINE // schedule.HOUR} h between two sessions on an incline",
        f"{schedule.DAY_AT_MOST // 60} min on the belt in a day are enough",
    },
    "person.meaning": sentences(outcomes),
    "person.unit": {each.unit for each in TESTS.values()},
    "person.of": {each.of for each in TESTS.values()} - {""},
    "refusal.own": {says for _, says in _WEAKNESSES} | {says for _, says in _AGAINST_RAISING},
    "refusal.on": set(On) - {On.ALWAYS},
}


def words(language, group):
    found = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    for name in group.split("."):
        found = found[name]
    return found


def slug(sentence):
    """As web/src/words/ours.ts names the words of a sentence."""
    return re.sub("[^a-z0-9]+", "_", sentence.lower()).strip("_")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", STAY)
def test_every_word_that_stays_is_said_by_the_page(language, group):
    assert set(STAY[group]) <= set(words(language, group))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("group", SENTENCES)
def test_every_sentence_of_the_gateway_is_said_by_the_page(language, group):
    assert {slug(each) for each in SENTENCES[group]} <= set(words(language, group))


def test_no_words_stand_for_a_refusal_that_nobody_gives():
    modules = [importlib.import_module(f"retrowalk.gateway.{path.stem}") for path in GATEWAY.glob("[!_]*.py")]
    given = {slug(each) for module in (*modules, roles) for each in sentences(module)}
    assert set(words("en", "refusal.own")) <= given
