"""Every view in every look and language at every size: longer words than the English ones, and other colours.

Whoever looks at several of them goes from one to the next in one page, as people do.
"""

import pytest

from looked import SIZES, everybody_can_use_it, pictured, sized, stop_is_there
from views import VIEWS


# Each look once and each language once; English in the light is what all states of a view are looked at in.
LOOKS = (("de", "dark", "phone"), ("es", "tv", "tv"))
# Who looks: site, person, and whether they are strangers there.
WHO = tuple(dict.fromkeys((each.site, each.person, each.stranger) for each in VIEWS))
# An address that means nothing, and what it shows: nothing of one view is left when the next one comes.
NOTHING, LOST, FOUND = "nothing/here", "main[data-view='*']", "main:not([data-view='*'])"


def chosen(page, **choices):
    """As somebody chose it on this device before they opened the page."""
    kept = "".join(f"localStorage.setItem('retrowalk.{name}', '{value}');" for name, value in choices.items())
    page.context.add_init_script(kept)


def turned_to(page, view, site):
    """The view, from an address that means nothing."""
    for place, comes in ((NOTHING, LOST), (view.at(site), "main" if view.name == "lost" else FOUND)):
        page.evaluate("(place) => { location.hash = `#/${place}`; }", place)
        page.wait_for_selector(comes)
    page.wait_for_selector(view.ready)


@pytest.mark.sr(29)
@pytest.mark.parametrize(("language", "look", "size"), LOOKS)
@pytest.mark.parametrize("who", WHO, ids=lambda who: f"{who[0]}-{who[1] or ('stranger' if who[2] else 'here')}")
def test_the_views_of_somebody(sites, opened, subtests, who, language, look, size):
    name, person, stranger = who
    site = sites(name)
    page = opened(site, NOTHING, person=person, stranger=stranger, size=size, go=False)
    chosen(page, language=language, look=look)
    page.goto(page.address)
    page.wait_for_selector(LOST)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("data-look") == look
    for view in (each for each in VIEWS if (each.site, each.person, each.stranger) == who):
        with subtests.test(view=view.name):
            turned_to(page, view, site)
            everybody_can_use_it(page)
            for each in SIZES:
                sized(page, each)
                stop_is_there(page)
            sized(page, size)
            pictured(page, f"views-{language}-{look}", view.name)
