import asyncio
import threading

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from retrowalk.gateway.pins import WAITING, Pins, weakness
from retrowalk.gateway.refusals import Code, Refusal


# As quick as Argon2 gets: what is tried here is what is around it.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def pins():
    made = Pins(QUICK)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        ("", "4 to 8"), ("123", "4 to 8"), ("835294017", "4 to 8"), ("83a5", "4 to 8"), ("8 35", "4 to 8"),
        ("٣٨٢٩", "4 to 8"), ("-835", "4 to 8"), ("²385", "4 to 8"),
        ("0000", "in a row"), ("99999999", "in a row"), ("1234", "in a row"), ("7890", "in a row"),
        ("4321", "in a row"), ("2468", "in a row"), ("1212", "repeats"),
        ("123123", "repeats"), ("1122", "repeats"), ("5445", "repeats"),
        ("4454", "repeats"), ("12321", "repeats"), ("2580", "many people"), ("1004", "many people"),
        ("1984", "a year"), ("2026", "a year"),
    ],
)  # fmt: skip
def test_a_pin_that_is_too_easy_is_not_taken(pin, words):
    assert words in weakness(pin)


def test_a_site_may_ask_for_more_digits_and_not_for_fewer():
    assert weakness("8352", 6) == "a PIN has 6 to 8 digits"
    assert weakness("835294", 6) == ""
    assert weakness("835", 1) == "a PIN has 4 to 8 digits"


async def test_that_is_seen_to():
    pins = Pins(QUICK, shortest=6)
    with pytest.raises(Refusal, match="6 to 8"):
        await pins.hashed("8352")
    pins.close()


@pytest.mark.parametrize("pin", ["8352", "7391", "0481", "2101", "83529", "19840", "35028461"])
def test_another_is(pin):
    assert weakness(pin) == ""


def test_most_pins_are_taken():
    refused = sum(bool(weakness(f"{pin:04}")) for pin in range(10_000))
    assert 500 < refused < 1_200


async def test_a_pin_is_kept_as_an_argon2id_hash_and_known_again(pins):
    hashed = await pins.hashed("8352")
    assert hashed.startswith("$argon2id$")
    assert "8352" not in hashed
    assert await pins.matches(hashed, "8352")
    assert not await pins.matches(hashed, "8353")
    for other in ("", "8352x", "83520", "\ud8008352", " 8352"):
        assert not await pins.matches(hashed, other)
    assert not await pins.matches(QUICK.hash(""), "")
    assert hashed != await pins.hashed("8352")


async def test_the_hash_costs_what_rfc_9106_asks_of_small_computers():
    pins = Pins()
    cost = extract_parameters(await pins.hashed("8352"))
    pins.close()
    assert (cost.type, cost.memory_cost, cost.time_cost, cost.parallelism) == (Type.ID, 64 * 1024, 3, 4)


async def test_a_weak_pin_is_refused_by_the_field(pins):
    with pytest.raises(Refusal) as refused:
        await pins.hashed("1234")
    assert (refused.value.code, list(refused.value.fields)) == (Code.INVALID, ["pin"])


@pytest.mark.parametrize("pin", ["", "8352", "x" * 10_000, "\0", "ß", "\ud800"])
@pytest.mark.parametrize("hashed", ["", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$broken"])
async def test_no_pin_is_that_of_nobody_or_of_a_broken_hash(pins, hashed, pin):
    assert await pins.matches(hashed, pin) is False


async def test_an_account_without_a_pin_takes_as_much_work_as_one_with(pins, monkeypatch):
    work = []
    real = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *given: work.append(given[0]) or real(self, *given))
    await pins.matches("", "8352")
    await pins.matches(await pins.hashed("7391"), "8352")
    assert len(work) == 2
    assert all(hashed.startswith("$argon2id$") for hashed in work)


async def test_they_are_checked_one_at_a_time_beside_the_loop_and_the_queue_ends(pins, monkeypatch):
    most, running, turn = 0, 0, threading.Lock()
    real = PasswordHasher.hash

    def watched(self, pin):
        nonlocal most, running
        assert threading.current_thread() is not threading.main_thread()
        with turn:
            running += 1
            most = max(most, running)
        hashed = real(self, pin)
        with turn:
            running -= 1
        return hashed

    monkeypatch.setattr(PasswordHasher, "hash", watched)
    asked = await asyncio.gather(*(pins.hashed("8352") for _ in range(WAITING + 3)), return_exceptions=True)
    refused = [each for each in asked if isinstance(each, Refusal)]
    assert (len(refused), most) == (3, 1)
    assert {each.code for each in refused} == {Code.UNAVAILABLE}
    assert (await pins.hashed("8352")).startswith("$argon2id$")


async def test_the_loop_goes_on_meanwhile():
    pins, ticks = Pins(), 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.005)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await pins.hashed("8352")
    ticking.cancel()
    pins.close()
    assert ticks >= 2
