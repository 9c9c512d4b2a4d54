import pytest

from retrowalk.gateway.audit import LONGEST, audited
from retrowalk.gateway.principal import Principal
from retrowalk.history.facts import dump_fact, load_fact
from retrowalk.safety.roles import Role


ANN = Principal("d1.7", "Ann Smith", Role.CLINICIAN, "p1")


@pytest.mark.sr(42)
def test_it_says_who_as_whom_what_from_what_to_what_and_why():
    fact = audited(
        ANN, "raise a person's cap", 99, about="person speed", old="1.5 mph", new="1.8 mph", reason="ok", person="p2"
    )
    kept = fact.audit
    assert (kept.at, kept.who, kept.role, kept.act, kept.object) == (
        99, "p1", Role.CLINICIAN, "raise a person's cap", "person speed",
    )  # fmt: skip
    assert (kept.old, kept.new, kept.reason, kept.person) == ("1.5 mph", "1.8 mph", "ok", "p2")
    assert (fact.at, fact.by) == (99, "p1")
    assert load_fact(dump_fact(fact)) == fact


def test_a_name_does_not_outlive_its_person_here():
    assert "Smith" not in repr(audited(ANN, "start", 1))


def test_a_device_alone_is_told_by_its_id():
    assert audited(Principal("d1", "tablet", Role.SPOTTER), "start", 1).audit.who == "d1"


def test_nobody_fills_the_disk_with_reasons():
    kept = audited(ANN, "start", 1, old="x" * 9999, new="y" * 9999, reason="z" * 9999).audit
    assert {len(kept.old), len(kept.new), len(kept.reason)} == {LONGEST}
