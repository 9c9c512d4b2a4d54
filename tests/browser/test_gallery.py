"""Everything the page is made of, on sheets of its own: seen, pressed and filled in, in every look."""

import functools
import http.server
import shutil
import subprocess
import threading
from contextlib import contextmanager

import pytest

from looked import ROOT, SIZES, everybody_can_use_it, pictured, stop_is_there


SECTIONS = ("controls", "structure", "pictures", "plots")
LOOKS = ("light", "dark", "tv")
# A name that stands for this computer, but is not one a browser trusts without TLS.
FAR = "gallery.test"
# Half an hour of frames.
HALF_AN_HOUR = 30 * 60 * 4
# What describes an element to who listens; and which part of the page has the focus.
DESCRIBED = "(element) => document.getElementById(element.getAttribute('aria-describedby')).innerText"
WHERE = """() => {
  const part = document.activeElement.closest('#stop, .dialog, #page');
  return part?.id || part?.className || 'nowhere';
}"""
# An ear at the loudspeaker: everything that would be heard is listened to as well.
EAR = """() => {
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (!(to instanceof AudioDestinationNode)) return connect.call(this, to, ...rest);
    globalThis.ear ??= new AnalyserNode(this.context, { fftSize: 4096, smoothingTimeConstant: 0 });
    connect.call(globalThis.ear, to);
    return connect.call(this, globalThis.ear);
  };
}"""
# The loudest pitch (Hz) in each hundredth of a second of so many, and how loud it was at most.
LISTEN = """(hundredths) => void (globalThis.listening = (async () => {
  const pause = (ms) => new Promise((next) => setTimeout(next, ms));
  while (!globalThis.ear) await pause(5);
  const [pitches, wave] = [new Set(), new Float32Array(ear.fftSize)];
  const spectrum = new Float32Array(ear.frequencyBinCount);
  let loudest = 0;
  for (let at = 0; at < hundredths; at++) {
    ear.getFloatTimeDomainData(wave);
    ear.getFloatFrequencyData(spectrum);
    const top = spectrum.indexOf(Math.max(...spectrum));
    if (spectrum[top] > -30) pitches.add(Math.round(top * ear.context.sampleRate / ear.fftSize));
    loudest = Math.max(loudest, ...wave);
    await pause(10);
  }
  return { pitches: [...pitches], loudest };
})())"""
# What a garbage collector leaves lying about (bytes).
FLAT = 400_000


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        """Say nothing."""


@contextmanager
def served(folder):
    """A port that serves a folder."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Where the sheets are."""
    built = tmp_path_factory.mktemp("gallery")
    subprocess.run([ROOT / "scripts" / "web", "gallery", built], check=True)
    with served(built) as port:
        yield port


@pytest.fixture
def sheet(chromium, port):
    """Opens a sheet: `sheet(section, look=…, size=…)`. None may leave an error in the console."""
    contexts, errors = [], []

    def open_sheet(section, look="light", size="tablet", **more):
        width, height = SIZES[size]
        context = chromium.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        asked = "&".join(f"{name}={value}" for name, value in {"section": section, "look": look, **more}.items())
        page.goto(f"http://127.0.0.1:{port}/?{asked}")
        page.wait_for_selector("main h1")
        return page

    yield open_sheet
    for context in contexts:
        context.close()
    assert errors == []


def _fits(page):
    wide = page.locator("#page").evaluate("(page) => page.scrollWidth - page.clientWidth")
    assert wide <= 0, f"{wide} px wider than its place"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("look", LOOKS)
def test_a_sheet(sheet, section, look):
    page = sheet(section, look)
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        stop_is_there(page)
        _fits(page)
        if look == "light" or size == "tablet":
            pictured(page, "gallery", f"{section}-{look}")
    everybody_can_use_it(page)


@pytest.mark.parametrize("language", ["de", "es"])
def test_longer_languages_fit_a_phone(sheet, language):
    for section in SECTIONS:
        page = sheet(section, size="phone", language=language, speed="mph")
        page.wait_for_selector(f"html[lang={language}]")
        stop_is_there(page)
        _fits(page)


def test_a_dialog_covers_the_page_and_never_stop(sheet):
    page = sheet("controls", size="phone")
    opener = page.get_by_role("button", name="Open the dialog")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    assert dialog.get_by_role("heading").evaluate("(heading) => heading === document.activeElement")
    stop_is_there(page)
    everybody_can_use_it(page)
    pictured(page, "gallery", "dialog")
    below = dialog.bounding_box()
    assert below["y"] + below["height"] <= page.locator("#stop").bounding_box()["y"]
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(page.evaluate(WHERE))
    assert {"stop", "dialog"} <= reached
    assert "page" not in reached
    dialog.get_by_role("button", name="Close").click()
    assert opener.evaluate("(button) => button === document.activeElement")


def test_what_may_not_be_chosen_says_why_and_is_not_chosen(sheet):
    page = sheet("controls")
    refused = page.get_by_role("radio", name="Hills")
    assert "does not incline" in refused.evaluate(DESCRIBED)
    refused.click(force=True)
    page.keyboard.press("Enter")
    assert not refused.is_checked()
    assert page.get_by_role("radio", name="First steps backward").is_checked()
    page.get_by_role("radio", name="Steady twenty").focus()
    page.keyboard.press("ArrowDown")
    assert not refused.is_checked()
    ready = page.get_by_role("button", name="READY")
    assert ready.get_attribute("aria-disabled") == "true"
    assert "clip" in ready.evaluate(DESCRIBED)


