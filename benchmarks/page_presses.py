"""The real STOP button in Chromium, pressed while programs ask a site for everything, and in many tabs of a browser."""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from page_rig import Site, tabs, windows
from playwright.sync_api import Page


PRESSES = 210
# Programs that ask for everything as fast as they get it: far more than a site has.
BUSY = 8
# More tabs than a browser has connections to one site.
TABS = 7

# Notes how long after each press of the button the bar was first that far, or further: a treadmill may have answered by
# the time the gateway has.
_WATCH = """() => {
  const bar = document.querySelector('#stop');
  const phases = ['sending', 'sent', 'answered', 'slowing', 'stopped'];
  let from = null;
  window.sent = [];
  addEventListener('pointerdown', () => { from = performance.now(); }, { capture: true });
  new MutationObserver(() => {
    if (from === null || phases.indexOf(bar.dataset.phase) < phases.indexOf('sent')) return;
    window.sent.push(performance.now() - from);
    from = null;
  }).observe(bar, { attributes: true, attributeFilter: ['data-phase'] });
}"""
_SAID = """async (times) => {
  for (let turn = 0; window.sent.length < times; turn += 1) {
    if (turn > 3000) throw new Error('a press was not acknowledged');
    await new Promise((next) => setTimeout(next, 10));
  }
}"""
_FETCHES = """async (times) => {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await (await fetch('v1/stop', { method: 'POST' })).json();
    took.push(performance.now() - began);
    await new Promise((next) => setTimeout(next, 20));
  }
  return took;
}"""
# The browser notes 250 requests and no more: a page makes more than that while its stops come to rest.
_DOWN = """() => addEventListener('pointerdown', () => {
  performance.clearResourceTimings();
  window.down = performance.now();
}, { capture: true })"""
# A request is written down when its answer is there.
_LEFT = """async () => {
  for (let turn = 0; turn < 3000; turn += 1) {
    const sent = performance.getEntriesByType('resource').filter((each) => each.name.endsWith('/stop'));
    const first = sent.find((each) => each.startTime >= window.down);
    if (first) return first.requestStart - window.down;
    await new Promise((next) => setTimeout(next, 10));
  }
  throw new Error('a press never left');
}"""


@dataclass(frozen=True)
class Pressed:
    """99th percentiles (ms).

    While programs ask for everything, answered: from a bare request to its answer; said: from a press of the button
    until the bar says that it was sent. left: from a press in one of many tabs until its request leaves the browser.
    """

    answered: float
    said: float
    left: float


def late(took: list[float]) -> float:
    """The time that one of a hundred takes longer than."""
    return statistics.quantiles(took, n=100)[98]


@contextmanager
def _busy(site: Site) -> Iterator[None]:
    """Programs that ask for everything, until it is left."""
    ended = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=site.url, timeout=30) as asks:
            while not ended.is_set():
                asks.get("v1/treadmills")

    asking = [threading.Thread(target=ask) for _ in range(BUSY)]
    for each in asking:
        each.start()
    try:
        yield
    finally:
        ended.set()
        for each in asking:
            each.join()


def _said(page: Page, treadmills: list[dict[str, Any]]) -> list[float]:
    """Press the button in the view of one treadmill after the other: until the bar says so (ms).

    A press of another treadmill is a new one to the bar, and by the next round every belt was measured at zero.
    """
    page.evaluate(_WATCH)
    for count in range(PRESSES):
        one = treadmills[count % len(treadmills)]
        page.evaluate("(place) => { location.hash = place; }", f"#/walk/{one['id']}")
        page.wait_for_selector(f".walk-view h1:text-is('{one['label']}')")
        page.click("#stop-press")
        page.evaluate(_SAID, count + 1)
    said: list[float] = page.evaluate("() => window.sent")
    return said


def _left(site: Site) -> list[float]:
    """Press the button in one tab after the other: until its request leaves (ms)."""
    with tabs(site, TABS) as pages:
        for page in pages:
            page.evaluate(_DOWN)
        took: list[float] = []
        for page in pages * (PRESSES // TABS):
            page.bring_to_front()
            page.click("#stop-press")
            took.append(page.evaluate(_LEFT))
    return took


def pressed(site: Site) -> Pressed:
    """Press STOP in all of these ways."""
    with _busy(site), windows(site, [""]) as (page,):
        page.wait_for_selector(".link[data-link=live]")
        answered: list[float] = page.evaluate(_FETCHES, PRESSES)
        said = _said(page, site.treadmills())
    return Pressed(late(answered), late(said), late(_left(site)))
