"""The alarm that says to pull the key: loud, paused by who has heard it, and back until the belt is known to stand."""

import re

import pytest

from looked import everybody_can_use_it, pictured, stop_is_there


API = re.compile(r"/(?:v1|health)/")
LIVE = re.compile(r"/v1/live$")
# How many tones sound: counted where they are begun and ended.
COUNT = """() => {
  globalThis.tones = 0;
  for (const [name, by] of [['start', 1], ['stop', -1]]) {
    const was = OscillatorNode.prototype[name];
    OscillatorNode.prototype[name] = function (...at) {
      if (at.length === 0) globalThis.tones += by;
      return was.apply(this, at);
    };
  }
}"""


def _sounding(page, many):
    page.wait_for_function("(many) => globalThis.tones === many", arg=many)


@pytest.mark.sr(15)
def test_it_pauses_and_comes_back_until_there_is_no_reason_for_it(home, opened):
    page = opened(home, go=False)
    page.route_web_socket(LIVE, lambda socket: socket.close())
    page.clock.install()
    page.goto(page.address)
    page.wait_for_selector("main[data-view] h1")
    page.evaluate(COUNT)
    page.route(API, lambda route: route.abort("connectionrefused"))
    page.locator("#stop-press").click()
    page.wait_for_selector("#alarm:not([hidden])")
    _sounding(page, 1)
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "alarm", "pull-the-key")
    quiet = page.locator("#alarm button")
    quiet.click()
    _sounding(page, 0)
    assert page.locator("#alarm").is_visible()
    assert not quiet.is_visible()
    page.clock.fast_forward(29_000)
    assert page.evaluate("() => globalThis.tones") == 0
    page.clock.fast_forward(2_000)
    _sounding(page, 1)
    assert quiet.is_visible()
    page.unroute(API)
    page.locator("#stop-press").click()
    page.wait_for_selector("#alarm", state="hidden")
    _sounding(page, 0)
    page.errors.clear()
