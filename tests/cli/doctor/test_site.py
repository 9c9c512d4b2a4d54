"""The site: real sockets, real locks, real certificates."""

import fcntl
import socket
import subprocess

import pytest

from retrowalk.cli.doctor import site
from retrowalk.history.store import History
from retrowalk.journal.open import Entry, held, write
from retrowalk.runtime import recovery
from retrowalk.settings.model import Http


def certified(folder, *options, key="key.pem", certificate="certificate.pem"):
    """A certificate of our own, made by OpenSSL, and the table of settings that names it."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-subj", "/CN=gym.local", "-keyout", folder / key, "-out", folder / certificate, *options]
    subprocess.run(command, check=True, capture_output=True)
    (folder / key).chmod(0o600)
    return Http(certificate=str(folder / certificate), key=str(folder / key))


def grades(findings):
    return [each.grade for each in findings]


# ── guard ───────────────────────────────────────────────────────────────────────────────────────────


def test_no_guard_is_fine_since_a_walk_starts_one(tmp_path):
    assert grades(site.guard(tmp_path)) == ["ok"]
    assert list(tmp_path.iterdir()) == [], "looking made nothing"


def test_a_guard_is_known_by_its_lock_and_its_socket(tmp_path):
    with (tmp_path / "guard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (found,) = site.guard(tmp_path)
        assert (found.grade, found.what) == ("fail", "one runs, and its socket is gone")
        (tmp_path / "guard.sock").touch()
        assert site.guard(tmp_path)[0].what == "it runs"


def test_a_folder_too_long_for_a_socket_fails(tmp_path):
    (found,) = site.guard(tmp_path / ("x" * 120))
    assert (found.grade, found.mend) == ("fail", "choose a shorter state folder")


# ── what was left ───────────────────────────────────────────────────────────────────────────────────


def test_a_belt_that_was_left_is_told_unless_somebody_walks_on_it(tmp_path):
    assert grades(site.leftovers(tmp_path)) == ["ok"]
    folder = tmp_path / recovery.OPEN
    folder.mkdir()
    write(folder, Entry("AA:BB:CC:DD:EE:FF", str(tmp_path / "gone.jsonl"), 0, ""))
    (found,) = site.leftovers(tmp_path)
    assert (found.grade, found.mend) == ("fail", "retrowalk recover --all")
    with held(folder, "AA:BB:CC:DD:EE:FF"):
        assert grades(site.leftovers(tmp_path)) == ["ok"]


# ── database ────────────────────────────────────────────────────────────────────────────────────────


def test_a_database_that_is_not_there_yet_is_fine_and_one_that_is_answers(tmp_path):
    assert site.database("", tmp_path)[0].what == "it is made by the first service"
    History("", tmp_path).close()
    assert site.database("", tmp_path)[0].what == "sqlite answers"


@pytest.mark.parametrize("content", ["no database " * 1000, ""])
def test_a_file_that_is_no_database_of_ours_fails(tmp_path, content):
    (tmp_path / "other").write_text(content)
    (found,) = site.database(f"sqlite:///{tmp_path / 'other'}", tmp_path)
    assert found.grade == "fail"
    assert "retrowalk rebuild" in found.mend


def test_a_server_that_is_not_there_fails_without_telling_the_password(tmp_path):
    (found,) = site.database("postgresql://walks:hush@127.0.0.1:1/walks", tmp_path)
    assert found.grade == "fail"
    assert "hush" not in found.what


def test_an_address_that_is_none_fails(tmp_path):
    assert grades(site.database("oracle://x", tmp_path)) == ["fail"]


# ── port ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_somebody_has_is_told_with_how_to_find_them(host):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        number = other.getsockname()[1]
        (found,) = site.port(Http(host=host, port=number))
        assert found.grade == "warn"
        assert f"sport = :{number}" in found.mend
    assert grades(site.port(Http(host=host, port=number))) == ["ok"]


def test_an_address_that_is_not_this_computers_is_told():
    assert grades(site.port(Http(host="192.0.2.1", port=7382))) == ["warn"]


# ── certificate ─────────────────────────────────────────────────────────────────────────────────────


def test_a_certificate_for_years_is_well(tmp_path):
    (found,) = site.tls(certified(tmp_path, "-days", "900"))
    assert found.grade == "ok"
    assert found.what.startswith("the certificate is good until 20")


def test_a_certificate_that_ends_soon_is_told_in_days(tmp_path):
    (found,) = site.tls(certified(tmp_path, "-days", "5"))
    # Five of them to the second in which it was made.
    assert found.grade == "warn"
    assert found.what in {"the certificate ends in 4 days", "the certificate ends in 5 days"}


@pytest.mark.parametrize(
    ("span", "what"),
    [
        (("-not_before", "20200101000000Z", "-not_after", "20200201000000Z"), "certificate has expired"),
        (("-not_before", "20400101000000Z", "-not_after", "20410101000000Z"), "certificate is not yet valid"),
    ],
)
def test_a_certificate_of_another_time_fails(tmp_path, span, what):
    certified(tmp_path)
    request = ["openssl", "req", "-new", "-key", "key.pem", "-subj", "/CN=gym.local", "-out", "request.pem"]
    subprocess.run(request, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "index").touch()
    (tmp_path / "serial").write_text("01\n")
    (tmp_path / "ca.conf").write_text(
        "[ca]\ndefault_ca = own\n[own]\ndatabase = index\nserial = serial\nnew_certs_dir = .\n"
        "default_md = sha256\npolicy = any\n[any]\ncommonName = supplied\n"
    )
    dates = [word.replace("-not_before", "-startdate").replace("-not_after", "-enddate") for word in span]
    sign = ["openssl", "ca", "-batch", "-config", "ca.conf", "-selfsign", "-keyfile", "key.pem", "-in", "request.pem"]
    subprocess.run([*sign, "-out", "dated.pem", "-notext", *dates], cwd=tmp_path, check=True, capture_output=True)
    (found,) = site.tls(Http(certificate=str(tmp_path / "dated.pem"), key=str(tmp_path / "key.pem")))
    assert found.grade == "fail"
    assert found.what.endswith(what)


def test_a_key_of_another_certificate_fails(tmp_path):
    ours = certified(tmp_path)
    certified(tmp_path, key="other.pem", certificate="others.pem")
    (found,) = site.tls(ours.model_copy(update={"key": str(tmp_path / "other.pem")}))
    assert found.grade == "fail"
    assert "KEY_VALUES_MISMATCH" in found.what


def test_a_file_that_is_no_certificate_fails(tmp_path):
    ours = certified(tmp_path)
    (tmp_path / "certificate.pem").write_text("hello")
    assert grades(site.tls(ours)) == ["fail"]
    (tmp_path / "certificate.pem").unlink()
    (found,) = site.tls(ours)
    assert found.what.endswith("No such file or directory")


def test_a_key_that_wants_a_password_fails_instead_of_asking(tmp_path):
    ours = certified(tmp_path)
    lock = ["openssl", "ec", "-in", "key.pem", "-aes128", "-passout", "pass:hush", "-out", "locked.pem"]
    subprocess.run(lock, cwd=tmp_path, check=True, capture_output=True)
    assert grades(site.tls(ours.model_copy(update={"key": str(tmp_path / "locked.pem")}))) == ["fail"]


def test_a_key_that_others_can_read_is_told(tmp_path):
    ours = certified(tmp_path, "-days", "900")
    (tmp_path / "key.pem").chmod(0o644)
    found = site.tls(ours)
    assert grades(found) == ["ok", "warn"]
    assert found[1].mend == f"chmod 600 {tmp_path / 'key.pem'}"


def test_without_a_certificate_none_is_wanted():
    assert grades(site.tls(Http())) == ["ok"]
