"""PINs: which are too easy, and how they are kept: as Argon2id hashes, made and checked beside the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from retrowalk.gateway.refusals import Code, Refusal


# Long enough against five tries, short enough for a keypad.
SHORTEST, LONGEST = 4, 8
# Checks that wait for their turn. One takes 0.1 to 0.4 s and 64 MiB, so they are done one at a time.
WAITING = 8

# Popular ones that no rule below catches: the middle column of a keypad, its corners, and what counts of leaked PINs
# have among their first twenty (DataGenetics 2012).
_POPULAR = frozenset({"2580", "0852", "1379", "9731", "1397", "1004", "1010", "4200", "6969", "5683", "1236", "2468"})
# Years of birth, and of everything else people remember.
_YEARS = range(1900, 2100)


def _wrong_shape(pin: str) -> bool:
    return not (pin.isascii() and pin.isdecimal() and len(pin) <= LONGEST)


def _steps_alike(digits: str) -> bool:
    """0000, 1234, 9876, 2468: one step from each digit to the next, past 9 too."""
    return len({(int(after) - int(before)) % 10 for before, after in pairwise(digits)}) == 1


def _repeats(digits: str) -> bool:
    """1212, 123123: a block and nothing else; 1122: pairs; 1221: there and back."""
    half = len(digits) // 2
    blocks = any(digits == (digits[:size] * len(digits))[: len(digits)] for size in range(1, half + 1))
    return blocks or len(set(digits)) <= 2 or digits == digits[::-1]  # noqa: PLR2004 - two different digits


# Looked at in this order; the first that holds is the answer.
_WEAKNESSES = (
    (_steps_alike, "this PIN is too easy: digits in a row"),
    (_repeats, "this PIN is too easy: it repeats itself"),
    (lambda pin: pin in _POPULAR, "this PIN is too easy: many people take it"),
    (lambda pin: len(pin) == SHORTEST and int(pin) in _YEARS, "this PIN is too easy: a year"),
)


def weakness(pin: str, shortest: int = SHORTEST) -> str:
    """Why a PIN is not taken; empty when it is. `shortest`: the fewest digits this site takes."""
    if _wrong_shape(pin) or len(pin) < max(shortest, SHORTEST):
        return f"a PIN has {max(shortest, SHORTEST)} to {LONGEST} digits"
    return next((words for holds, words in _WEAKNESSES if holds(pin)), "")


class Pins:
    """Hashes and checks in one thread of its own; what waits too long is told so."""

    def __init__(self, hasher: PasswordHasher | None = None, *, shortest: int = SHORTEST) -> None:
        # RFC 9106's second choice, for computers with little memory: 64 MiB, 3 passes, 4 lanes.
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._shortest = shortest
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pins")
        self._waiting = 0
        self._nobodys = ""

    async def hashed(self, pin: str) -> str:
        """The hash of a PIN. Raises Refusal for one that is too easy."""
        if why := weakness(pin, self._shortest):
            raise Refusal(Code.INVALID, why, fields={"pin": why})
        return await self._beside(pin, None)

    async def matches(self, hashed: str, pin: str) -> bool:
        """Whether it is the PIN of this hash. A hash "" is nobody's: it takes as long, and is never right."""
        self._nobodys = self._nobodys or await self._beside("", None)
        answer = await self._beside("" if _wrong_shape(pin) else pin, hashed or self._nobodys)
        return bool(answer) and bool(hashed) and bool(pin)

    def close(self) -> None:
        """Begin nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _beside(self, pin: str, hashed: str | None) -> str:
        if self._waiting >= WAITING:
            raise Refusal(Code.UNAVAILABLE, "too many PINs are being checked", retry_after=1000)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._work, pin, hashed)
        finally:
            self._waiting -= 1

    def _work(self, pin: str, hashed: str | None) -> str:
        """A new hash, or the one that was right, or ""."""
        if hashed is None:
            return self._hasher.hash(pin)
        try:
            self._hasher.verify(hashed, pin)
        except (VerificationError, InvalidHashError):
            return ""
        return hashed
