"""Settings from all their sources: who wins, and what is said about mistakes."""

import pytest

from retrowalk.safety.caps import Source, effective
from retrowalk.settings.faults import SettingsError
from retrowalk.settings.keys import KEYS, variable
from retrowalk.settings.model import Settings, layers
from retrowalk.settings.read import find, read
from retrowalk.units import Facing, Speed


@pytest.fixture
def file(tmp_path):
    return tmp_path / "retrowalk.toml"


def complaint(file, text="", environment=None, options=()):
    if text:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read(file if text else None, environment or {}, options)
    return str(caught.value).replace(f"{file.parent}/", "")


# ── who wins ────────────────────────────────────────────────────────────────────────────────────────


def test_without_any_source_it_is_a_home_with_defaults():
    choice = read(None, {})
    assert choice.settings == Settings()
    assert (choice.settings.mode, choice.settings.http.host) == ("home", "127.0.0.1")
    assert choice.origin("http.port") == "default"


def test_the_last_that_says_something_wins(file):
    file.write_text("[http]\nport = 1001\n")
    by_environment = {"RETROWALK_HTTP__PORT": "1002"}
    by_option = [("--set", "http.port", "1003")]
    ports = [
        (choice.settings.http.port, choice.origin("http.port").rpartition("/")[2])
        for choice in (read(file, {}), read(file, by_environment), read(file, by_environment, by_option))
    ]
    assert ports == [(1001, "retrowalk.toml:2"), (1002, "RETROWALK_HTTP__PORT"), (1003, "--set")]


def test_a_mode_brings_its_preset_and_the_file_wins_over_it(file):
    file.write_text('mode = "gym"\n[people]\nidle = "8 min"\n')
    people = read(file, {}).settings.people
    assert (people.presence, people.idle) == (True, 8 * 60_000)
    assert read(file, {"RETROWALK_MODE": "home"}).settings.people.presence is False


def test_a_table_may_be_there_and_empty(file):
    file.write_text("[http]\n[people]\n")
    assert read(file, {"RETROWALK_HTTP__PORT": "9"}).settings.http.port == 9


def test_rooms_are_said_one_by_one(file):
    file.write_text('[logs.rooms]\nlink = "debug"\napi = "error"\n')
    rooms = read(file, {"RETROWALK_LOGS__ROOMS__LINK": "warning"}).settings.logs.rooms
    assert rooms == {"link": "warning", "api": "error"}


@pytest.mark.parametrize(("text", "value"), [("true", True), ("TRUE", True), ("false", False)])
def test_truth_in_the_environment(text, value):
    assert read(None, {"RETROWALK_HTTP__PLAIN": text}).settings.http.plain is value


def test_lists_in_the_environment_have_commas():
    assert read(None, {"RETROWALK_HTTP__HOSTS": "a.example, b"}).settings.http.hosts == ("a.example", "b")


def test_an_empty_variable_says_nothing():
    assert read(None, {"RETROWALK_HTTP__PORT": "", "RETROWALK_SETTINGS": "x", "OTHER": "y"}).settings == Settings()


def test_every_key_is_one_of_the_environments_too():
    for key, info in KEYS.items():
        if key != "logs.rooms":
            text = info.default if isinstance(info.default, str) else str(info.default).lower().strip("()")
            assert read(None, {variable(key): text}).settings == Settings(), key


