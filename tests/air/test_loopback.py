import pytest

from retrowalk.simulator.air.loopback import NotHere, Place


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("127.0.0.1:9001", "127.0.0.1", 9001),
        ("127.8.8.8:1", "127.8.8.8", 1),
        ("localhost:65535", "127.0.0.1", 65535),
        ("LocalHost:80", "127.0.0.1", 80),
        ("[::1]:9001", "::1", 9001),
    ],
)
def test_a_place_on_this_computer(text, host, port):
    assert Place.parse(text) == Place(host, port)


@pytest.mark.sr(44)
@pytest.mark.parametrize("host", ["192.0.2.7", "0.0.0.1", "[::]", "treadmill.example", "10.0.0.1", "localhost.example"])
def test_a_place_elsewhere_is_refused(host):
    with pytest.raises(NotHere, match="on this computer"):
        Place.parse(f"{host}:9001")


@pytest.mark.parametrize(
    "text", ["", "9001", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:x", "h:²"]
)
def test_what_is_no_place_is_refused(text):
    with pytest.raises(NotHere, match="HOST:PORT"):
        Place.parse(text)


@pytest.mark.parametrize("text", ["127.0.0.1:9001", "[::1]:9001"])
def test_a_place_is_written_as_it_is_read(text):
    assert str(Place.parse(text)) == text