def test_what_is_ticked_and_chosen_takes_enter_because_space_is_stops(sheet):
    page = sheet("controls")
    tick = page.get_by_role("checkbox")
    tick.focus()
    page.keyboard.press("Enter")
    assert tick.is_checked()
    page.keyboard.press("Enter")
    assert not tick.is_checked()
    other = page.get_by_role("radio", name="Steady twenty")
    other.focus()
    page.keyboard.press("Enter")
    assert other.is_checked()


def test_a_field_names_its_limits_in_the_readers_unit(sheet):
    page = sheet("controls", speed="mph")
    field = page.get_by_label("Cap of this walk")
    assert field.input_value() == "1.5"
    field.fill("9,5")
    field.blur()
    assert page.get_by_text("From 0.6 to 2.0 mph").is_visible()
    assert field.get_attribute("aria-invalid") == "true"
    field.fill("fast")
    assert page.get_by_text("A number is needed here").is_visible()
    field.fill("1,4")
    assert field.get_attribute("aria-invalid") is None


def test_news_is_read_aloud_and_goes_away_when_it_is_put_away(sheet):
    page = sheet("controls")
    page.get_by_role("button", name="Keep").click()
    assert page.locator(".toasts [role=status]").get_by_text("Kept.").is_visible()
    page.get_by_role("button", name="Forget this person").click()
    urgent = page.locator(".toasts [role=alert]").get_by_text("look before you repeat it")
    assert urgent.is_visible()
    stop_is_there(page)
    pictured(page, "gallery", "toasts")
    page.locator(".toasts [role=alert]").get_by_role("button", name="Close").click()
    assert not urgent.is_visible()


@pytest.mark.sr(40)
def test_sound_is_passed_only_by_somebody_who_heard_it(sheet):
    page = sheet("structure")
    assert page.get_by_text("Sound is off until you press something").is_visible()
    check = page.get_by_role("region", name="Do you hear what is announced?")
    rows = {name: check.get_by_role("listitem").filter(has_text=name) for name in ("Tones", "Vibration", "Screen")}
    for name, came in (("Tones", "Yes"), ("Vibration", "No"), ("Screen", "Yes")):
        assert not check.get_by_text("You will hear every change.").is_visible()
        rows[name].get_by_role("button", name="Try").click()
        rows[name].get_by_role("button", name=came).click()
    assert check.get_by_text("You will hear every change.").is_visible()
    assert not page.get_by_text("Sound is off").is_visible()
    rows["Tones"].get_by_role("button", name="Once more").click()
    rows["Tones"].get_by_role("button", name="No").click()
    assert check.get_by_text("let somebody beside you say every change").is_visible()


@pytest.mark.sr(40)
def test_a_tune_comes_out_of_the_loudspeaker(sheet):
    page = sheet("structure")
    page.evaluate(EAR)
    page.evaluate(LISTEN, 60)
    page.get_by_role("listitem").filter(has_text="Tones").get_by_role("button", name="Try").click()
    heard = page.evaluate("() => listening")
    assert 0.5 < heard["loudest"] <= 1
    for pitch in (659, 1047):  # "faster" rises from one to the other
        assert any(abs(pitch - each) < 25 for each in heard["pitches"]), heard


@pytest.mark.parametrize(("host", "says"), [("127.0.0.1", False), (FAR, True)])
def test_where_a_browser_cannot_keep_the_screen_on_it_says_what_to_do(chromium, port, host, says):
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"), args=[f"--host-resolver-rules=MAP {FAR} 127.0.0.1"]
    )
    page = browser.new_page(locale="en-GB")
    page.goto(f"http://{host}:{port}/?section=structure")
    page.wait_for_selector("main h1")
    page.wait_for_timeout(200)
    assert page.get_by_text("Set the screen of this device to never switch off").is_visible() is says
    browser.close()


def test_half_an_hour_of_frames_takes_no_more_room(sheet):
    page = sheet("plots")
    session = page.context.new_cdp_session(page)

    def room():
        session.send("HeapProfiler.collectGarbage")
        return session.send("Runtime.getHeapUsage")["usedSize"]

    page.evaluate("(many) => beats(many)", HALF_AN_HOUR)
    before = room()
    for _ in range(4):
        points = page.evaluate("(many) => beats(many)", HALF_AN_HOUR)
        page.wait_for_timeout(100)
    assert points <= 2_048 + 512
    assert room() - before < FLAT


def test_a_plot_fits_its_place_and_can_be_read_as_a_table(sheet):
    page = sheet("plots", size="tv")
    canvas = page.locator(".panel.speed canvas").first
    wide = canvas.bounding_box()["width"]
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_function("() => document.querySelector('.panel.speed canvas').getBoundingClientRect().width < 360")
    assert canvas.bounding_box()["width"] < wide
    page.locator("summary").first.click()
    table = page.get_by_role("table").first
    assert table.get_by_role("columnheader").all_inner_texts()[:4] == ["Time", "Planned", "Allowed", "Measured"]
    assert table.get_by_role("row").count() > 5
    everybody_can_use_it(page)
