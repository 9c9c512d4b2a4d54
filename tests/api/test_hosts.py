import pytest

from retrowalk.api.hosts import Allowed, Caller, address, is_loopback


ALLOWED = Allowed(frozenset({"retrowalk.local", "gym.example"}), frozenset({"https://pages.example"}))


def caller(host="localhost:7382", origin="", site="", server="192.168.1.9"):
    return Caller(host, origin, site, server, browser=bool(origin or site))


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:7382",
        "127.0.0.1:7382",
        "[::1]:7382",
        "retrowalk.local",
        "gym.example.",
        "192.168.1.9:80",
    ],
)
def test_a_gateway_answers_to_its_names_and_to_the_address_it_was_reached_at(host):
    assert ALLOWED.host(caller(host))


@pytest.mark.sr(43)
@pytest.mark.parametrize(
    "host",
    [
        "", "evil.example", "evil.example:7382", "192.168.1.10", "8.8.8.8", "[2001:db8::1]", "localhost.evil.example",
        "retrowalk.local.evil.example", "other.local", "localhost@evil.example", "127.0.0.1.evil.example", "a b",
        "[::1", "localhost:99999999", "0x7f000001.evil", "127.1@x", "\x00", "локалхост",
    ],
)  # fmt: skip
def test_a_name_that_is_not_ours_is_somebody_elses_page_that_points_here(host):
    assert not ALLOWED.host(caller(host))


def test_an_address_is_the_same_however_it_is_written():
    mapped = Caller("192.168.1.9", "", "", "::ffff:192.168.1.9", browser=False)
    zoned = Caller("[fe80::1]", "", "", "fe80::1%eth0", browser=False)
    assert ALLOWED.host(mapped)
    assert ALLOWED.host(zoned)
    assert address("nonsense") is None
    assert [is_loopback(each) for each in ("127.8.9.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "testclient")] == [
        True, True, True, False, False,
    ]  # fmt: skip


ORIGINS = ("", "http://localhost:7382", "https://pages.example", "http://evil.example", "null", "file://", "localhost")
SITES = ("", "same-origin", "none", "same-site", "cross-site", "nonsense")


@pytest.mark.sr(43)
@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("site", SITES)
def test_who_may_write(origin, site):
    """Every page but ours and those that were allowed is refused; a program sends neither header."""
    ours = origin in ("", "http://localhost:7382") and site in ("", "same-origin", "none")
    assert ALLOWED.origin(caller(origin=origin, site=site)) == (ours or origin == "https://pages.example")
