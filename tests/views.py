"""Every view of the page, for the tests that look at all of them: one line for each. A new view gets a line here."""

from dataclasses import dataclass

import lived


@dataclass(frozen=True)
class View:
    """`place`: behind "#/", `{treadmill}` is a treadmill of the site. `site`: "home", "gym", or "lived" with walks.

    person: who is logged in; None = this computer itself, at home its owner's, in a gym a screen that only shows.
    stranger: from somewhere else, by a device that was not let in.
    ready: what is there once everything has been loaded, as a CSS selector.
    """

    name: str
    place: str
    ready: str
    site: str = "home"
    person: str | None = None
    stranger: bool = False

    def at(self, site):
        """Its address behind the hash, at the first treadmill of a running site."""
        return self.place.format(treadmill=site.treadmills()[0]["id"])


VIEWS = (
    View("home", "", ".machine"),
    View("home-stranger", "", ".machine", "gym", stranger=True),
    View("home-screen", "", ".machine", "gym"),
    View("home-staff", "", ".machine", "gym", "Sam Staff"),
    View("login-stranger", "login", "main .notice a", "gym", stranger=True),
    View("login", "login", "main form", "gym", "Sam Staff"),
    View("pair", "pair", "main form", "gym", stranger=True),
    View("pair-link", "pair?code=123456", "main form", "gym", stranger=True),
    View("claim", "claim", "main form", "gym", stranger=True),
    View("protocols", "protocols", ".protocols .card"),
    View("protocols-staff", "protocols", ".protocols .card", "gym", "Sam Staff"),
    View("protocol", "protocols/P04", ".plot"),
    View("editor", "editor", ".piece"),
    View("editor-like", "editor?from=P04", ".notice.good"),
    View("after", f"after/{lived.LAST}", ".asked", "lived"),
    View("after-told", f"after/{lived.STOPPED}", "#asked-morning", "lived"),
    View("after-stranger", f"after/{lived.LAST}", "main h1", "gym", stranger=True),
    View("report", f"report/{lived.LAST}", ".happened", "lived"),
    View("report-red", f"report/{lived.STOPPED}", ".happened", "lived"),
    View("report-stranger", f"report/{lived.LAST}", "main h1", "gym", stranger=True),
    View("progress", "progress", ".entry", "lived"),
    View("progress-person", f"progress/{lived.MARIA.id}", ".four-weeks", "lived"),
    View("progress-nothing", f"progress/{lived.NEWCOMER.id}", ".four-weeks", "lived"),
    View("progress-walker", "progress", ".entry", "gym", "Wanda Walker"),
    View("progress-stranger", "progress", "main h1", "gym", stranger=True),
    View("morning", f"morning/{lived.LAST}/0123456789abcdef", ".asked", "lived", stranger=True),
    View("start", "start", "[data-step=treadmill] .choice"),
    View("start-person", "start/{treadmill}", "[data-step=person] .forth"),
    View("start-early", "start/{treadmill}/look", "[data-step=person] .forth"),
    View("start-gym", "start", "[data-step=treadmill] .choice", "gym", "Sam Staff"),
    View("start-refused", "start", "main h1", "gym"),
    View("walk", "walk/{treadmill}", ".walk-view .sheet"),
    View("walk-staff", "walk/{treadmill}", ".walk-view .sheet", "gym", "Sam Staff"),
    View("walk-stranger", "walk/{treadmill}", ".walk-view .sheet", "gym", stranger=True),
    View("walk-missing", "walk/no-such-treadmill", "main .lead"),
    View("find", "find", ".pairing .entry"),
    View("find-refused", "find", "main h1", "gym"),
    View("treadmill", "treadmill/{treadmill}", ".pairing .facts"),
    View("treadmill-staff", "treadmill/{treadmill}", ".pairing .facts", "gym", "Sam Staff"),
    View("treadmill-missing", "treadmill/no-such-treadmill", "main .lead"),
    View("commission", "commission/{treadmill}", "[data-step=who]"),
    View("commission-early", "commission/{treadmill}/place", "[data-step=who]"),
    View("commission-refused", "commission/{treadmill}", "main h1", "gym"),
    View("commission-missing", "commission/no-such-treadmill", "main .lead"),
    View("lost", "no/such/place", "main a"),
    View("floor", "floor", ".bay .card-stop"),
    View("floor-staff", "floor", ".bay .card-stop", "gym", "Sam Staff"),
    View("floor-screen", "floor", ".bay .card-stop", "gym"),
    View("floor-stranger", "floor", "main h1", "gym", stranger=True),
    View("owner", "owner", "main [role=tabpanel] .button"),
    View("owner-people", "owner?sheet=people", ".entry .acts", "gym", "Olga Owner"),
    View("owner-devices", "owner?sheet=devices", ".entry .acts", "gym", "Olga Owner"),
    View("owner-caps", "owner?sheet=caps", ".card table", "gym", "Olga Owner"),
    View("owner-settings", "owner?sheet=settings", ".setting code", "gym", "Olga Owner"),
    View("owner-audit", "owner?sheet=audit", "td", "gym", "Olga Owner"),
    View("owner-service", "owner?sheet=service", ".card .notice", "gym", "Olga Owner"),
    View("owner-lived", "owner", ".entry .acts", "lived"),
    View("owner-staff", "owner", ".entry .acts", "gym", "Sam Staff"),
    View("owner-refused", "owner", "main h1", "gym"),
    View("owner-stranger", "owner", "main h1", "gym", stranger=True),
)
