"""Walks in virtual time that are kept as a service keeps them: journal, facts and samples."""

from history.telling import a_walk
from retrowalk.controller import events as e
from retrowalk.history import facts as f
from retrowalk.history.tally import Tally
from retrowalk.journal.record import Header, Step
from retrowalk.journal.writer import Journal
from retrowalk.units import Facing
from rig import Rig, hold, plan, settle, turn


SHORT = plan(hold("1.2 mph", 20), hold("1.6 mph", 20, "1 %"))
BOTH_WAYS = plan(
    hold("1.2 mph", 20), turn(Facing.FORWARD), settle(20, Facing.FORWARD), hold("2.0 mph", 20, facing=Facing.FORWARD)
)


class Kept(Rig):
    """A rig whose walk `id_` is kept: begun with Prepare, ended when the core has finished."""

    def __init__(self, history, id_="w1", person="p-ada", began=1000):
        self.history, self.id, self.person, self.began = history, id_, person, began
        self.tally, self.journal, self.samples, self.samples_lost = Tally(), None, [], False
        super().__init__()

    def tell(self, event):
        if isinstance(event, e.Prepare) and self.journal is None:
            self._begin()
        effects = super().tell(event)
        now, _, _ = self.log[-1] if self.log else (0, None, None)
        if self.journal is not None:
            self._keep(Step(now, event, effects))
        return effects

    def opened(self):
        """The walk as it begins."""
        return a_walk(self.id, self.person, self.began)

    def _begin(self):
        walk = self.opened()
        path = self.history.folder / walk.journal
        path.parent.mkdir(parents=True)
        self.journal = Journal(path, Header("AA:BB", self.rules, state=self.state))
        self.history.keep(f.WalkBegun(walk, self.began)).result(10)

    def _keep(self, step):
        self.journal.write(step)
        finished = self.tally.finished
        self.samples += (new := self.tally.add(step, self.seen))
        if new and not self.samples_lost:
            self.history.walk_samples(self.id, new)
        if self.tally.finished is not finished:
            self.end()

    def end(self):
        summary = self.tally.summary()
        fact = f.WalkEnded(self.id, self.tally.state, self.tally.reason, summary, self.began + summary.seconds)
        self.history.keep(fact).result(10)
        self.journal.close()

    def die(self):
        """The program ends here: nothing more is kept."""
        self.journal.close()
        self.journal = None
