"""What is asked of every view in every state: where STOP is, and whether everybody can use what is shown."""

from functools import cache
from pathlib import Path


ROOT = Path(__file__).parents[1]
# A phone, a tablet and a television (CSS pixels).
SIZES = {"phone": (360, 740), "tablet": (820, 1180), "tv": (1920, 1080)}
# The least a thumb finds (CSS px).
LEAST = 96
# A finger finds 48 px; there are three symptoms.
FINGER, SYMPTOMS = 48, 3
PICTURES = ROOT / "artifacts" / "page"

# STOP's place: every point of a grid over it is STOP itself, and it is the first thing the Tab key reaches. Letters
# reach a few per cent out of their line; a quarter of it is a line that is cut off.
_STOP = """() => {
  const stop = document.querySelector('#stop-press');
  if (!stop) return { found: false };
  const at = stop.getBoundingClientRect();
  const over = [];
  const tooWide = (each) => each.id === 'stop-word' && each.scrollWidth > each.clientWidth;
  for (const x of [0.02, 0.25, 0.5, 0.75, 0.98]) for (const y of [0.05, 0.5, 0.95]) {
    const hit = document.elementFromPoint(at.left + at.width * x, at.top + at.height * y);
    if (!hit?.closest('#stop-press')) over.push(hit?.outerHTML.slice(0, 120) ?? 'nothing');
  }
  const reached = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && each.getClientRects().length > 0);
  return {
    found: true, over, enabled: !stop.disabled, width: at.width, height: at.height,
    inside: at.left >= 0 && at.top >= 0 && at.right <= innerWidth && at.bottom <= innerHeight,
    first: reached[0] === stop && reached.every((each) => each.tabIndex === 0),
    wide: document.documentElement.scrollWidth <= innerWidth,
    clipped: [...stop.children, document.querySelector('#stop-says')].filter((each) => each
      && (each.scrollHeight > 1.25 * each.clientHeight || tooWide(each))).map((each) => each.innerText),
    style: getComputedStyle(stop).visibility + getComputedStyle(stop).opacity,
  };
}"""


def stop_is_there(page):
    """STOP is where a thumb finds it, whatever is shown."""
    seen = page.evaluate(_STOP)
    assert seen["found"], "there is no STOP"
    assert seen["over"] == [], f"over STOP: {seen['over']}"
    assert seen["enabled"]
    assert seen["inside"], seen
    assert seen["height"] >= LEAST, seen
    assert seen["width"] >= LEAST, seen
    assert seen["first"], "something comes before STOP in tab order"
    assert seen["style"] == "visible1"
    assert seen["wide"], "the page is wider than its window"
    assert seen["clipped"] == [], f"words of the STOP bar are cut off: {seen['clipped']}"


# Symptoms: how much of each button can be seen and pressed, and how large it is.
_SYMPTOMS = """() => [...document.querySelectorAll('.symptoms button')].map((each) => {
  const at = each.getBoundingClientRect();
  const over = [];
  for (const x of [0.05, 0.5, 0.95]) for (const y of [0.05, 0.5, 0.95]) {
    const hit = document.elementFromPoint(at.left + at.width * x, at.top + at.height * y);
    if (hit?.closest('button') !== each) over.push(hit?.outerHTML.slice(0, 120) ?? 'nothing');
  }
  return { says: each.textContent, over, width: at.width, height: at.height };
})"""


def symptoms_are_there(page):
    """PAIN, DIZZY and BREATH are wholly in sight, whatever else is shown: a belt moves."""
    seen = page.evaluate(_SYMPTOMS)
    assert len(seen) == SYMPTOMS, seen
    for each in seen:
        assert each["over"] == [], each
        assert min(each["width"], each["height"]) >= FINGER, each


# A colour on its way from one to another is none of the two.
_SETTLED = """async () => {
  const frame = () => new Promise((next) => requestAnimationFrame(next));
  for (let turn = 0; turn < 2; turn += 1) {
    await frame();
    for (const each of document.getAnimations()) if (each instanceof CSSTransition) each.finish();
  }
  await frame();
}"""


def sized(page, size):
    """As a phone, a tablet or a television has it; what depends on its width is settled by then."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(_SETTLED)


@cache
def _axe():
    return (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def everybody_can_use_it(page):
    """No violation that axe-core knows of."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    page.evaluate(_SETTLED)
    found = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")["violations"]
    told = [(each["id"], [node["html"][:160] for node in each["nodes"][:3]]) for each in found]
    assert told == [], told


def pictured(page, journey, step):
    """A picture for people to look at: artifacts/page/<journey>/<size>-<step>.png."""
    size = next((name for name, wide in SIZES.items() if page.viewport_size["width"] == wide[0]), "other")
    folder = PICTURES / journey
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=folder / f"{size}-{step}.png")
