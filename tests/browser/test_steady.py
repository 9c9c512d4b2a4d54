"""A page that is looked at for a whole walk keeps its size."""

from pathlib import Path

from playwright.sync_api import expect


ROOT = Path(__file__).parents[2]
FAST_WALK = (ROOT / "benchmarks" / "fast_frames.js").read_text(encoding="utf-8")
# The heap is looked at after so many minutes of the walk: by the second time everything that is kept once is there.
MINUTES = (3, 15, 30)
A_MINUTE = 240  # frames
# So many frames in one task: the page takes in every one of them, and draws what came of them once.
AT_ONCE = 24
# A page may be larger at the end by this much (MB). A chart keeps 2,048 points of nine numbers at most: 0.15 MB.
# Between the last two looks 3,600 frames are told; a page that kept its treadmill of each grows by 2 MB (measured).
FLAT = 1.0


class Size:
    """How much a page keeps."""

    def __init__(self, page):
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")

    def heap(self):
        """What its scripts keep (MB)."""
        self._session.send("HeapProfiler.collectGarbage")
        told = self._session.send("Performance.getMetrics")["metrics"]
        return next(each["value"] for each in told if each["name"] == "JSHeapUsedSize") / 1e6


def test_two_pages_keep_their_size_through_a_walk_of_half_an_hour(home, opened):
    pages = []
    for machine in home.treadmills():
        page = opened(home, f"walk/{machine['id']}", go=False)
        page.add_init_script(FAST_WALK)
        page.goto(page.address)
        expect(page.locator(".walk-view")).to_have_attribute("data-face", "walking")
        expect(page.locator(".plot canvas").first).to_be_visible()
        pages.append(page)
    assert len(pages) == 2
    sizes, meters = [], [Size(page) for page in pages]
    for minutes in MINUTES:
        for page in pages:  # beside each other
            page.evaluate(
                "([until, once]) => { window.told = tell_until(until, once); }", [minutes * A_MINUTE, AT_ONCE]
            )
        for page in pages:
            page.evaluate("() => window.told")
        sizes.append([each.heap() for each in meters])
    for page in pages:
        expect(page.locator(".moving .time")).to_contain_text(f"{MINUTES[-1]}:00")
        assert page.evaluate("() => events_told()") >= 3 * MINUTES[-1], "cues and changes came as well"
    grown = [last - middle for middle, last in zip(sizes[1], sizes[2], strict=True)]
    assert max(grown) <= FLAT, sizes
