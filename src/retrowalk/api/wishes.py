"""What is to be walked, as a request tells it."""

from typing import Annotated, Literal

from pydantic import Field

from retrowalk.api.forms import Form, Id, Name, Once, Score, Sentence, Yes
from retrowalk.api.stop import treadmill_id
from retrowalk.gateway.temporary import Temporary
from retrowalk.gateway.walks import Wish
from retrowalk.history.walks import Before


# More things to tick, or to flag, than anybody reads before a walk.
MOST = 20
Ticks = Annotated[tuple[Id, ...], Field(max_length=MOST)]
# An address, a UUID of macOS, or `remembered`; the desk looks closer.
Strap = Annotated[str, Field(min_length=1, max_length=36, pattern=r"^[A-Za-z0-9:-]+$")]
# A SHA-256 as it is written.
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]


class Told(Form):
    """What is told before a walk (scores from 0 to 10). `flags`: `dizziness` and `medication` among them."""

    pain: Score | None = None
    side: Literal["", "left", "right", "both"] = ""
    site: Sentence = ""
    worst24: Score | None = None
    stiffness: Score | None = None
    readiness: Score | None = None
    footwear: Name | None = None
    ticks: Ticks = ()
    flags: Ticks = ()
    changes: Sentence = ""

    def before(self) -> Before:
        """As it is kept."""
        return Before(
            self.pain, self.side, self.site, self.worst24, self.stiffness, self.readiness, self.footwear or "",
            self.ticks, self.flags, None, self.changes,
        )  # fmt: skip


class Who(Form):
    """Who is to walk, who is beside them, and how they come to it.

    label: the code read from the treadmill; insists: on one walk more in a week than is advised; strap: the address of
    the heart-rate strap that is worn, or `remembered`: the one that was worn here last.
    """

    person: Id
    supervisor: Id | None = None
    before: Told = Told()
    said: Annotated[frozenset[Temporary], Once] = frozenset()
    label: Name | None = None
    insists: Yes = False
    strap: Strap | None = None

    def wish(self, protocol: str, treadmill: str, digest: str = "") -> Wish:
        """In the gateway's words."""
        return Wish(
            self.person, treadmill_id(treadmill), protocol, self.before.before(), self.said, self.supervisor or "",
            self.label or "", digest, self.insists, strap=self.strap or "",
        )  # fmt: skip


class Meant(Who):
    """Who and where; the address says what."""

    treadmill: Id


class Planned(Who):
    """Who and what; the address says where. `hash`: of the protocol as it was looked at."""

    protocol: Id
    hash: Hash | None = None


class Begin(Planned):
    """A whole walk."""

    treadmill: Id
