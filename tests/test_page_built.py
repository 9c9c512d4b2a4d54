"""The page in the package: built into the wheel, carried by the sdist, and built from there where no Node is."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import hatch_build
import pytest

from browsed import serving
from retrowalk.cli.words import NO_PAGE


ROOT = Path(__file__).parents[1]
INDEX = "page/static/index.html"


def built(kind, where, into, **environment):
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)]
    return subprocess.run(
        command, cwd=where, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """The sdist of this checkout, unpacked where no checkout is."""
    folder = tmp_path_factory.mktemp("sdist")
    done = built("sdist", ROOT, folder)
    assert done.returncode == 0, done.stderr
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    (found,) = (each for each in folder.iterdir() if each.is_dir())
    return found


def test_the_sdist_carries_the_page_and_its_sources_and_no_packages(unpacked):
    assert (unpacked / "src" / "retrowalk" / INDEX).is_file()
    assert (unpacked / "web" / "src" / "main.tsx").is_file()
    assert not (unpacked / "web" / "node_modules").exists()


def test_a_wheel_is_made_from_the_sdist_without_node_or_a_network(unpacked, tmp_path):
    for each in (unpacked / "web" / "src").rglob("*.ts"):
        each.touch()  # unpacking does not keep every tool's times
    done = built("wheel", unpacked, tmp_path, PATH="/nowhere", npm_config_offline="true")
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert f"retrowalk/{INDEX}" in archive.namelist()


def hook(root):
    return hatch_build.PageHook(str(root), {}, None, None, "", "wheel")


def checkout(tmp_path, *, page_at=None, sources_at=1_000.0, sdist=False):
    """A checkout whose page, if any, and sources were changed then."""
    (tmp_path / "web" / "src").mkdir(parents=True)
    (tmp_path / "src" / "retrowalk" / "page" / "static").mkdir(parents=True)
    sources = (
        "package-lock.json",
        "vite.config.ts",
        "icons.ts",
        "index.html",
        "offline.html",
        "src/main.tsx",
        "public",
    )
    for name in sources:
        (tmp_path / "web" / name).touch()
        os.utime(tmp_path / "web" / name, (sources_at, sources_at))
    os.utime(tmp_path / "web" / "src", (sources_at, sources_at))
    if page_at is not None:
        page = tmp_path / "src" / "retrowalk" / INDEX
        page.touch()
        os.utime(page, (page_at, page_at))
    if sdist:
        (tmp_path / "PKG-INFO").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("how", "needed"),
    [
        ({}, True),
        ({"page_at": 999.0}, True),
        ({"page_at": 1_001.0}, False),
        ({"page_at": 999.0, "sdist": True}, False),
        ({"sdist": True}, True),
    ],
)
def test_node_is_asked_for_only_where_the_page_is_missing_or_old(tmp_path, how, needed):
    assert bool(hook(checkout(tmp_path, **how)).dependencies()) is needed


def test_nothing_is_built_for_an_editable_install(tmp_path):
    hook(checkout(tmp_path)).initialize("editable", {})
    assert not (tmp_path / "src" / "retrowalk" / INDEX).exists()


@pytest.fixture
def pageless(tmp_path):
    """The package as it is installed, without its page."""
    package = tmp_path / "site" / "retrowalk"
    shutil.copytree(ROOT / "src" / "retrowalk", package, ignore=shutil.ignore_patterns("static", "__pycache__"))
    for name in ("config", "firmware_profiles"):
        shutil.copytree(ROOT / name, package / name)
    return package.parent


@pytest.mark.sr(29)
def test_a_service_without_its_page_starts_says_so_and_serves_words_that_stop(pageless, tmp_path):
    with serving(tmp_path, PYTHONPATH=str(pageless)) as site, site.client() as asks:
        assert site.wait_for(NO_PAGE)
        page = asks.get("").text
        assert "The page is missing" in page
        action = re.search(r'<form method="post" action="([^"]+)"', page)[1]
        answer = asks.post(action, headers={"Accept": "text/html", "Origin": site.url.rstrip("/")})
        assert answer.status_code == 202
        assert "STOP was pressed" in answer.text
        assert asks.get(re.search(r'href="\.\./(plain\.css)"', answer.text)[1]).status_code == 200
