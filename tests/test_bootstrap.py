"""The scripts a fresh machine runs, and the locks they install from."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement


ROOT = Path(__file__).parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
HASHED = [path for path in LOCKS if path.name != "debian.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; ([^\\]+?))? \\$", re.MULTILINE)


def pins(path: Path) -> dict[tuple[str, str], str]:
    """(package, marker) → version."""
    return {(name, marker): version for name, version, marker in PINNED.findall(path.read_text())}


def wanted(groups: list[str]) -> list[Requirement]:
    """What pyproject.toml asks for: always, by every extra, and by these dependency groups."""
    project = PROJECT["project"]
    listed = project["dependencies"] + [each for extra in project["optional-dependencies"].values() for each in extra]
    listed += [each for group in groups for each in PROJECT["dependency-groups"][group] if isinstance(each, str)]
    return [Requirement(each) for each in listed]


# ── locks ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", HASHED, ids=lambda path: path.name)
def test_every_package_is_pinned_with_its_hashes(path):
    blocks = re.split(r"\n(?=\S)", path.read_text())
    packages = [block for block in blocks if not block.startswith("#")]
    assert packages
    assert [block.splitlines()[0] for block in packages if "--hash=sha256:" not in block or "==" not in block] == []


@pytest.mark.parametrize(("lock", "groups"), [("run.txt", ["build"]), ("dev.txt", ["build", "dev"])])
def test_a_lock_satisfies_what_the_project_asks_for(lock, groups):
    pinned = pins(ROOT / "requirements" / lock)
    for requirement in wanted(groups):
        versions = [version for (name, _), version in pinned.items() if name == requirement.name.replace(".", "-")]
        assert versions, requirement
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_what_runs_is_what_was_tested():
    """The same version under the same marker, or in the tests everywhere."""
    run, dev = pins(ROOT / "requirements" / "run.txt"), pins(ROOT / "requirements" / "dev.txt")
    tested = {package: dev.get(package, dev.get((package[0], ""))) for package in run}
    assert {package: version for package, version in run.items() if tested[package] != version} == {}


# ── scripts ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder of programs that is all a script finds: it may not install, and apt-get only notes what it is asked."""
    for name in ("bash", "env", "grep", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name))
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/asked')
    return tmp_path


def program(folder: Path, name: str, body: str) -> None:
    (folder / name).write_text(f"#!{folder}/bash\n{body}\n")
    (folder / name).chmod(0o755)


def run(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / command[0], *command[1:]],
        env={"PATH": str(machine)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def asked(machine: Path) -> str:
    return (machine / "asked").read_text() if (machine / "asked").exists() else ""


def test_without_the_right_to_install_it_says_what_to_type_and_fails(machine):
    refused = run(machine, "scripts/apt_install", "mosquitto", "chromium")
    assert refused.returncode != 0
    assert "sudo apt-get install --yes --no-install-recommends mosquitto chromium" in refused.stderr
    assert asked(machine) == ""


def test_root_installs(machine):
    program(machine, "id", "echo 0")
    assert run(machine, "scripts/apt_install", "mosquitto").returncode == 0
    assert "install --yes --no-install-recommends mosquitto" in asked(machine)


def test_sudo_installs(machine):
    program(machine, "sudo", f'[ "$1" != -n ] || shift; echo sudo >> {machine}/asked; exec "$@"')
    program(machine, "true", "exit 0")
    assert run(machine, "scripts/apt_install", "mosquitto").returncode == 0
    assert asked(machine).startswith("sudo")
    assert "install --yes --no-install-recommends mosquitto" in asked(machine)


def test_a_failed_installation_shows_what_was_said_and_fails(machine):
    program(machine, "id", "echo 0")
    program(machine, "apt-get", '[ "$1" = update ] || { echo "Unable to locate package"; exit 100; }')
    failed = run(machine, "scripts/apt_install", "mosquitto")
    assert failed.returncode != 0
    assert "Unable to locate package" in failed.stderr


def test_only_what_is_missing_is_installed(machine):
    program(machine, "id", "echo 0")
    program(machine, "dpkg-query", '[ "${@: -1}" = mosquitto ] || echo -n installed')
    assert run(machine, "scripts/system_packages").returncode == 0
    assert asked(machine).splitlines()[-1].split()[-2:] == ["mosquitto", "--quiet=2"]


def test_nothing_is_asked_when_nothing_is_missing(machine):
    program(machine, "dpkg-query", "echo -n installed")
    assert run(machine, "scripts/system_packages").returncode == 0
    assert asked(machine) == ""


def test_a_missing_program_is_named_where_there_is_no_apt(machine):
    (machine / "apt-get").unlink()
    program(machine, "chromium", "")
    refused = run(machine, "scripts/system_packages")
    assert refused.returncode != 0
    assert "chromium" not in refused.stderr
    assert "postgres" in refused.stderr


def test_without_a_python_it_says_which_is_needed(machine):
    refused = run(machine, "scripts/bootstrap", "run")
    assert refused.returncode != 0
    assert "Python 3.11" in refused.stderr


def test_the_check_of_a_submission_is_make_test():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "make test"
