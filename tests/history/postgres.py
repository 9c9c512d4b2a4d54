"""A PostgreSQL server of the tests' own: on a socket in a folder of its own, so that no two meet."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg


def programs() -> Path:
    """Where initdb and postgres are: Debian keeps them off the PATH."""
    found = shutil.which("postgres")
    if found:
        return Path(found).resolve().parent
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        if (Path(told) / "postgres").exists():
            return Path(told)
    kept = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max(kept, key=lambda program: float(program.parents[1].name)).parent


def somebody() -> str | None:
    """PostgreSQL refuses to be run by root: who runs it then; None = whoever we are."""
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class Server:
    """Runs from `start` to `stop`; `database` empties it."""

    def __init__(self):
        memory = Path("/dev/shm")  # noqa: S108 - a folder of our own in it: a busy disk is no part of these tests
        self.folder = Path(tempfile.mkdtemp(prefix="retrowalk-pg-", dir=memory if memory.is_dir() else None))
        self._user = somebody()
        if self._user:
            shutil.chown(self.folder, self._user)
        self._process = None
        self._run(
            [programs() / "initdb", "-D", self.folder / "data", "-U", "walker", "-A", "trust", "-E", "UTF8", "-N"]
        )

    def _run(self, command):
        done = subprocess.run(
            command, user=self._user, cwd=self.folder, capture_output=True, text=True, check=False, env={"LC_ALL": "C"}
        )
        assert done.returncode == 0, done.stderr

    def start(self):
        options = ("listen_addresses=", f"unix_socket_directories={self.folder}", "fsync=off", "max_connections=40")
        command = [programs() / "postgres", "-D", self.folder / "data", *(f"-c{each}" for each in options)]
        with (self.folder / "log").open("w") as log:
            self._process = subprocess.Popen(command, user=self._user, cwd=self.folder, stdout=log, stderr=log)
        for _ in range(300):
            try:
                self.connect("postgres").close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError((self.folder / "log").read_text())

    def connect(self, name):
        return psycopg.connect(f"host={self.folder} user=walker dbname={name}", autocommit=True)

    def database(self):
        """The URL of the database, emptied: a new one for each test would be copied file by file."""
        with self.connect("postgres") as connection:
            connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return f"postgresql+psycopg://walker@/postgres?host={self.folder}"

    def stop(self):
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(60)
            self._process = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder)
