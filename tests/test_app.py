import asyncio
import gc

import bleak
import pytest

from retrowalk import app
from retrowalk.controller import effects, events
from retrowalk.firmware.profile import Profile
from retrowalk.journal import codec
from retrowalk.journal.open import Entry
from retrowalk.journal.record import Header
from retrowalk.link.errors import LinkError
from retrowalk.link.port import Description
from retrowalk.link.probe import probe
from retrowalk.runtime.clock import virtual_loop


def test_what_ships_is_found():
    assert {"generic_ftms", app.SIMULATED_PROFILE} <= {profile.id for profile in app.profiles()}


def test_a_treadmill_gets_its_own_profile_or_the_generic_one():
    shape = app.simulated_shape()
    ours = Description("AA", app.SIMULATED_NAME + " 3", shape.manufacturer, shape.model)
    assert app.profile_of(ours).id == app.SIMULATED_PROFILE
    assert app.profile_of(Description("AA", "FS-1234")).id == "generic_ftms"


@pytest.fixture
def no_adapter(monkeypatch):
    """A computer on which whoever reaches for its Bluetooth is caught."""

    def caught():
        raise RuntimeError("somebody reached for the adapter")

    for kind in ("adapter", "client", "scanner"):
        monkeypatch.setattr(bleak, f"get_platform_{kind}_backend_type", caught)


@pytest.mark.sr(44)
@pytest.mark.usefixtures("no_adapter")
@pytest.mark.parametrize("carrier", app.Carrier)
def test_a_simulated_treadmill_reaches_for_no_adapter(carrier):
    async def meet():
        async with app.simulated(carrier) as met:
            return await probe(met.port)

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        assert runner.run(meet()).speed_range


@pytest.mark.sr(44)
@pytest.mark.usefixtures("no_adapter")
def test_a_real_one_does():
    async def meet():
        async with app.reached("AA:BB:CC:DD:EE:FF"):
            pass

    with pytest.raises(LinkError, match="reached for the adapter"):
        asyncio.run(meet())


def test_an_unknown_profile_names_those_there_are():
    with pytest.raises(app.UnknownProfile, match="generic_ftms"):
        app.profile_named("nobody")


@pytest.mark.parametrize("carrier", app.Carrier)
def test_a_simulated_treadmill_answers_on_each_carrier_as_its_profile_says(carrier):
    async def meet():
        async with app.simulated(carrier) as met:
            return await probe(met.port), met.rules

    with asyncio.Runner(loop_factory=virtual_loop) as runner:
        description, rules = runner.run(meet())
    assert app.profile_of(description) == rules.profile
    assert description.speed_range


def test_every_walk_gets_a_folder_of_its_own(tmp_path):
    folders = {app.walk_folder(tmp_path / "walks", "P01") for _ in range(3)}
    assert len(folders) == 3
    assert all(folder.is_dir() and "P01" in folder.name for folder in folders)


def test_credentials_say_whether_it_was_measured():
    assert app.credentials(Profile("x")) == "x, not commissioned"
    assert app.credentials(Profile("x", commissioned=True)) == "x, commissioned"


def test_collections_pass_by_what_was_made_before_a_walk_and_only_meanwhile():
    with app.settled():
        assert gc.get_freeze_count() > 10_000
        assert len(gc.get_objects()) < gc.get_freeze_count()
    assert gc.get_freeze_count() == 0


def test_what_a_first_stop_would_wait_for_is_made_before(monkeypatch):
    made = {}
    monkeypatch.setattr(codec, "_adapters", made)
    app.warm()
    assert {Header, Entry, events.TreadmillFrame, effects.WriteStop} <= set(made)
