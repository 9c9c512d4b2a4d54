"""Write docs/people.md from the tables the program judges by: who may do what, where, and with which device."""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from retrowalk.gateway import attempts, logins, pairing, pins
from retrowalk.gateway.admission import SETUP_LENGTH
from retrowalk.gateway.conditions import WITHIN
from retrowalk.gateway.permits import CONFIRMED, CONFIRMED_FOR, SCOPES
from retrowalk.gateway.principal import Scope
from retrowalk.protocol.level import Level
from retrowalk.safety.nonces import FRESH_FOR, needed
from retrowalk.safety.roles import PERMISSIONS, Act, On, Role


DAY = 86_400_000
PAGE = Path(__file__).parents[1] / "docs" / "people.md"

SCOPE_WORDS: Mapping[Scope, str] = {
    Scope.STOP_ONLY: "a button on the wall: it stops, and sees whether a belt moves",
    Scope.DISPLAY: "a screen: it shows everything that is shown, and changes nothing",
    Scope.CONTROL: "a tablet or phone: walks and their commands, on one treadmill or on all",
    Scope.AUTOMATION: "a program: it reads, holds, slows and lowers; it never starts, raises or resets",
    Scope.ADMIN: "the owner's device: people, devices, settings, the site's caps",
}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Lines of a table."""
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(on: On | None) -> str:
    return "–" if on is None else "✔" if on is On.ALWAYS else str(on)


def matrix() -> str:
    """Role × act."""
    rows = [[str(act), *(_cell(PERMISSIONS[act].get(role)) for role in Role)] for act in Act]
    return table(["", *Role], rows)


def scopes() -> str:
    """Act × scope; what is asked besides."""
    marks = {True: "✔", False: "–"}
    rows = [
        [
            str(act),
            *(marks[not SCOPES[act] or scope in SCOPES[act]] for scope in Scope),
            "a fresh word" if needed(act) else "",
            "confirmed again" if act in CONFIRMED else "",
        ]
        for act in Act
    ]
    return table(["", *Scope, "carries", "and"], rows)


def levels() -> str:
    """Own level → levels."""
    rows = [[own, ", ".join(level for level in Level if level in WITHIN[own])] for own in Level]
    return table(["Somebody of level", "walks without asking"], rows)


TEXT = """\
# People and roles

Made by `scripts/write_people.py` from the tables the program judges by; do not edit.

**Everybody may stop.** No login, no pairing, no role, no lock-out and no broken token is in the way of a stop:
whatever is wrong with whoever presses, the belt stops. Everybody on the network may also see whether a belt moves.
Nothing else is open.

Whoever wants more is asked three things, in this order:

1. **The role** of the person: what they may do at all, and under which condition.
2. **The scopes** of the device: what it was let in for. They only take away: an owner at a screen changes nothing.
3. For what is dangerous, **a fresh confirmation**: who they are, proven within {confirmed} minutes.

A walk needs more than that: a lease, a READY, caps, interlocks. No role switches off a stop, a cap of the code or a
watch over speed and freshness; there is no act for it.

## At home

`mode = "home"`: this computer is the owner's, with nothing configured. Phones and tablets are paired once.

- A phone that was let in for one person acts as that person. A shared tablet acts as a spotter, the owner's own
  (scope `admin`) as the owner.
- Somebody who is not paired may stop and look.
- What is dangerous is confirmed by saying it again at this computer, or with the owner's PIN as soon as there is one.
  From any other device it takes a PIN.

## In a gym

`mode = "gym"`: this computer only shows. People log in with their PIN at a paired tablet.

- The first start shows a code of {setup} letters and digits on the console. Whoever types it on a device becomes the
  owner, with a name and a PIN, and the device is let in. The code is good once, and only while nobody owns the site.
- One person is logged in on a device at a time; a new login takes the place of the one before. Whoever does nothing
  for as long as `people.idle` says is logged out, and everybody after {shift} hours unless that is longer. A walk
  under way counts as doing something, for the page renews its lease.
- A tablet with nobody logged in still holds and slows a belt, for whoever stands on it. It starts and raises nothing.
- A phone that was let in for one person takes that person's PIN and no other.
- With `people.here = true` people may log in at this computer itself, unpaired.

## Let a device in

There are two ways. Both end with a token of 256 bits that is told once, to the device; here it is kept as a hash.

