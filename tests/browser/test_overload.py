"""STOP while programs flood the gateway: the real button is pressed, and what it sends does not stand in their queue.

The yardstick is the flood itself, how long its own requests wait in the same moment: a busy computer is late with both.
Figures in ms are printed by `benchmarks/bench_page.py`.
"""

import re
import statistics

import pytest

from floods import PROGRAMS, flooded
from pressed import press
from walked import released


PRESSES = 12
# The part of what a request of the flood waits that one of STOP may take. One that stands in the queue like any other
# waits about as long as they do; one that is let past waits for one of them.
SHARE = 0.5


def listened(page):
    """What the page writes from now on: "POST /v1/stop" and the like. Reading is no command."""
    written = []

    def heard(request):
        if request.method != "GET":
            written.append(f"{request.method} {re.sub(r'^https?://[^/]*', '', request.url)}")

    page.on("request", heard)
    return written


@pytest.mark.sr(29)
def test_every_press_is_answered_before_the_flood_and_nothing_else_is_repeated(home, opened):
    released(home)
    page = opened(home, "pair")
    page.wait_for_selector(".link[data-link=live]")
    page.wait_for_selector("main form input")
    written = listened(page)
    with flooded(home) as flood:
        page.fill("main form input", "123456")
        page.click("main form button[type=submit]")
        page.wait_for_selector("main .notice")
        page.errors.clear()  # the browser's own word on the code that was refused
        flood.took.clear()
        waited = [press(page) for _ in range(PRESSES)]
        page.wait_for_selector("#stop[data-phase=stopped]")
    assert len(flood.took) >= PROGRAMS, "the flood has run dry"
    assert statistics.median(waited) <= SHARE * statistics.median(flood.took), (waited, statistics.median(flood.took))
    assert [each for each in written if not each.endswith("/v1/stop")] == ["POST /v1/pairings/redeem"], written
