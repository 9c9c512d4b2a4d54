"""A real Chromium, real sites, and pages that may leave no error in the console."""

import shutil
from contextlib import ExitStack

import pytest
from playwright.sync_api import Error, expect, sync_playwright

import browsed
import lived
import owned
from cuts import cuttable
from looked import SIZES


KINDS = {"home": browsed.home, "gym": browsed.gym, "lived": lived.lived}
# As long as a busy computer may take for what an idle one does at once (ms).
PATIENCE = 30_000


@pytest.fixture(scope="session")
def chromium():
    """The browser; the system's own, since none is downloaded. What is expected of a page has as long as an act."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """A home, a gym, and a home that was lived in, by name; each begun when it is first asked for."""
    with ExitStack() as stack:
        begun = {}

        def site(name):
            if name not in begun:
                begun[name] = stack.enter_context(KINDS[name](tmp_path_factory.mktemp(name)))
            return begun[name]

        yield site


@pytest.fixture
def home(sites):
    return sites("home")


@pytest.fixture
def gym(sites):
    return sites("gym")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A gym of its own, whose people, caps and devices may be changed; phones reach it as well."""
    reached = ("--set", "http.host=0.0.0.0", "--set", "http.plain=true")
    with browsed.gym(tmp_path_factory.mktemp("house"), *reached) as site:
        yield site


@pytest.fixture
def desk(house, opened):
    """The owner comes to one of the sheets of their page: `desk(sheet, size, hand)`."""

    def sit(sheet, size, hand):
        owned.logged_in(house)
        page = opened(
            house, f"owner?sheet={sheet}", person=owned.OWNER, size=size, accept_downloads=True, **hand.context
        )
        return owned.Desk(page, hand, size)

    return sit


@pytest.fixture
def network():
    """Networks that can be cut: `network(site)`."""
    with ExitStack() as stack:
        yield lambda site: stack.enter_context(cuttable(site.port))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A test knows, when its pages are closed, whether it failed."""
    report = yield
    item.failed = getattr(item, "failed", False) or report.failed
    return report


def _shown(page):
    """What a page showed when its test failed: without it, nobody who was not there knows what stood against it."""
    try:
        focus = page.evaluate("document.activeElement?.outerHTML.slice(0, 200)")
        return f"{page.address}, the focus on {focus}:\n{page.locator('body').inner_text()}\n"
    except Error as error:  # it was closed, or has crashed
        return f"{page.address} shows nothing: {error}\n"


@pytest.fixture
def opened(request, chromium):
    """Opens pages: `opened(site, place, person=…, size=…)`. What none of them may leave is an error in its console.

    page.errors: what was; a test that makes errors on purpose looks at them and clears the list.
    """
    contexts, pages = [], []

    def open_page(site, place="", *, person=None, stranger=False, size="tablet", port=None, go=True, **how):
        width, height = SIZES[size]
        if stranger:  # a request that was handed on by somebody is not this computer's own
            how["extra_http_headers"] = {"X-Forwarded-For": "192.168.1.9"}
        how.setdefault("service_workers", "block")  # what it fetches, a test cannot hold up
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce", **how
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        url = f"http://127.0.0.1:{port or site.port}/"
        if person is not None:
            context.add_cookies([{"name": "retrowalk", "value": site.tokens[person], "url": url}])
        page = context.new_page()
        page.address = f"{url}#/{place}"
        _listen(page)
        pages.append(page)
        if go:
            page.goto(page.address)
        return page

    yield open_page
    if getattr(request.node, "failed", False):
        request.node.add_report_section("teardown", "pages", "\n".join(map(_shown, pages)))
    left = [error for page in pages for error in page.errors]
    for context in contexts:
        context.close()
    assert left == []


# What the driver of the browser says of itself.
BLOCKED = "Service Worker registration blocked by Playwright"


def _listen(page):
    page.errors = errors = []

    def heard(said):
        if said.type in {"error", "warning"} and said.text != BLOCKED:
            errors.append(said.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: errors.append(str(error)))
