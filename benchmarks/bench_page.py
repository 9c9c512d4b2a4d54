"""What the page costs: thirty treadmills at 4 Hz, looked at by five real Chromium windows, and STOP at a busy site.

Last, whether a page that is looked at for half an hour keeps its size; two are told of it as fast as they can be.
Ends with 1 when a bar is missed.

    bench_page.py [--seconds S] [--minutes M] [--place P]
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright


HERE = Path(__file__).parent
TREADMILLS, VIEWERS = 30, 5
# The bars: of a page's main thread, and of a core for all viewers together (%).
MAIN_THREAD, SERVER = 8.0, 2.0
# From the press of STOP to the answer of the gateway while it is busy (ms, 99 %).
STOP_WITHIN = 100.0
PRESSES = 200
# Programs that ask for everything as fast as they get it: far more than a site has.
BUSY = 8
# A page may be larger at the end by this much (MB) and be called flat: what a browser does not collect at once.
FLAT = 2.0
# How often a live page gets a frame (ms).
FRAME = 250
# A service on a busy computer has begun by then (s).
PATIENCE = 120.0


class Site:
    """A served site: its process, and where it is."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process, self.url = process, f"http://127.0.0.1:{port}/"

    def treadmills(self) -> list[dict[str, Any]]:
        """Every treadmill as it stands; none while nobody answers."""
        try:
            found: list[dict[str, Any]] = httpx.get(f"{self.url}v1/treadmills", timeout=30).json()
        except httpx.TransportError:
            return []
        return found


@contextmanager
def serving(folder: str) -> Iterator[Site]:
    """A home with simulated treadmills, each linked and measured. Raises TimeoutError."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--simulate", str(TREADMILLS), "--set", f"http.port={port}"]
    environment = {**os.environ, "RETROWALK_STATE": folder, "XDG_CONFIG_HOME": folder}
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "retrowalk", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    site = Site(process, port)
    try:
        until = time.monotonic() + PATIENCE
        while sum(each["belt"] == "idle" for each in site.treadmills()) < TREADMILLS:
            if time.monotonic() > until:
                raise TimeoutError("the treadmills were not all measured")
            time.sleep(1)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@contextmanager
def windows(site: Site, places: list[str], script: str = "") -> Iterator[list[Page]]:
    """Pages in windows of their own, each at its place."""
    with sync_playwright() as playwright, ExitStack() as stack:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        stack.callback(browser.close)
        pages = []
        for place in places:
            page = browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block").new_page()
            if script:
                page.add_init_script(script)
            page.goto(f"{site.url}#/{place}")
            page.wait_for_selector("main:not([data-view='*']) h1")
            pages.append(page)
        yield pages


class Meter:
    """What the browser measures of a page, from now on."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")

    def figure(self, name: str) -> float:
        """One of its figures: s, or bytes."""
        told: list[dict[str, Any]] = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in told if each["name"] == name)

    def heap(self) -> float:
        """What the page's scripts keep (MB)."""
        self._session.send("HeapProfiler.collectGarbage")
        return self.figure("JSHeapUsedSize") / 1e6


def cpu(pid: int) -> float:
    """Seconds of a core a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def load(site: Site, seconds: float) -> float:
    """How much of a core the service takes now (%)."""
    before = cpu(site.process.pid)
    time.sleep(seconds)
    return 100 * (cpu(site.process.pid) - before) / seconds


def looked_at(site: Site, seconds: float, place: str) -> tuple[float, float]:
    """The busiest page's share of its main thread, and what all viewers cost the service (% of a core).

    The service alone is measured before and after: it grows quieter for a while after its start.
    """
    alone = load(site, seconds)
    with windows(site, [place] * VIEWERS) as pages:
        time.sleep(3)  # what is done once is not what it costs
        meters = [Meter(page) for page in pages]
        before = [each.figure("TaskDuration") for each in meters]
        began = time.monotonic()
        together = load(site, seconds)
        took = time.monotonic() - began
        shares = [100 * (each.figure("TaskDuration") - old) / took for each, old in zip(meters, before, strict=True)]
    time.sleep(3)  # until all have gone
    return max(shares), together - (alone + load(site, seconds)) / 2


def pressed_while_busy(site: Site) -> float:
    """The 99th percentile from press to answer (ms) while programs ask for everything."""
    ended = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=site.url, timeout=30) as asks:
            while not ended.is_set():
                asks.get("v1/treadmills")

    busy = [threading.Thread(target=ask) for _ in range(BUSY)]
    for each in busy:
        each.start()
    try:
        with windows(site, [""]) as (page,):
            page.wait_for_selector(".link[data-link=live]")
            took: list[float] = page.evaluate(_PRESSES, PRESSES)
    finally:
        ended.set()
        for each in busy:
            each.join()
    return statistics.quantiles(took, n=100)[98]


_PRESSES = """async (times) => {
  const took = [];
  for (let n = 0; n < times; n += 1) {
    const began = performance.now();
    await (await fetch('v1/stop', { method: 'POST' })).json();
    took.push(performance.now() - began);
    await new Promise((next) => setTimeout(next, 20));
  }
  return took;
}"""


def grown(site: Site, minutes: float, place: str) -> float:
    """How much two live pages grow (MB) while they are told of so many minutes of walks."""
    with windows(site, [place, place], (HERE / "fast_frames.js").read_text()) as pages:
        sizes, meters = [], [Meter(page) for page in pages]
        for part in (0.1, 1.0):
            wanted = part * minutes * 60_000 / FRAME
            for page in pages:
                page.wait_for_function(f"() => window.frames_told() >= {wanted}", timeout=600_000)
            sizes.append([each.heap() for each in meters])
    first, last = sizes
    return max(new - old for new, old in zip(last, first, strict=True))


def main() -> int:
    """Measure, print, and judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--place", default="floor", help="the view that is looked at")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder, serving(folder) as site:
        first = site.treadmills()[0]["id"]
        thread, server = looked_at(site, asked.seconds, asked.place)
        stop = pressed_while_busy(site)
        growth = grown(site, asked.minutes, f"walk/{first}")
    rows = (
        (f"main thread of a page, {TREADMILLS} treadmills × 4 Hz", thread, MAIN_THREAD, "%"),
        (f"service, for {VIEWERS} viewers together", server, SERVER, "% of a core"),
        (f"STOP to answer, 99 %, {BUSY} programs asking", stop, STOP_WITHIN, "ms"),
        (f"growth of a live page in {asked.minutes:g} min of walks", growth, FLAT, "MB"),
    )
    for name, value, bar, unit in rows:
        print(f"{name:52} {value:8.2f} {unit}  (bar {bar:g})  {'PASS' if value <= bar else 'FAIL'}")
    return 0 if all(value <= bar for _, value, bar, _ in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
