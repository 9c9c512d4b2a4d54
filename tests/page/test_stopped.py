"""The plain page of a stop: the truth in words, looked at again until every belt stands."""

import json
import re
from pathlib import Path

import pytest

from retrowalk.gateway.stops import State
from retrowalk.page import stopped as module
from retrowalk.page.stopped import spoken, stopped


WORDS = json.loads(Path(module.__file__).with_name("stopped.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", WORDS)
def test_every_language_has_words_for_every_state(language):
    assert set(WORDS[language]) == set(WORDS["en"])
    assert {state.value for state in State} <= set(WORDS[language])


@pytest.mark.parametrize("state", State)
def test_it_says_the_state_and_looks_again_until_all_stand(state):
    page = stopped("run-1", state.value, "/v1/stop").decode()
    assert WORDS["en"][state.value] in page
    assert ("refresh" in page) == (state is not State.CONFIRMED)


@pytest.mark.parametrize(
    ("path", "root"), [("/v1/stop", "../"), ("/v1/treadmills/left/stop", "../../../"), ("/v1/stops/run-1", "../../")]
)
def test_its_addresses_are_relative_and_lead_to_the_root(path, root):
    page = stopped("run-1", "written", path).decode()
    addresses = re.findall(r'(?:href|action)="([^"]+)"|url=([^"]+)"', page)
    assert all("".join(each).startswith(root) for each in addresses)
    assert f'action="{root}v1/stop"' in page


def test_the_first_language_we_speak_is_spoken():
    assert spoken("fr-CA, de-AT;q=0.8, en;q=0.5") == "de"
    assert spoken("fr") == spoken("") == "en"
    assert "STOPP" in stopped("run-1", "written", "/v1/stop", "de").decode()