- **The owner offers a code** of {digits} digits, also as a QR code: good for {minutes} minutes and {tries} tries.
  The device types it. A new code ends the one before. A guess is right at most once in {odds} codes. After {tries}
  wrong tries the next code waits {wait} s, then twice that, up to {longest_wait} minutes; and an address that guessed
  waits by itself.
- **The device asks** and shows a code. Somebody at a paired screen types what they see, and says what it is let in
  for.

The owner lets in anything; staff, trainers and clinicians let in screens, stop buttons and walks. Nobody lets in more
than the device they do it from has: programs and owner's devices are let in from an owner's device. A device has a
name, may be for one treadmill, one person or some time, and says to the day when it was last used. Revoked, it is
refused from that moment on.

{devices}

## PINs

A PIN has {shortest} to {longest} digits; `people.pin` may ask for more than {shortest}. None is taken that is too
easy: digits in a row, repetitions, years, what many people take. They are kept as Argon2id hashes (64 MiB, 3 passes)
and checked beside everything else, one at a time.

- After {free} wrong ones a device waits {delay} s, then twice that, up to {longest_delay} minutes.
- An account has {free_account} wrong ones on all devices together, then waits {longest_account} s at the most. Where
  it was last proven, only the errors of that device count.
- So the thief of a tablet has some {guesses} guesses on the first day and {hourly} on each after it, and a stranger
  locks nobody out for ever.
- A new PIN, set on the service's own computer, ends every delay.
- Delays go by a clock nobody sets. They are kept in the state folder: a new start, or pulling the plug, shortens none.

## Who may do what

{matrix}

"Own" is what is about oneself, "this session" what one takes part in, as walker, supervisor or holder of the lease.
What is not known is not so: a level nobody told permits nothing. Somebody with several roles logs in with one of them.

## With which device

{scopes}

A device for one treadmill reaches no other. A *fresh word* is asked for, and is good once, within {fresh} s, for this
client alone: no recorded start or raise can be sent again.

## Levels

{levels}

## Clocks that are wrong

Logins, delays, codes and confirmations go by the monotonic clock: setting the time of day changes none of them. A
leave that ends goes by the time of day that no clock turns back: once ended it stays ended, also after a start with a
clock that is behind. A clock that is ahead ends leaves for as long as it is ahead. If devices were used after a start
with such a clock, the leaves stay ended, and the owner renews them.

## What is kept

Every cap, start, login, PIN, device and release is written down: who (an id, so that no name outlives its person), as
whom, what, from what to what, why. Clinicians and owners read it. No PIN, code or token is in a log, an address or an
error.

Looking somebody up waits for no database: people and devices are in memory. While nothing can be kept no device is
let in and no PIN is set, because the next start would not know them; revoking and logging out work all the same.
"""


def page() -> str:
    """The whole page."""
    return TEXT.format(
        confirmed=CONFIRMED_FOR // 60_000,
        setup=SETUP_LENGTH,
        shift=logins.LONGEST // 3_600_000,
        digits=pairing.DIGITS,
        minutes=pairing.LIVES // 60_000,
        tries=pairing.TRIES,
        odds=f"{10**pairing.DIGITS // pairing.TRIES:,}",
        wait=pairing.FIRST_WAIT // 1000,
        longest_wait=pairing.LONGEST_WAIT // 60_000,
        devices=table(["Scope", "For"], [[f"`{scope}`", SCOPE_WORDS[scope]] for scope in Scope]),
        shortest=pins.SHORTEST,
        longest=pins.LONGEST,
        free=attempts.FREE,
        delay=attempts.FIRST_DELAY // 1000,
        longest_delay=attempts.LONGEST // 60_000,
        free_account=attempts.FREE_ACCOUNT,
        longest_account=attempts.LONGEST_ACCOUNT // 1000,
        guesses=guesses(),
        hourly=DAY // attempts.LONGEST,
        matrix=matrix(),
        scopes=scopes(),
        fresh=FRESH_FOR // 1000,
        levels=levels(),
    )


def guesses() -> int:
    """How many wrong PINs one device is heard with in its first day."""
    heard, now = 0, 0
    while now < DAY:
        heard += 1
        now += attempts.delay(heard, attempts.FREE, attempts.LONGEST)
    return heard


if __name__ == "__main__":
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(page(), encoding="utf-8")
    elif PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/people.md is old: run .venv/bin/python scripts/write_people.py")
