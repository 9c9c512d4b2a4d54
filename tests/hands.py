"""How somebody uses a page: with the keyboard alone, or with a finger. Both reach for what a person would reach for."""

from playwright.sync_api import expect


# More things than any view has to go past with the Tab key.
FAR = 250

_IS_IN = "(wanted) => wanted === document.activeElement || wanted.contains(document.activeElement)"
_SAME_GROUP = (
    "(wanted) => document.activeElement?.name === wanted.name && wanted.type === 'radio' && wanted.name !== ''"
)


class Finger:
    """Taps."""

    name = "touch"
    context = {"has_touch": True}  # noqa: RUF012

    def press(self, target):
        """A button, a link, a choice."""
        target.tap()

    def try_to_press(self, target):
        """What says that it cannot be pressed now; a finger comes down on it all the same."""
        target.scroll_into_view_if_needed()
        at = target.bounding_box()
        target.page.touchscreen.tap(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)

    def write(self, target, text):
        """Fill in a field."""
        target.tap()
        target.press_sequentially(text)


class Keys:
    """Tab, arrows, Enter and letters; never the mouse."""

    name = "keyboard"
    context = {}  # noqa: RUF012

    def press(self, target):
        """A button, a link, a choice; what says that it cannot be pressed yet is waited for, as a tap waits."""
        expect(target).to_be_enabled()
        self.try_to_press(target)

    def try_to_press(self, target):
        """What says that it cannot be pressed now."""
        self._reach(target)
        target.page.keyboard.press("Enter")

    def write(self, target, text):
        """Fill in a field."""
        self._reach(target)
        target.page.keyboard.type(text)

    def _reach(self, target):
        """Go there; within a group of choices by the arrows, as browsers have it."""
        expect(target).to_be_visible()
        wanted = target.element_handle()
        keyboard = target.page.keyboard
        for _ in range(FAR):
            if wanted.evaluate(_IS_IN):
                return
            keyboard.press("ArrowDown" if wanted.evaluate(_SAME_GROUP) else "Tab")
        raise AssertionError(f"the keyboard does not reach {target}")


HANDS = (Finger(), Keys())
