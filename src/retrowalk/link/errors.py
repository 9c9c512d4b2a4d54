"""What can go wrong on a link, in our words. Foreign errors become these in one place (link.ble)."""

from enum import StrEnum


class Fault(StrEnum):
    """Whose fault it was and when."""

    NOT_FOUND = "not found"  # nothing answers at that address
    UNAVAILABLE = "Bluetooth unavailable"  # no adapter, switched off, no permission, no D-Bus
    TIMEOUT = "no answer in time"
    BUSY = "a procedure is already in progress"  # ATT 0xFE, and 0x80/0x81 as seen in the field: try again
    NOT_SUBSCRIBED = "indications are not enabled"  # ATT 0xFD
    NOT_PERMITTED = "not permitted"  # ATT encryption, authentication or authorisation
    NOT_A_TREADMILL = "not an FTMS treadmill"
    GONE = "the link is gone"
    REFUSED = "refused"  # any other ATT error


class LinkError(Exception):
    """A link operation failed: `fault` for programs, the message for people, `code` the ATT error if there was one."""

    def __init__(self, fault: Fault, detail: str = "", code: int | None = None) -> None:
        super().__init__(f"{fault.value}: {detail}" if detail else fault.value)
        self.fault = fault
        self.code = code
