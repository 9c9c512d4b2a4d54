"""An interpreter that can import pyftms, which needs Python 3.12 or 3.13: this one, the machine's, or one made."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


ROOT = Path(__file__).resolve().parents[1]
PYFTMS = "pyftms==0.4.15"
PYTHONS = ("python3.13", "python3.12")


def _can_import(python: str) -> bool:
    """Whether this interpreter imports pyftms."""
    return subprocess.run([python, "-c", "import pyftms"], capture_output=True, check=False).returncode == 0  # noqa: S603 - our own words


def _uv() -> str | None:
    """Find uv: the checkout's own or the machine's."""
    own = ROOT / ".tools" / "bin" / "uv"
    return str(own) if own.exists() else shutil.which("uv")


def _candidates() -> Iterator[str]:
    """Interpreters worth asking, this one first: those on the path, then pyenv's, newest first."""
    yield sys.executable
    yield from filter(None, map(shutil.which, PYTHONS))
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from (str(each) for name in PYTHONS for each in pyenv.glob(f"{name.removeprefix('python')}.*/bin/python"))


def _made(folder: str) -> str | None:
    """Make an environment that has pyftms, with the first interpreter that takes it."""
    uv = _uv()
    if uv is None:
        return None
    for interpreter in _candidates():
        python = f"{folder}/bin/python"
        made = [uv, "venv", "-q", "--clear", "-p", interpreter, folder]
        filled = [uv, "pip", "install", "-q", "-p", python, PYFTMS]
        if all(subprocess.run(step, capture_output=True, check=False).returncode == 0 for step in (made, filled)):  # noqa: S603 - our own words
            return python if _can_import(python) else None
    return None


@contextmanager
def python_with_pyftms() -> Iterator[str | None]:
    """An interpreter that imports pyftms, while this lasts; None when there is none and none can be made."""
    with tempfile.TemporaryDirectory() as folder:
        yield next(filter(_can_import, _candidates()), None) or _made(folder)
