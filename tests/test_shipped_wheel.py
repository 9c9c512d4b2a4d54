"""The wheel holds what Retrowalk needs and nothing else, and works where there is no checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
DATA = ("config", "firmware_profiles")


def files(folder: Path, within: Path) -> set[str]:
    """The files a folder holds, as paths within another; what Python leaves behind does not count."""
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(within).as_posix() for path in found}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def retrowalk(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command line as installed; its folder goes before the checkout's on the path."""
    code = "import sys; from retrowalk.cli import main; sys.argv[0] = 'retrowalk'; main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(
        command, cwd=installed, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_it_holds_the_package_and_its_data_and_nothing_else(wheel):
    wanted = files(ROOT / "src" / "retrowalk", ROOT / "src")
    for folder in DATA:
        wanted |= {f"retrowalk/{name}" for name in files(ROOT / folder, ROOT)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert "retrowalk/py.typed" in held


def test_it_carries_the_license_and_the_command(wheel):
    with zipfile.ZipFile(wheel) as archive:
        texts = {name.partition(".dist-info/")[2]: name for name in archive.namelist() if ".dist-info/" in name}
        assert "Apache License" in archive.read(texts["licenses/LICENSE"]).decode()
        assert "retrowalk = retrowalk.cli:main" in archive.read(texts["entry_points.txt"]).decode()


def test_it_finds_its_own_data(installed):
    where = "import retrowalk.settings as s; print(s.shipped('firmware_profiles'), s.shipped('config'), sep='\\n')"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    found = subprocess.run(
        [sys.executable, "-c", where], cwd=installed, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert found == [str(installed / "retrowalk" / "firmware_profiles"), str(installed / "retrowalk" / "config")]


def test_it_walks_without_a_checkout(installed, tmp_path):
    walked = retrowalk(
        installed,
        "walk",
        "P01",
        "--simulate",
        "--carrier",
        "memory",
        "--speed-up",
        "1000",
        "--report-dir",
        str(tmp_path),
    )
    assert walked.returncode == 0, walked.stderr
    assert [*tmp_path.rglob("report.txt")]


def test_it_says_what_it_is(installed):
    assert retrowalk(installed, "--version").stdout.startswith("retrowalk ")
