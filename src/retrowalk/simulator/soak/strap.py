"""The strap of a walker in the soak: a heart rate once a second, and how a strap fails."""

from random import Random

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.simulator.soak.agenda import Agenda
from retrowalk.simulator.soak.gateway import Post


# A strap tells one value a second (ms); one that is told to be rare, every six.
_EVERY, _RARE = 1_000, 6
# A heart at work, in beats a minute; one that races goes up to the second, well above any limit of an adult.
_CALM, _RACING = 120, 185
# How fast a heart changes in a second.
_CHANGE = 8


class Strap:
    """Tells the core of one treadmill, for as long as the world goes on."""

    __slots__ = ("_agenda", "_chance", "_post", "bpm", "told")

    def __init__(self, agenda: Agenda, chance: Random, post: Post) -> None:
        self._agenda, self._chance, self._post = agenda, chance, post
        self.bpm, self.told = post.state.pulse.bpm or _CALM, 0
        agenda.at(agenda.now + chance.randrange(_EVERY), self._beat)

    def _beat(self) -> None:
        ills = self._post.ills
        self.told += 1
        self._change(_RACING if "heart races" in ills else _CALM)
        if "strap silent" not in ills and not ("strap rare" in ills and self.told % _RARE):
            self._tell(ills)
        self._agenda.at(self._agenda.now + _EVERY, self._beat)

    def _change(self, towards: int) -> None:
        step = max(-_CHANGE, min(_CHANGE, towards - self.bpm))
        self.bpm += step + self._chance.getrandbits(2) - 1

    def _tell(self, ills: dict[str, int]) -> None:
        post, event = self._post, HeartRate(self.bpm)
        if "strap off the skin" in ills:
            post.reach(post.run, post.take, HeartRateLost("no contact"))
        elif "strap tells nonsense" in ills:
            event = HeartRate((0, 255, 61, 300)[self.told % 4])
            post.reach(post.run, post.take, event)
        elif "strap late" in ills:
            self._agenda.at(self._agenda.now + ills["strap late"], post.reach, post.run, post.take, event)
        elif not ("strap comes and goes" in ills and self.told & 2):
            post.reach(post.run, post.take, event)
