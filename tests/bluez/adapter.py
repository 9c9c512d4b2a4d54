"""The controller that Linux finds behind /dev/vhci: an emulated one, with what the kernel asks of a real one."""

from itertools import cycle

from bumble import core, hci, ll

from retrowalk.simulator.air.radio import AirController


# Extended advertising would only bring other commands for the same scanning and connecting.
_WITHOUT = hci.LeFeatureMask.LE_EXTENDED_ADVERTISING | hci.LeFeatureMask.LE_PERIODIC_ADVERTISING
# The bit of the LE event mask for the enhanced connection event (Core specification, volume 4, part E, §7.8.1).
_ENHANCED = 1 << 9
# What the treadmills are heard at (dBm).
_RSSI = -50


class Adapter(AirController):
    """A controller for the operating system's own stack."""

    # Any controller since Bluetooth 4.2 takes packets of this length; Linux reads these once and believes them.
    le_acl_data_packet_length = acl_data_packet_length = 251
    supported_max_tx_octets = suggested_max_tx_octets = supported_max_rx_octets = 251
    supported_max_tx_time = suggested_max_tx_time = supported_max_rx_time = 2120
    le_features = AirController.le_features & ~_WITHOUT
    # All that there are (Core specification, volume 4, part E, §5.3.1).
    _handles = cycle(range(0x0001, 0x0EFF))

    def allocate_connection_handle(self) -> int:
        """Take the next handle, not the first that is free: what the host still has for an ended link is for nobody."""
        return next(self._handles)

    def on_hci_reset_command(self, command: hci.HCI_Reset_Command) -> hci.HCI_StatusReturnParameters:
        """Forget everything: whoever was connected loses the link."""
        self.le_scan_enable = False
        self.pending_le_connection = None
        for connection in list(self.le_connections.values()):
            connection.send_ll_control_pdu(ll.TerminateInd(hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR))
        self.le_connections.clear()
        return super().on_hci_reset_command(command)

    def send_hci_packet(self, packet: hci.HCI_Packet) -> None:
        """Report a connection as the host asked to hear of it: Linux waits for the enhanced event and for no other."""
        if isinstance(packet, hci.HCI_LE_Connection_Complete_Event) and self.le_event_mask & _ENHANCED:
            packet = hci.HCI_LE_Enhanced_Connection_Complete_Event(
                status=packet.status,
                connection_handle=packet.connection_handle,
                role=packet.role,
                peer_address_type=packet.peer_address_type,
                peer_address=packet.peer_address,
                local_resolvable_private_address=hci.Address.ANY,
                peer_resolvable_private_address=hci.Address.ANY,
                connection_interval=packet.connection_interval,
                peripheral_latency=packet.peripheral_latency,
                supervision_timeout=packet.supervision_timeout,
                central_clock_accuracy=packet.central_clock_accuracy,
            )
        super().send_hci_packet(packet)

    def on_ll_control_pdu(self, sender_address: hci.Address, packet: ll.ControlPdu) -> None:
        """Hear a peer; one whose link is gone already is not heard."""
        if sender_address in self.le_connections:
            super().on_ll_control_pdu(sender_address, packet)

    def on_link_acl_data(self, sender_address: hci.Address, transport: core.PhysicalTransport, data: bytes) -> None:
        """Take data; what arrives after the link has ended is lost."""
        if sender_address in self.le_connections:
            super().on_link_acl_data(sender_address, transport, data)
