"""The control point's procedures as a simulated treadmill takes them: what they carry, and how they may be refused."""

from collections.abc import Mapping
from types import MappingProxyType

from retrowalk.ftms.codes import ErrorCode, OpCode, Result
from retrowalk.simulator.faults import Fault


# ATT: a value that is no request at all (Core specification, volume 3, part F, §3.4.1.1).
BAD_LENGTH = 0x0D
# How many bytes each procedure's parameter has (FTMS §4.16.1); what is not here is not supported.
PARAMETER_SIZES: Mapping[int, int] = MappingProxyType(
    {
        OpCode.REQUEST_CONTROL: 0,
        OpCode.RESET: 0,
        OpCode.SET_TARGET_SPEED: 2,
        OpCode.SET_TARGET_INCLINATION: 2,
        OpCode.START_OR_RESUME: 0,
        OpCode.STOP_OR_PAUSE: 1,
    }
)
BUSY: Mapping[Fault, int] = MappingProxyType(
    {Fault.BUSY: ErrorCode.BUSY, Fault.BUSY_VENDOR: ErrorCode.BUSY_IN_THE_FIELD}
)
REFUSALS: Mapping[Fault, Result] = MappingProxyType(
    {Fault.NOT_PERMITTED: Result.CONTROL_NOT_PERMITTED, Fault.FAILED: Result.OPERATION_FAILED}
)
