"""The pieces of a served site, put together over a fleet in memory; the whole program is in tests/cli/test_serve.py."""

import socket
from types import SimpleNamespace

import pytest

from retrowalk.api.options import Options
from retrowalk.app.serving import NotServed, SiteCaps, _listening
from retrowalk.safety.caps import Layer, Source
from retrowalk.settings.model import Caps, layers
from retrowalk.units import Speed


SETTINGS = layers(Caps(speed="1.4 mph"), "retrowalk.toml")


class Limits:
    """What the desk knows of caps, as far as it is asked here."""

    def of_site(self, treadmill):
        return (Layer(Source.SITE, Speed.parse("1.0 mph"), set_by=treadmill),)


@pytest.mark.sr(41)
def test_the_settings_caps_hold_until_the_desk_knows_more():
    caps = SiteCaps(SETTINGS)
    assert caps("AA:BB:CC:DD:EE:FF") == SETTINGS
    caps.gateway = SimpleNamespace(limits=Limits())
    (layer,) = caps("AA:BB:CC:DD:EE:FF")
    assert (layer.speed, layer.set_by) == (Speed.parse("1.0 mph"), "aa-bb-cc-dd-ee-ff")


async def never(_scope, _receive, _send):
    """An app nobody asks."""


async def test_a_port_of_somebody_elses_is_told_in_words():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(NotServed, match=f"cannot serve at 127.0.0.1 port {port}: Address already in use"):
            async with _listening(never, Options(port=port)):
                pass


async def test_a_certificate_that_is_none_is_told_in_words(tmp_path):
    for name in ("certificate.pem", "key.pem"):
        (tmp_path / name).write_text("hello")
    options = Options(port=0, certificate=tmp_path / "certificate.pem", key=tmp_path / "key.pem")
    with pytest.raises(NotServed, match=r"cannot serve at 127\.0\.0\.1 port 0: "):
        async with _listening(never, options):
            pass