# ── what is said about mistakes ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[http]\n\nport = 70000", "retrowalk.toml:3: http.port: 70000 is above 65535"),
        ("[http]\nport = 0", "retrowalk.toml:2: http.port: 0 is below 1"),
        ('[http]\nport = "80"', "retrowalk.toml:2: http.port: expected a whole number, not '80'"),
        ("[http]\nport = 80.0", "retrowalk.toml:2: http.port: expected a whole number, not 80.0"),
        ("[http]\nport = nan", "retrowalk.toml:2: http.port: expected a whole number, not nan"),
        ("[http]\nport = true", "retrowalk.toml:2: http.port: expected a whole number, not true"),
        ("[http]\nprot = 1", "retrowalk.toml:2: http.prot: unknown key; did you mean http.port?"),
        ("[htpp]\nport = 1", "retrowalk.toml:1: htpp: unknown key; did you mean http?"),
        ("port = 1", "retrowalk.toml:1: port: unknown key; did you mean http.port?"),
        ('"http.port" = 1', "retrowalk.toml:1: http.port: unknown key; did you mean http.port?"),
        ("zzzz = 1", "retrowalk.toml:1: zzzz: unknown key; docs/settings.md lists them all"),
        ("http = 3", "retrowalk.toml:1: http: expected a table, not 3"),
        ("[[http]]\nport = 1", "retrowalk.toml:1: http: expected a table, not [{'port': 1}]"),
        ("mode = {}", "retrowalk.toml:1: mode: expected 'home' or 'gym', not {}"),
        ('mode = "hotel"', "retrowalk.toml:1: mode: expected 'home' or 'gym', not 'hotel'"),
        ("[caps]\nspeed = 2", "retrowalk.toml:2: caps.speed: expected a speed with its unit, such as '1.5 mph', not 2"),
        (
            '[caps]\nbackward = "3.1 mph"',
            "retrowalk.toml:2: caps.backward: '3.1 mph' is above 3.0 mph (4.8 km/h), which no setting exceeds",
        ),
        ("[mdns]\nannounce = 1", "retrowalk.toml:2: mdns.announce: expected true or false, not 1"),
        ('[http]\nhosts = "a"', "retrowalk.toml:2: http.hosts: expected a list, not 'a'"),
        ("[site]\nname = 3", "retrowalk.toml:2: site.name: expected a text in quotes, not 3"),
        (f'[site]\nname = "{"x" * 201}"', "retrowalk.toml:2: site.name: expected at most 200 characters"),
        ("[logs]\nrooms = 1", "retrowalk.toml:2: logs.rooms: expected a table, not 1"),
        ('[logs.rooms]\nlnk = "info"', "retrowalk.toml:2: logs.rooms.lnk: expected 'api', 'gateway', 'guard', "),
        ("a = 1\na = 2", "retrowalk.toml:2: not TOML: Cannot overwrite a value"),
        ("[http]\nport =", "retrowalk.toml:2: not TOML: Invalid value"),
        ("[http]\nhosts = [\n1,\n", "retrowalk.toml:3: not TOML: Invalid value"),
        ("a = " + "[" * 3000, "retrowalk.toml:1: not TOML: "),
        (
            '[http]\ncertificate = "a.pem"',
            "retrowalk.toml: http.key: certificate and key belong together: give both or neither",
        ),
        (
            '[memory]\nurl = "mysql://a"',
            "retrowalk.toml:2: memory.url: expected postgresql://… or sqlite:///…, or nothing",
        ),
    ],
)
def test_a_mistake_is_told_with_file_line_and_reason(file, text, said):
    assert complaint(file, text).startswith(said)


def test_every_mistake_is_told_in_the_order_of_the_lines(file):
    told = complaint(file, "[caps]\nspeed = 2\n[http]\nprot = 1\nport = 0\n", {"RETROWALK_MDNS__ANNOUNCE": "perhaps"})
    assert [line.partition(": ")[0] for line in told.splitlines()] == [
        "retrowalk.toml:2",
        "retrowalk.toml:4",
        "retrowalk.toml:5",
        "RETROWALK_MDNS__ANNOUNCE",
    ]


def test_no_mistake_waits_for_another_to_be_mended_whichever_source_it_is_in(file):
    text = 'mode = "gym"\n[http]\nport = 0\n[people]\npin = 3\n[memory]\nurl = "mysql://x"\n[guard]\nrequired = false\n'
    environment = {"RETROWALK_FOO": "1", "RETROWALK_HTTP__PORT": "abc", "RETROWALK_BAR": "2"}
    options = [("--set", "http.prot", "1"), ("--set", "http.port", "70000")]
    told = complaint(file, text, environment, options)
    assert [line.rpartition(": ")[0] for line in told.replace("; ", ": ").splitlines()] == [
        "retrowalk.toml:3: http.port",
        "retrowalk.toml:5: people.pin",
        "RETROWALK_FOO: unknown key",
        "RETROWALK_BAR: unknown key",
        "RETROWALK_HTTP__PORT: http.port",
        "--set: http.prot: unknown key",
        "--set: http.port",
        "retrowalk.toml:7: memory.url",
        "retrowalk.toml:9: guard.required",
    ]


def test_a_mistake_that_another_source_overrides_is_one_all_the_same(file):
    told = complaint(file, "[http]\nport = 0", {"RETROWALK_HTTP__PORT": "80"})
    assert told == "retrowalk.toml:2: http.port: 0 is below 1"


def test_a_file_that_cannot_be_read_hides_no_mistake_elsewhere(file):
    environment = {"RETROWALK_HTTP__HOST": "0.0.0.0", "RETROWALK_HTTP__PORT": "abc"}  # noqa: S104 - refused
    told = complaint(file, "[http]\nplain = \n", environment).splitlines()
    assert [line.partition(": ")[0] for line in told] == ["retrowalk.toml:2", "RETROWALK_HTTP__PORT"]


def test_a_value_in_the_place_of_a_table_hides_nothing_of_another_source(file):
    told = complaint(file, "http = 3", {"RETROWALK_HTTP__PORT": "abc"}).splitlines()
    assert [line.partition(": ")[0] for line in told] == ["retrowalk.toml:1", "RETROWALK_HTTP__PORT"]


@pytest.mark.parametrize("wrong", ["certificate = 1", "host = 1", "plain = 1"])
def test_of_keys_that_are_wrong_by_themselves_nobody_says_that_they_do_not_go_together(file, wrong):
    environment = {} if wrong.startswith("host") else {"RETROWALK_HTTP__HOST": "0.0.0.0"}  # noqa: S104 - refused
    told = complaint(file, f"[http]\n{wrong}", environment)
    assert told.startswith("retrowalk.toml:2: ") and len(told.splitlines()) == 1
    assert complaint(file, "http = 3\n[people]\n", {"RETROWALK_HTTP__HOST": "0.0.0.0"}).count("\n") == 0  # noqa: S104


