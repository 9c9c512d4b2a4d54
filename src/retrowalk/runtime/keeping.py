"""What is kept of one treadmill: a chapter for each walk and each incident, and word on the disk of what is left open.

Nothing here holds up a belt: journals write on threads of their own, the word waits for the disk in a pool, and what
happens while nobody walks is recorded once every belt that is stopped with it was written to.
"""

import asyncio
import shutil
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path

from retrowalk.controller.rules import Rules
from retrowalk.controller.state import State
from retrowalk.journal.chapters import HALF, Chapters
from retrowalk.journal.open import Ended, Entry
from retrowalk.journal.record import Header
from retrowalk.journal.writer import Journal
from retrowalk.runtime.afterwards import Afterwards
from retrowalk.runtime.clock import now, pace, wall
from retrowalk.runtime.identity import bay_id
from retrowalk.runtime.recovery import Leftover
from retrowalk.runtime.service import AT_REST, Service
from retrowalk.runtime.word import Word
from retrowalk.session.stage import Stage


# The journals of what happened while nobody walked: in the state folder, a folder for each treadmill.
INCIDENTS = "incidents"
# So many are kept of each treadmill: a week of a gym where each is stopped out of turn twice a day.
INCIDENTS_KEPT = 14
# A disk that does not take word of a walk within this long (s) takes none: then the walk is refused.
WORD_WITHIN = 5.0
# A record waits for this many steps at most: the ring is sure to hold twice as many, so the stop is still among them.
# A computer that comes out of sleep hears minutes of notifications in one turn of the loop.
WAITS_FOR = HALF // 2


