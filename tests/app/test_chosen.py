"""What a site tells of what was chosen for it."""

from retrowalk.app.chosen import about, listed
from retrowalk.settings.keys import KEYS
from retrowalk.settings.model import Settings
from retrowalk.settings.read import read


def test_a_site_that_only_this_computer_reaches_has_no_address_for_phones():
    here, there = "http://127.0.0.1:7382", "http://gym.local:7382"
    assert about(Settings(), here, there, simulated=False).address == ""
    wide = read(options=[("--set", "http.host", "::"), ("--set", "http.plain", "true"), ("--set", "mode", "gym")])
    told = about(wide.settings, here, there, simulated=True)
    assert (told.address, told.here, told.mode, told.simulated) == (there, here, "gym", True)
    assert (told.presence, told.pin_digits, told.idle_s) == (True, 6, 900)


def test_every_setting_is_listed_as_it_was_written_with_where_and_what_else_it_may_be(tmp_path):
    file = tmp_path / "retrowalk.toml"
    file.write_text('mode = "gym"\n[caps]\nspeed = "1.4 mph"\n[memory]\nurl = "sqlite:///secret"\n')
    told = {each.key: each for each in listed(read(file, {"RETROWALK_HTTP__PORT": "9000"}))}
    assert list(told) == list(KEYS)
    assert (told["caps.speed"].value, told["caps.speed"].origin) == ("1.4 mph", f"{file}:3")
    assert (told["http.port"].value, told["http.port"].origin) == (9000, "RETROWALK_HTTP__PORT")
    assert (told["people.idle"].value, told["people.idle"].default) == ("15 min", "30 days")
    assert (told["site.name"].origin, told["site.name"].value) == ("default", "Retrowalk")
    assert told["mode"].choices == ("home", "gym") and told["http.port"].choices == ()
    assert told["memory.url"].hidden and not told["memory.samples"].hidden
    assert all(each.why for each in told.values())
