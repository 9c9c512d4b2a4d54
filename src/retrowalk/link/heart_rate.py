"""A heart-rate strap over Bluetooth: the only module that knows pycycling, whose weaknesses end here.

pycycling reads frames without looking at their length, and takes "contact is supported" for "contact". So each frame is
looked at first, and whatever pycycling raises is a frame that could not be read.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from pycycling.heart_rate_service import HeartRateMeasurement, HeartRateService  # type: ignore[import-untyped]

from retrowalk.controller.events import HeartRate, HeartRateLost
from retrowalk.link.ble import TOTAL, client, translated
from retrowalk.link.errors import LinkError
from retrowalk.safety.thresholds import HEART_STALE


# A strap that tells nothing for this long is lost (s); after so many of those its link is made anew.
STALE, HUNG = HEART_STALE / 1000, 3
# Pauses between the end of one attempt and the next (s), the last one repeated: someone may be putting it on.
PAUSES = (0.1, 0.5, 1.0, 2.0, 4.0)
# Letting go takes a round trip; a radio that does not answer is left to find out by itself (s).
_FAREWELL = 5.0
# Flags of a Heart Rate Measurement (Heart Rate Service 1.0, §3.1.1.1): the value has two octets; contact is seen; the
# strap can tell whether it is.
_WIDE, _CONTACT, _TELLS_CONTACT = 0x01, 0x02, 0x04


def unworn(frame: bytes) -> str:
    """Why this frame tells no heart rate; empty when it does."""
    if len(frame) < (3 if frame[:1] and frame[0] & _WIDE else 2):
        return "the strap tells what cannot be read"
    flags = frame[0] & (_CONTACT | _TELLS_CONTACT)
    return "the strap has no contact with the skin" if flags == _TELLS_CONTACT else ""


class _Between:
    """What pycycling takes for bleak's client: every frame goes by `frame` first."""

    def __init__(self, real: Any, frame: Callable[[Callable[..., None], object, bytearray], None]) -> None:  # noqa: ANN401 - bleak's client
        self._real, self._frame = real, frame

    async def start_notify(self, characteristic: str, callback: Callable[..., None]) -> None:
        """Subscribe, with the frame looked at before pycycling has it."""
        await self._real.start_notify(characteristic, partial(self._frame, callback))


class Strap:
    """One strap by its address: kept connected by `run`, told by `tell` as HeartRate and, once a loss, HeartRateLost.

    `tell` is synchronous and never raises. `backend` is a bleak backend class, None = this computer's own radio; `hci`
    names the adapter. Several straps are several of these.
    """

    def __init__(
        self,
        address: str,
        tell: Callable[[HeartRate | HeartRateLost], object],
        *,
        backend: type[Any] | None = None,
        hci: str = "",
    ) -> None:
        self.address = address
        self._tell = tell
        self._client = partial(client, address, backend=backend, hci=hci)
        self._news = asyncio.Event()
        self._up = self._lost = False
        self._bpm = 0

    async def run(self) -> None:
        """Connect, listen, and again, until cancelled."""
        attempts = 0
        while True:
            attempts = 0 if await self._attempt() else attempts + 1
            await asyncio.sleep(PAUSES[min(attempts, len(PAUSES) - 1)])

    async def _attempt(self) -> bool:
        """One link to its end; False if there was none."""
        link = self._client(self._ended)
        try:
            with translated("connecting to the strap"):
                async with asyncio.timeout(TOTAL):
                    await link.connect()
                    await self._subscribe(link)
        except LinkError as error:
            self._lose(str(error))
            return False
        else:
            await self._listen()
            return True
        finally:
            self._up = False
            with suppress(Exception):  # it is over, however that goes
                async with asyncio.timeout(_FAREWELL):
                    await link.disconnect()

    async def _subscribe(self, link: Any) -> None:  # noqa: ANN401 - bleak's client
        service = HeartRateService(_Between(link, self._frame))
        service.set_hr_measurement_handler(self._measured)
        self._up = True
        await service.enable_hr_measurement_notifications()

    async def _listen(self) -> None:
        """Until the link ends, or is taken for dead."""
        silent = 0
        while self._up and silent < HUNG:
            self._news.clear()
            try:
                async with asyncio.timeout(STALE):
                    await self._news.wait()
                silent = 0
            except TimeoutError:
                silent += 1
                self._lose(f"the strap has told nothing for {STALE:g} s")
        self._lose("the connection to the strap ended")

    # ── called by bleak and pycycling ───────────────────────────────────────────────────────────────

    def _ended(self) -> None:
        self._up = False
        self._news.set()

    def _frame(self, parse: Callable[..., None], sender: object, frame: bytearray) -> None:
        """A notification: looked at, read by pycycling, told."""
        self._news.set()
        why = unworn(bytes(frame))
        if not why:
            try:
                parse(sender, frame)
            except Exception as error:  # noqa: BLE001 - whatever it raises, the frame was not read
                why = f"the strap tells what cannot be read: {error!r}"
        if why:
            self._lose(why)
        else:
            self._lost = False
            self._tell(HeartRate(self._bpm))

    def _measured(self, measured: HeartRateMeasurement) -> None:
        self._bpm = int(measured.bpm)

    def _lose(self, why: str) -> None:
        """Tell a loss, once."""
        if not self._lost:
            self._lost = True
            self._tell(HeartRateLost(why))
