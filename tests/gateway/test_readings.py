"""What is measured while an empty belt runs, step by step."""

import pytest

from retrowalk.firmware.commissioning import Trial
from retrowalk.gateway.readings import EVENS_OUT, Readings, read
from retrowalk.safety.supervisor import Belt
from retrowalk.session import trial
from rig import Rig


class Watched(Rig):
    """A rig whose every step is read."""

    readings = Readings()

    def tell(self, event):
        effects = super().tell(event)
        self.readings = read(self.readings, event, self.state)
        return effects


@pytest.mark.sr(25)
def test_what_was_told_on_the_way_up_does_not_count():
    rig = Watched().at_speed(trial.plan(Trial.FASTER))
    rig.until(lambda seen: seen.readings.reached_at is not None)
    assert rig.readings.steady is None
    rig.pass_time(EVENS_OUT + 5_000)
    assert rig.readings.steady == 200
    rig.stop()
    rig.standstill()


@pytest.mark.sr(25)
def test_a_treadmill_that_tells_less_than_it_runs_at_is_read_as_it_tells():
    rig = Watched().at_speed(trial.plan(Trial.SLOW))
    rig.pass_time(EVENS_OUT + 2_000)
    told = rig.readings.steady
    assert (told, rig.readings.slowest) == (100, 100)
    rig.stop()
    rig.standstill()
    assert rig.readings.steady == told  # what it tells while it stops is no steady speed


@pytest.mark.sr(25)
def test_the_time_to_stop_is_the_time_until_the_belt_stood():
    rig = Watched().at_speed(trial.plan(Trial.STOP))
    rig.pass_time(EVENS_OUT + 2_000)
    rig.stop()
    stopped = rig.now
    stood = rig.until(lambda seen: seen.speed == 0, 60_000).now
    rig.until(lambda seen: seen.belt is Belt.LATCHED, 60_000)
    assert rig.readings.stopped_from == 300
    # Below 0.3 km/h a belt counts as standing, and it tells of itself four times a second.
    assert abs(rig.readings.stopping - (stood - stopped)) <= 750
    assert rig.readings.stopping > 1_000


@pytest.mark.sr(25)
@pytest.mark.sr(21)
def test_the_first_speed_after_the_link_is_back_is_kept_with_how_long_it_was_gone():
    rig = Watched().at_speed(trial.plan(Trial.LINK))
    rig.drop("cut")
    rig.pass_time(4_000)
    assert rig.readings.after is None
    rig.connect()
    rig.until(lambda seen: seen.belt is Belt.LATCHED, 60_000)
    assert rig.readings.apart == 4_000
    assert 0 < rig.readings.after <= 100


def test_a_link_that_is_lost_while_nothing_runs_is_none_that_was_cut():
    rig = Watched()
    rig.pass_time(5_000)
    rig.drop("away")
    assert rig.readings == Readings()
