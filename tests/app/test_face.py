"""What settings mean for server and network."""

import socket
from ipaddress import ip_network
from pathlib import Path

import pytest

from retrowalk.app.face import announced, names, options
from retrowalk.settings.model import Http, Mdns, Settings, Site


EVERYWHERE = "0.0.0.0"  # noqa: S104 - said, not listened on


def test_without_settings_this_computer_alone_is_listened_to():
    made = options(Settings())
    assert (made.host, made.port, made.certificate, made.key) == ("127.0.0.1", 7382, None, None)
    made.check()


def test_every_setting_of_the_server_arrives():
    http = Http(
        host=EVERYWHERE, port=1, certificate="a.pem", key="k.pem", plain=True, hosts=["Gym.example"], proxies=["::1"]
    )
    made = options(Settings(http=http), simulated=True)
    assert (made.host, made.port, made.certificate, made.key) == (EVERYWHERE, 1, Path("a.pem"), Path("k.pem"))
    assert (made.plain, made.proxies, made.simulated) == (True, (ip_network("::1"),), True)
    assert "gym.example" in made.allowed.names


def test_this_computers_own_names_need_not_be_listed():
    own = socket.gethostname().partition(".")[0].lower()
    assert names(Http()) == {own, f"{own}.local"}


def test_the_network_is_told_where_others_can_come_in():
    site = Settings(http=Http(host=EVERYWHERE, plain=True), site=Site(name="Gym am Park"))
    told = announced(site)
    assert (told.name, told.port, told.properties["mode"]) == ("Gym am Park", 7382, "home")
    assert told.addresses == (), "the computer's own is found out when it is announced"
    assert announced(Settings(http=Http(host="192.0.2.1"))).addresses == ("192.0.2.1",)


@pytest.mark.parametrize(
    "quiet",
    [
        Settings(),
        Settings(http=Http(host="localhost")),
        Settings(http=Http(host=EVERYWHERE), mdns=Mdns(announce=False)),
    ],
)
def test_nothing_is_announced_where_nobody_could_come_in_or_nothing_shall_be_said(quiet):
    assert announced(quiet) is None
