"""No secret is printed, logged or told in a refusal (S7): planted ones are looked for after everything was done."""

import asyncio
import dataclasses
import logging

import pytest

from people import CONTROL, OTHER_PIN, OWNERS, STAFF
from retrowalk.gateway.refusals import Refusal


ADDRESS = "10.0.0.1"
NEW_PIN, WRONG_PIN = "60471382", "48205917"


async def refused(awaitable):
    with pytest.raises(Refusal) as error:
        await awaitable
    return error.value


async def test_nothing_that_opens_a_door_is_in_logs_texts_errors_or_what_is_kept(gym, caplog):
    caplog.set_level(logging.DEBUG)

    def full(_):
        refused = asyncio.get_running_loop().create_future()
        refused.set_exception(OSError("no space left"))
        return refused

    told = []
    offer = gym.door.offer(gym.operator(), CONTROL)
    shown = gym.door.ask("tablet", CONTROL, ADDRESS)
    asking = gym.door.asking(gym.operator())
    paired = gym.door.redeem(offer.code, "tablet", ADDRESS)
    gym.door.confirm(gym.operator(), shown.id, shown.code, OWNERS)
    collected = gym.door.collect(shown.id, shown.secret)
    roll = gym.access.roll
    who = await gym.access.login(gym.who(collected.token), STAFF.id, OTHER_PIN)
    await gym.access.set_pin(gym.operator(), STAFF.id, NEW_PIN)
    told += [await refused(gym.access.login(who, STAFF.id, OTHER_PIN))]
    told += [await refused(gym.access.confirm(who, WRONG_PIN))]
    told += [await refused(gym.access.set_pin(gym.operator(), STAFF.id, WRONG_PIN + "1"))]
    gym.keep = full
    gym.door.revoke(gym.operator(), collected.device.id)
    stolen = collected.token
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as error:
        gym.who(stolen)
    told += [error.value]
    secrets = {
        paired.token, collected.token, shown.secret, gym.access.operator, offer.code, shown.code, NEW_PIN, WRONG_PIN,
    }  # fmt: skip
    texts = [
        caplog.text, *(repr(each) for each in told), *(str(each) for each in told),
        repr(offer), repr(shown), repr(asking), repr(paired), repr(collected), repr(gym.kept), repr(who),
        repr(roll.people), repr(roll.devices), repr(gym.operator()),
        repr([dataclasses.asdict(fact) for fact in gym.kept]),
    ]  # fmt: skip
    assert "not kept" in caplog.text  # the log was looked at, not an empty one
    found = {(secret, text[:80]) for secret in secrets for text in texts if secret in text}
    assert found == set()


async def test_no_hash_of_a_pin_is_printed(gym):
    await gym.access.set_pin(gym.operator(), STAFF.id, NEW_PIN)
    assert "argon2" not in repr(gym.kept) + repr(gym.access.roll.people)
