from pathlib import Path

import pytest
import typer

from retrowalk.cli import options
from retrowalk.cli.exits import Exit
from retrowalk.cli.main import call
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


@pytest.mark.parametrize("named", ["option", "environment"])
@pytest.mark.parametrize("command", [["walk", "P01", "--simulate"], ["guard"], ["recover"], ["reset", "sim"]])
@pytest.mark.parametrize("place", ["file", "file/below", "/dev/null"])
def test_a_state_folder_that_is_none_is_told_of(tmp_path, capsys, monkeypatch, place, command, named):
    (tmp_path / "file").touch()
    there = str(tmp_path / place)
    monkeypatch.setenv("RETROWALK_STATE", there)
    assert call([*command, *(["--state-dir", there] if named == "option" else [])]) == Exit.USAGE
    assert f"{there.removesuffix('/below')} is not a folder" in capsys.readouterr().err


def test_a_state_folder_is_there_or_yet_to_be_made(tmp_path):
    for folder in (tmp_path, tmp_path / "some" / "where"):
        assert options.state(folder) == folder
    assert options.state(Path("yet")).is_absolute()