class Keeping:
    """Watches one service's steps. `leftover` is what an earlier run left of the treadmill."""

    def __init__(
        self,
        state: Path,
        pool: Executor,
        service: Service,
        chapters: Chapters,
        afterwards: Afterwards,
        leftover: Leftover | None = None,
    ) -> None:
        self.walk: str | None = None
        self.word = Word(state, service.address, pool)
        self._state = state
        self._pool = pool
        self._service = service
        self._chapters = chapters
        self._afterwards = afterwards
        self._leftover = leftover
        self._incident: Path | None = None
        self._put_off = False
        self._waited = 0
        self._began = False
        self._number = 0
        self._closing: set[asyncio.Future[None]] = set()

    @property
    def busy(self) -> str:
        """Why no walk can begin now."""
        if self._chapters.journal is None and not self._put_off:
            return ""
        return "a walk is under way" if self.walk else "its belt is being stopped"

    def go_by(self, rules: Rules) -> None:
        """Other rules from here on, where nobody walks: what was decided by the old ones stays apart."""
        if rules == self._service.rules:
            return
        self._begin_what_was_put_off()
        journal = self._chapters.end()
        self._service.go_by(rules)
        if journal is not None:
            self._shut(journal, None)
            self._begin_incident(self._service.state)

    # ── a walk ──────────────────────────────────────────────────────────────────────────────────────

    async def begin(self, walk: str, folder: Path) -> None:
        """Open a chapter, and wait until the disk has its file and tells of it; what fails is the chapter's refusal."""
        journal = self._journal(folder, self._service.state)
        self._chapters.begin(journal)
        self.walk, self._began = walk, False
        self._say(Entry(self._service.address, str(journal.path.absolute()), 1, journal.header.started))
        with suppress(TimeoutError):
            async with asyncio.timeout(WORD_WITHIN):
                await self.word.until_kept()
                await asyncio.get_running_loop().run_in_executor(self._pool, journal.until_open, WORD_WITHIN)
                self._chapters.unsaid = ""

    def begun(self, *, accepted: bool) -> None:
        """The core has heard of the walk; one that it refused leaves nothing open."""
        self._began = True
        if not accepted:
            self.look(self._service.state)

    def look(self, state: State) -> None:
        """Look after every step whether a chapter begins or ends, and what the disk must tell."""
        if self._put_off:
            self._wait_on()
        elif self._chapters.journal is not None:
            if self._over(state):
                # Once everybody has heard of this step: they may ask which walk it ended.
                asyncio.get_running_loop().call_soon(self._end)
        elif state.supervision.belt not in AT_REST:
            self._afterwards.later(self._begin_what_was_put_off)
            self._put_off, self._waited = True, 0
        else:
            self._say_what_is_left(state)

    def _over(self, state: State) -> bool:
        ended = state.walk is None or state.walk.stage is Stage.FINISHED
        return self._began and ended and state.supervision.belt in AT_REST

    def _end(self) -> None:
        if self._chapters.journal is None or not self._over(self._service.state):
            return
        journal, incident = self._chapters.end(), self._incident
        self.walk = self._incident = None
        if journal is not None:
            self._say_what_is_left(self._service.state, journal)
            self._shut(journal, incident)

    # ── an incident ─────────────────────────────────────────────────────────────────────────────────

    def _wait_on(self) -> None:
        """The ring holds this step, and the record that waits begins with what it holds."""
        self._waited += 1
        if self._waited == WAITS_FOR:
            self._begin_what_was_put_off()

    def _begin_what_was_put_off(self) -> None:
        if self._put_off:
            self._put_off = False
            self._begin_incident(self._service.state)

    def _begin_incident(self, state: State) -> None:
        """A belt became ours without a walk: somebody pressed STOP, or an earlier run left it so."""
        self._number += 1
        started = "".join(each if each.isalnum() else "-" for each in wall()[: len("2026-11-21T12:00:00")])
        self._incident = self._state / INCIDENTS / bay_id(self._service.address)
        journal = self._journal(self._incident / f"{started}_{now()}_{self._number}", self._chapters.ring.begun)
        self._chapters.begin_before(journal)
        self._began = True
        self._say(Entry(self._service.address, str(journal.path.absolute()), 0, journal.header.started, walk=False))
        if self._over(state):
            asyncio.get_running_loop().call_soon(self._end)

    # ── the disk ────────────────────────────────────────────────────────────────────────────────────

    def _journal(self, folder: Path, begun: State | None) -> Journal:
        header = Header(self._service.address, self._service.rules, pace(), wall(), begun)
        return Journal(folder / "journal.jsonl", header, apart=True)

    def _say(self, entry: Entry | None) -> None:
        """Word of an earlier run's walk stays until its belt was measured at standstill."""
        if self._leftover is None or self._leftover.ours is False:
            self.word.say(entry)

    def _say_what_is_left(self, state: State, journal: Journal | None = None) -> None:
        """No chapter is open: a latch is left, or nothing."""
        latch = state.supervision.latch
        if latch is None:
            self._leftover = None
            self.word.say(None)
            return
        before = self.word.said
        if before is not None and before.ended is not None:
            return
        at = str(journal.path.absolute()) if journal else ""
        if self._leftover is not None and self._leftover.journal is not None:
            at = str(self._leftover.journal.absolute())
        self.word.say(Entry(self._service.address, at, 0, wall(), Ended(latch.reason, latch.source)))

    def _shut(self, journal: Journal, incident: Path | None) -> None:
        def shut() -> None:
            journal.close()
            if incident is not None:
                _keep_the_newest(incident)

        closing = asyncio.get_running_loop().run_in_executor(self._pool, shut)
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self, seconds: float) -> None:
        """The end of the run: the chapter is closed; word of a belt that may move stays. Waits this long at most."""
        self._begin_what_was_put_off()
        self._end()
        if (journal := self._chapters.end()) is not None:
            self._shut(journal, None)
        await self.word.close(seconds)
        if self._closing:
            await asyncio.wait(self._closing, timeout=seconds)


def _keep_the_newest(folder: Path) -> None:
    """Incidents are named by the time they began."""
    for old in sorted(folder.iterdir())[:-INCIDENTS_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
