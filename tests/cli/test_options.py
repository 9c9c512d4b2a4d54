import pytest
import typer

from retrowalk.cli import options
from retrowalk.units import Speed


def test_a_speed_has_a_unit_and_some_speed_is_above_zero():
    assert options.speed("1.0 mph") == Speed.parse("1.0 mph")
    assert options.some_speed("1 km/h") == Speed(100)
    for text in ("1", "fast"):
        with pytest.raises(typer.BadParameter):
            options.speed(text)
    with pytest.raises(typer.BadParameter, match="above 0"):
        options.some_speed("0 mph")


@pytest.mark.parametrize(
    ("text", "fits"), [("Sim", True), ("x" * 26, True), ("x" * 27, False), ("ü" * 14, False), ("", False)]
)
def test_a_name_fits_a_scan_response(text, fits):
    if fits:
        assert options.name(text) == text
        return
    with pytest.raises(typer.BadParameter, match="1 to 26 bytes"):
        options.name(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("aa:bb:cc:dd:ee:0f", "AA:BB:CC:DD:EE:0F"),
        ("AA:BB:CC:DD:EE:0F", "AA:BB:CC:DD:EE:0F"),
        ("1b2c3d4e-0000-4f5a-9b1c-2d3e4f5a6b7c", "1b2c3d4e-0000-4f5a-9b1c-2d3e4f5a6b7c"),
        ("sim", "sim"),
    ],
)
def test_one_treadmill_has_one_address_however_it_is_typed(text, address):
    assert options.address(text) == address


def test_an_air_is_on_this_computer():
    assert options.air("127.0.0.1:5000").port == 5000
    with pytest.raises(typer.BadParameter):
        options.air("example.org:5000")
