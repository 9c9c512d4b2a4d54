"""Requests and their responses, kept together when whoever asked stops waiting.

HCI and ATT responses carry no number: the next one that comes belongs to the request that is out. Bumble forgets a
request whose sender is cancelled and gives its response to the next one; here what was sent is waited for.
"""

import asyncio
from typing import Any

from bumble import att, core, hci
from bumble.gatt_client import Client
from bumble.host import Host
from bumble.transport.common import TransportLostError, TransportSink, TransportSource


# An ATT transaction that takes longer has failed (Core specification, volume 3, part F, §3.3.3; s).
_TRANSACTION = 30.0


class AirHost(Host):
    """A host whose commands are sent in the order asked for and always get their own response, or none any more.

    What is sent after its controller has gone raises TransportLostError.
    """

    def __init__(self, source: TransportSource, sink: TransportSink) -> None:
        super().__init__(source, sink)
        self._gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_transport_lost(self) -> None:
        """Learn that the controller has gone, and with it every link."""
        if not self._gone.done():
            self._gone.set_result(None)
            self.emit("flush")

    async def _send_command(
        self, command: hci.HCI_SyncCommand[Any] | hci.HCI_AsyncCommand, response_timeout: float | None = None
    ) -> hci.HCI_Command_Complete_Event[Any] | hci.HCI_Command_Status_Event:
        if not self._gone.done():
            sent = asyncio.get_running_loop().create_task(super()._send_command(command, response_timeout))
            await asyncio.wait((sent, self._gone), return_when=asyncio.FIRST_COMPLETED)
            if sent.done():
                return sent.result()
            sent.cancel()
        raise TransportLostError("the Bluetooth controller is gone")


class AirGattClient(Client):
    """A GATT client with one request on the air at a time.

    One that is cancelled before it is sent is never sent; one that is cancelled after holds up the next until its
    response has come, and no longer.
    """

    _gone = False

    async def send_request(self, request: att.ATT_PDU) -> att.ATT_PDU:
        """Send it at once if nothing is out, and wait for its response. Raises core.BaseBumbleError."""
        await self.request_semaphore.acquire()
        if self._gone:
            self.request_semaphore.release()
            raise core.InvalidStateError("the link is gone")
        response = self._send(request)
        done, _ = await asyncio.wait((response,), timeout=_TRANSACTION)
        if not done:
            raise core.TimeoutError(f"no response to {request.name}")
        if response.cancelled():
            raise core.InvalidStateError("the link is gone")
        return response.result()

    def on_disconnection(self, *_reason: object) -> None:
        """End what is out and what waits."""
        self._gone = True
        super().on_disconnection()

    def _send(self, request: att.ATT_PDU) -> asyncio.Future[att.ATT_PDU]:
        """Put it on the air; the next may follow when its response is there, or will not come any more."""
        response: asyncio.Future[att.ATT_PDU] = asyncio.get_running_loop().create_future()
        self.pending_request, self.pending_response = request, response
        response.add_done_callback(self._answered)
        self.send_gatt_pdu(bytes(request))
        return response

    def _answered(self, _response: asyncio.Future[att.ATT_PDU]) -> None:
        self.pending_request = self.pending_response = None
        self.request_semaphore.release()
