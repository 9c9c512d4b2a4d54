from retrowalk.controller.events import Tick
from retrowalk.controller.rules import Rules
from retrowalk.controller.step import initial, step
from retrowalk.firmware.profile import Profile
from retrowalk.runtime.core import Core


def test_the_core_that_runs_is_the_real_one():
    core, rules = Core(), Rules(Profile("generic"))
    assert (core.initial(), core.step) == (initial(), step)
    state, effects = core.step(core.initial(), Tick(), 7, rules)
    assert effects == ()
    assert core.view(state, rules, 8).now == 8
