"""What the page is measured on: a home with simulated treadmills, served, and real Chromium windows that look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright


# A service on a busy computer has begun by then (s).
PATIENCE = 120.0
# What a page is there by: its view has been loaded.
LOADED = "main:not([data-view='*']) h1"


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
def serving(folder: str, treadmills: int) -> Iterator[Site]:
    """A home with so many simulated treadmills, each linked and measured. Raises TimeoutError."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--simulate", str(treadmills), "--set", f"http.port={port}"]
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
        while sum(each["belt"] == "idle" for each in site.treadmills()) < treadmills:
            if time.monotonic() > until:
                raise TimeoutError("the treadmills were not all measured")
            time.sleep(1)
        yield site
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's own browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


def context(browser: Browser) -> BrowserContext:
    """A window as a tablet on the wall has it; nothing is kept from one to the next."""
    return browser.new_context(viewport={"width": 1280, "height": 900}, service_workers="block")


@contextmanager
def windows(site: Site, places: list[str], script: str = "") -> Iterator[list[Page]]:
    """Pages in windows of their own, each at its place."""
    with chromium() as browser:
        pages = [context(browser).new_page() for _ in places]
        for page, place in zip(pages, places, strict=True):
            if script:
                page.add_init_script(script)
            page.goto(f"{site.url}#/{place}")
            page.wait_for_selector(LOADED)
        yield pages


@contextmanager
def tabs(site: Site, count: int) -> Iterator[list[Page]]:
    """Tabs of one window, which share the browser's six connections to a site; each is live."""
    with chromium() as browser:
        window = context(browser)
        pages = [window.new_page() for _ in range(count)]
        for page in pages:
            page.goto(site.url)
            page.wait_for_selector(".link[data-link=live]")
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
