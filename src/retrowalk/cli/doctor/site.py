"""The site: its guard, what earlier runs left, its database, its port and its certificate."""

import os
import socket
import ssl
import stat
from datetime import UTC, datetime
from pathlib import Path

from retrowalk.cli.doctor.finding import Finding, fail, ok, warn
from retrowalk.journal.lock import is_locked
from retrowalk.journal.open import is_held
from retrowalk.runtime import recovery
from retrowalk.runtime.clock import at
from retrowalk.runtime.loglines import scrub
from retrowalk.settings.model import Http


# A certificate that ends within this is a worry now (days).
SOON = 21
_DAY = 86_400
# What the system allows as the name of a Unix socket, less the last zero (cli.guard).
LONGEST_SOCKET = 103


def guard(state: Path) -> list[Finding]:
    """Whether a second process can stop what this one started."""
    if not hasattr(socket, "AF_UNIX"):
        return [warn("guard", "this system has no Unix sockets, so there is no guard", "use Linux or macOS")]
    if len(os.fsencode(state / "guard.sock")) > LONGEST_SOCKET:
        return [fail("guard", f"{state} is too long for the name of a socket", "choose a shorter state folder")]
    if not is_locked(state / "guard.lock"):
        return [
            ok(
                "guard",
                "none runs; walk and serve start one, but where its own unit or container does (guard.start is off)",
            )
        ]
    if not (state / "guard.sock").exists():
        return [fail("guard", "one runs, and its socket is gone", "restart it: systemctl restart retrowalk-guard")]
    return [ok("guard", "it runs")]


def leftovers(state: Path) -> list[Finding]:
    """Whether an earlier run left a belt that nobody has looked at."""
    left = [each for each in recovery.find(state) if not is_held(state / recovery.OPEN, each.treadmill)]
    if any(each.ours for each in left):
        return [fail("recovery", "an earlier run may have left a belt moving", "retrowalk recover --all")]
    if left:
        return [warn("recovery", f"{len(left)} treadmills are latched", "look at the belt, then reset it")]
    return [ok("recovery", "nothing was left by an earlier run")]


def database(url: str, state: Path) -> list[Finding]:
    """Whether what is remembered can be read."""
    from retrowalk.history.database import DatabaseError, address, engine, words  # noqa: PLC0415 - SQLAlchemy is slow

    try:
        place = address(url, state)
        if place.drivername == "sqlite" and not Path(str(place.database)).exists():
            return [ok("database", "it is made by the first service")]
        made = engine(place, reads=True)
    except DatabaseError as error:
        return [fail("database", str(error), "see memory.url in docs/settings.md")]
    try:
        with made.connect() as connection:
            connection.exec_driver_sql("SELECT 1 FROM walk WHERE 1 = 0")
    except Exception as error:  # noqa: BLE001 - each driver has errors of its own
        mend = "start it, or see memory.url; a broken one is made anew by retrowalk rebuild"
        return [fail("database", str(scrub(words(error))), mend)]
    finally:
        made.dispose()
    return [ok("database", f"{place.drivername.partition('+')[0]} answers")]


def port(http: Http) -> list[Finding]:
    """Whether the site can be listened for."""
    family = socket.AF_INET6 if ":" in http.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((http.host, http.port))
        except OSError as error:
            mend = f"end the other program (ss -ltnp 'sport = :{http.port}'), or choose another http.port"
            return [warn("port", f"{http.host}:{http.port}: {error.strerror}; fine if that is Retrowalk itself", mend)]
    return [ok("port", f"{http.host}:{http.port} is free")]


def tls(http: Http) -> list[Finding]:
    """Whether browsers will believe the certificate."""
    if not http.certificate:
        return [ok("tls", "none is wanted: this computer alone is listened to, or plain was chosen")]
    try:
        until = _valid_until(http.certificate, http.key)
    except ssl.SSLCertVerificationError as error:
        return [fail("tls", f"{http.certificate}: {error.verify_message}", "get a new certificate")]
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or getattr(error, "reason", None) or str(error)
        return [
            fail("tls", f"{http.certificate} with {http.key}: {why}", "give a PEM chain and the key that belongs to it")
        ]
    return [_lasting(until), *_key(Path(http.key))]


def _lasting(until: int) -> Finding:
    days = (until - at()) // _DAY
    if days < SOON:
        return warn("tls", f"the certificate ends in {days} days", "get a new one")
    return ok("tls", f"the certificate is good until {datetime.fromtimestamp(until, UTC):%Y-%m-%d}")


def _key(file: Path) -> list[Finding]:
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [warn("tls", f"{file} can be read by others", f"chmod 600 {file}")]
    return []


def _valid_until(certificate: str, key: str) -> int:
    """When a chain ends (s). A handshake in memory judges it as a browser that trusts it would. Raises OSError."""
    ours, theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ours.load_cert_chain(certificate, key, password="")  # one that asks for a password cannot start by itself
    theirs.check_hostname = False
    theirs.load_verify_locations(certificate)
    theirs.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    server, client = ours.wrap_bio(up, down, server_side=True), theirs.wrap_bio(down, up)
    for end in (client, server, client):
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return round(ssl.cert_time_to_seconds(str((client.getpeercert() or {})["notAfter"])))
