"""The writes that stop a belt, as bytes: all that the service and its guard share. It imports nothing."""

# Request Control (FTMS 1.0.1 §4.16.2.1).
REQUEST_CONTROL = b"\x00"
# Stop or Pause with "stop", and with "pause" (§4.16.2.9).
STOP = b"\x08\x01"
PAUSE = b"\x08\x02"
