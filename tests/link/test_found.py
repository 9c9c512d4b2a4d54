from retrowalk.ftms.advertisement import Verdict
from retrowalk.ftms.uuids import Service, full
from retrowalk.link.found import in_order, judge


FTMS = full(Service.FITNESS_MACHINE)


def test_a_treadmill_says_so_in_its_service_data():
    found = judge("00:11", "Sim", -40, [FTMS], {FTMS: b"\x01\x01\x00"}, device := object())
    assert found.verdict is Verdict.YES
    assert found.why
    assert found.device is device


def test_a_bicycle_is_none():
    assert judge("00:11", "Bike", -40, [FTMS], {FTMS: b"\x01\x20\x00"}).verdict is Verdict.NO


def test_service_data_of_others_says_nothing():
    assert judge("00:11", "", -40, [], {full(0x180F): b"\x01\x01\x00"}).verdict is Verdict.NO


def test_the_likeliest_come_first_then_the_nearest():
    yes = {FTMS: b"\x01\x01\x00"}
    found = [
        judge("phone", "phone", -20, [], {}),
        judge("nothing", "", -10, [], {}),
        judge("far", "far", -80, [FTMS], yes),
        judge("near", "near", -40, [FTMS], yes),
    ]
    assert [each.address for each in in_order(found)] == ["near", "far", "phone", "nothing"]
