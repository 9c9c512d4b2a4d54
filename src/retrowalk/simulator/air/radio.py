"""The virtual air itself: what is sent arrives in order after a latency, and a treadmill may get out of reach."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial

from bumble import core, hci, ll
from bumble.controller import Connection, Controller
from bumble.link import LocalLink


# The supervision timeout that Linux asks for, 0x002A × 10 ms; a silent link there was lost in 420 to 440 ms (s).
SUPERVISION = 0.42


class AirController(Controller):
    """An emulated Bluetooth controller that can also give up connecting."""

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Cancel the pending connection and report it as ended (Core specification, volume 4, part E, §7.8.13)."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        asyncio.get_running_loop().call_soon(self._report_cancelled, pending.peer_address)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def on_hci_acl_data_packet(self, packet: hci.HCI_AclDataPacket) -> None:
        """Drop what was on its way to a link that has just ended, as controllers do: nobody has to be warned of it."""
        if self.find_connection_by_handle(packet.connection_handle) is not None:
            super().on_hci_acl_data_packet(packet)

    def _report_cancelled(self, peer: hci.Address) -> None:
        self.send_hci_packet(
            hci.HCI_LE_Connection_Complete_Event(
                status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                connection_handle=0,
                role=hci.Role.CENTRAL,
                peer_address_type=peer.address_type,
                peer_address=peer,
                connection_interval=0,
                peripheral_latency=0,
                supervision_timeout=0,
                central_clock_accuracy=0,
            )
        )


class Radio(LocalLink):
    """The air between controllers. `latency` in s, one way."""

    def __init__(self, latency: float = 0.0) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # Bumble's is untyped
        self._latency = latency
        self._flying: deque[tuple[float, Callable[[], None]]] = deque()
        self._timer: asyncio.TimerHandle | asyncio.Handle | None = None
        self._closed = False
        self._away: dict[Controller, int] = {}

    def partition(self, controller: Controller, seconds: float) -> None:
        """Take a controller out of reach for a time: nothing passes, and its links die of supervision timeout."""
        self._away[controller] = self._away.get(controller, 0) + 1
        asyncio.get_running_loop().call_later(seconds, self._back, controller)
        for connection in controller.le_connections.values():
            asyncio.get_running_loop().call_later(SUPERVISION, _lose, connection)
        self._starve(controller)

    def vanish(self, controller: Controller) -> None:
        """Take a controller off the air for good, without a word: the other side notices by supervision timeout."""
        self._starve(controller)
        self.remove_controller(controller)
        _silence(controller)
        controller.host = None

    def _starve(self, controller: Controller) -> None:
        """Let the links of others with this controller die, which is not heard any more."""
        loop = asyncio.get_running_loop()
        for each in self.controllers:
            for connection in each.le_connections.values():
                if each is not controller and self._reaches(connection.peer_address, controller):
                    loop.call_later(SUPERVISION, _lose, connection)

    def close(self) -> None:
        """Let nothing fly any more."""
        self._closed = True
        self._flying.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def silence(self) -> None:
        """Stop whoever advertises: their timers would go on for ever."""
        for controller in self.controllers:
            _silence(controller)

    # ── what controllers call ───────────────────────────────────────────────────────────────────────

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: core.PhysicalTransport,
        data: bytes,
    ) -> None:
        """Carry data of a connection."""
        receiver = self.find_le_controller(destination_address)
        if receiver is not None and not self._apart(sender_controller, receiver):
            source = _own_address(sender_controller, destination_address)
            self._fly(
                partial(_hand_over, receiver, source, partial(receiver.on_link_acl_data, source, transport, data))
            )

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Carry advertising, and the request to connect that answers it."""
        for receiver in self.controllers:
            concerned = isinstance(packet, ll.ConnectInd) or _listening(receiver)
            if receiver is not sender_controller and concerned and not self._apart(sender_controller, receiver):
                self._fly(partial(receiver.on_ll_advertising_pdu, packet))

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Carry what controllers say among themselves."""
        sender, receiver = self.find_le_controller(sender_address), self.find_le_controller(receiver_address)
        if sender is not None and receiver is not None and not self._apart(sender, receiver):
            self._fly(
                partial(
                    _hand_over, receiver, sender_address, partial(receiver.on_ll_control_pdu, sender_address, packet)
                )
            )

    # ── how it flies ────────────────────────────────────────────────────────────────────────────────

    def _apart(self, one: Controller, other: Controller) -> bool:
        return one in self._away or other in self._away

    def _back(self, controller: Controller) -> None:
        self._away[controller] -= 1
        if not self._away[controller]:
            del self._away[controller]

    def _reaches(self, address: hci.Address, controller: Controller) -> bool:
        return self.find_le_controller(address) is controller

    def _fly(self, arrive: Callable[[], None]) -> None:
        """Queue an arrival: equal timers of a loop need not fire in order, a queue does."""
        if self._closed:
            return
        loop = asyncio.get_running_loop()
        self._flying.append((loop.time() + self._latency, arrive))
        if self._timer is None:
            self._wait(loop)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        due = self._flying[0][0]
        self._timer = loop.call_at(due, self._land) if due > loop.time() else loop.call_soon(self._land)

    def _land(self) -> None:
        """Let everything arrive that is due by now, but nothing that is sent because of it."""
        loop = asyncio.get_running_loop()
        self._timer = None
        due = [each for each in self._flying if each[0] <= loop.time()]
        for _ in due:
            self._flying.popleft()
        if self._flying:
            self._wait(loop)
        for _, arrive in due:
            arrive()


def _listening(controller: Controller) -> bool:
    """Whether advertising concerns a controller now."""
    return bool(controller.le_scan_enable) or controller.pending_le_connection is not None


def _hand_over(receiver: Controller, source: hci.Address, arrive: Callable[[], None]) -> None:
    """Let it arrive, unless the receiver has ended the connection meanwhile."""
    if source in receiver.le_connections:
        arrive()


def _silence(controller: Controller) -> None:
    """Stop its advertising."""
    controller.le_legacy_advertiser.stop()
    for each in controller.advertising_sets.values():
        each.stop()


def _lose(connection: Connection) -> None:
    """End a connection that the radio has not carried for too long."""
    if connection.controller.le_connections.get(connection.peer_address) is connection:
        connection.controller.on_le_disconnected(connection, hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR)


def _own_address(controller: Controller, peer: hci.Address) -> hci.Address:
    """Give the address a controller has in its connection with a peer: each advertising set has its own."""
    connection = controller.le_connections.get(peer)
    return controller.random_address if connection is None else connection.self_address
