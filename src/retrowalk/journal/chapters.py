"""One treadmill's record, chapter by chapter: a journal of its own for each walk, and a small ring between them.

A service runs all day and journals only what may have to be told of. A chapter begins with the state the core had then,
so it can be folded alone; one that nobody saw coming begins with what the ring still holds of the seconds before.
"""

from collections.abc import Callable, Iterable

from retrowalk.controller.state import State
from retrowalk.journal.record import Step
from retrowalk.journal.writer import Journal


# Half of the ring: a treadmill at rest takes about ten steps a second, so it holds the last six to twelve seconds.
HALF = 64
UNSAID = "no word of this walk is on the disk yet"


class Ring:
    """The last steps, and the state before the first of them: two halves, the older one dropped as a whole."""

    def __init__(self) -> None:
        self.clear(None)

    def clear(self, state: State | None) -> None:
        """Hold nothing; the next step follows on `state`, None = the core's first."""
        self._older: tuple[State | None, list[Step]] = (state, [])
        self._newer: tuple[State | None, list[Step]] = (state, [])

    def add(self, step: Step, after: State) -> None:
        """One more step, and the state it led to."""
        self._newer[1].append(step)
        if len(self._newer[1]) == HALF:
            self._older, self._newer = self._newer, (after, [])

    @property
    def begun(self) -> State | None:
        """The state before the first step that is held."""
        return self._older[0]

    @property
    def steps(self) -> Iterable[Step]:
        """What is held, oldest first."""
        return (*self._older[1], *self._newer[1])


class Chapters:
    """Satisfies Recorder. `state` gives the core's state after the step that is being written.

    `unsaid`: why nothing may be armed though the journal itself is whole; "" once the disk tells of the chapter.
    """

    def __init__(self, state: Callable[[], State]) -> None:
        self.ring = Ring()
        self.journal: Journal | None = None
        self.unsaid = UNSAID
        self._state = state

    @property
    def refusal(self) -> str:
        """See Recorder."""
        return self.unsaid or (self.journal.refusal if self.journal else UNSAID)

    @property
    def failing(self) -> bool:
        """See Recorder."""
        return self.journal is not None and self.journal.failing

    def write(self, step: Step) -> None:
        """See Recorder."""
        if self.journal is not None:
            self.journal.write(step)
        else:
            self.ring.add(step, self._state())

    def sync(self) -> None:
        """See Recorder."""
        if self.journal is not None:
            self.journal.sync()

    def begin(self, journal: Journal) -> None:
        """From here on every step goes into this journal, whose header tells the present state."""
        self.journal, self.unsaid = journal, UNSAID

    def begin_before(self, journal: Journal) -> None:
        """As `begin`, with the ring's steps first: its header tells the state the ring begins with."""
        for step in self.ring.steps:
            journal.write(step)
        self.begin(journal)

    def end(self) -> Journal | None:
        """Go on with the ring. What is given back is to be closed, which waits for the disk."""
        journal, self.journal, self.unsaid = self.journal, None, UNSAID
        self.ring.clear(self._state())
        return journal