def test_a_mode_that_is_none_brings_no_complaints_of_a_gym(file):
    assert complaint(file, 'mode = "hotel"\n[guard]\nrequired = false').count("\n") == 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"RETROWALK_HTTP__PORT": "many"}, "RETROWALK_HTTP__PORT: http.port: expected a whole number, not 'many'"),
        ({"RETROWALK_HTTP__PORT": "9" * 5000}, "RETROWALK_HTTP__PORT: http.port: expected a whole number, not '999"),
        ({"RETROWALK_HTP__PORT": "1"}, "RETROWALK_HTP__PORT: unknown key; did you mean RETROWALK_HTTP__PORT?"),
        ({"RETROWALK_HTTP": "1"}, "RETROWALK_HTTP: unknown key; did you mean RETROWALK_HTTP__"),
        ({"RETROWALK_LOGS__ROOMS__X": "info"}, "RETROWALK_LOGS__ROOMS__X: logs.rooms.x: expected 'api'"),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(file, environment, said):
    assert complaint(file, environment=environment).startswith(said)


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("http.port", "70000", "--set: http.port: 70000 is above 65535"),
        ("http.prot", "1", "--set: http.prot: unknown key; did you mean http.port?"),
    ],
)
def test_a_mistake_on_the_command_line_names_the_option(file, key, text, said):
    assert complaint(file, options=[("--set", key, text)]) == said


def test_beyond_this_computer_plain_http_is_said_outright(file):
    assert "http.plain: beyond this computer a certificate is needed" in complaint(file, '[http]\nhost = "0.0.0.0"')
    file.write_text('[http]\nhost = "0.0.0.0"\nplain = true')
    assert read(file, {}).settings.http.plain


@pytest.mark.sr(32)
def test_a_gym_cannot_do_without_the_proof_of_presence(file):
    told = complaint(file, 'mode = "gym"\n[people]\npresence = false')
    assert (
        told
        == "retrowalk.toml:3: people.presence: in a gym, whoever takes a treadmill must prove to stand at it (SR-32)"
    )


def test_a_gym_cannot_do_without_the_guard(file):
    told = complaint(file, 'mode = "gym"\n[guard]\nrequired = false')
    assert told == "retrowalk.toml:3: guard.required: in a gym nobody walks without a guard"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_loopback_needs_no_certificate(host):
    assert read(None, {"RETROWALK_HTTP__HOST": host}).settings.http.host == host


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda file: file.parent, "retrowalk.toml: cannot be read: No such file or directory"),
        (lambda file: file.mkdir(), "retrowalk.toml: cannot be read: not an ordinary file"),
        (lambda file: file.symlink_to("/dev/zero"), "retrowalk.toml: cannot be read: not an ordinary file"),
        (lambda file: file.write_bytes(b"#\n# \xff\n"), "retrowalk.toml:2: not UTF-8 text"),
        (lambda file: file.write_bytes(b"#" * 1_000_001), "retrowalk.toml: longer than 1000000 bytes"),
    ],
)
@pytest.mark.sr(43)
def test_a_file_that_cannot_be_read_is_no_reason_for_defaults(file, make, said):
    make(file)
    with pytest.raises(SettingsError) as caught:
        read(file, {})
    assert str(caught.value).replace(f"{file.parent}/", "") == said


def test_a_password_of_the_database_is_not_shown():
    settings = read(None, {"RETROWALK_MEMORY__URL": "postgresql://u:hush@db/walks"}).settings
    assert settings.memory.url.endswith("walks")
    assert "hush" not in repr(settings)


# ── where the file is ───────────────────────────────────────────────────────────────────────────────


def test_the_file_that_is_named_counts_even_when_it_is_not_there(file):
    assert find(file, {"RETROWALK_SETTINGS": "other"}) == file
    assert str(find(None, {"RETROWALK_SETTINGS": "other"})) == "other"


def test_the_persons_own_file_comes_first(tmp_path):
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    own = tmp_path / "retrowalk" / "retrowalk.toml"
    assert find(None, environment) != own
    own.parent.mkdir()
    own.symlink_to("nowhere")
    assert find(None, environment) == own, "a link to nothing is a mistake to tell, not a file that was never wanted"


# ── caps ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.sr(41)
def test_caps_become_layers_signed_by_where_they_are_from(file):
    file.write_text('[caps]\nspeed = "1.4 mph"\nforward = "1.2 mph"')
    choice = read(file, {})
    caps = {facing: effective(layers(choice.settings.caps, "retrowalk.toml"), facing).speed for facing in Facing}
    assert caps[Facing.BACKWARD].value == Speed.parse("1.4 mph")
    assert (caps[Facing.BACKWARD].source, caps[Facing.BACKWARD].set_by) == (Source.SITE, "retrowalk.toml")
    assert (caps[Facing.FORWARD].value, caps[Facing.FORWARD].source) == (Speed.parse("1.2 mph"), Source.FACING)
