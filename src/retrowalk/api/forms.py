"""What requests carry: closed forms with a range for every number. Unknown fields are refused.

Speeds are km/h, inclinations per cent, times seconds, each with its unit in its name. A number is a number: no text, no
NaN, nothing that no treadmill, person or calendar can have.
"""

from decimal import ROUND_FLOOR, Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from retrowalk.units import Inclination, Speed


# No treadmill sold runs faster (km/h) or is steeper (%); what is above a cap is clamped, what is above this is a slip.
FASTEST, STEEPEST = 25.0, 40.0
# Whole numbers that every program's JSON keeps.
WHOLE = 2**53
# 31 December 9999: the last second RFC 3339 can say.
LAST_SECOND = 253_402_300_799

Kmh = Annotated[float, Field(strict=True, ge=0, le=FASTEST, allow_inf_nan=False)]
Percent = Annotated[float, Field(strict=True, ge=0, le=STEEPEST, allow_inf_nan=False)]
Number = Annotated[int, Field(strict=True, ge=0, le=WHOLE)]
Second = Annotated[int, Field(strict=True, ge=0, le=LAST_SECOND)]
Score = Annotated[int, Field(strict=True, ge=0, le=10)]
Yes = Annotated[bool, Field(strict=True)]
# Ids are ours or an address; names and sentences are people's. No control characters: they end up in logs.
_PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9:_.-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=_PRINTABLE)]
Sentence = Annotated[str, Field(max_length=500, pattern=_PRINTABLE)]
Pin = Annotated[str, Field(min_length=4, max_length=8, pattern=r"^[0-9]+$")]
Secret = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$")]


def _each_once(value: Any) -> Any:  # noqa: ANN401 - whatever was sent
    """A set as it was sent: nothing is in it twice. Raises ValueError."""
    if isinstance(value, list) and any(value.count(each) > 1 for each in value):
        raise ValueError("each may be named once")
    return value


# For the sets of a form: a list of a request.
Once = BeforeValidator(_each_once)


class Form(BaseModel):
    """The body of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def __repr__(self) -> str:
        """Without what is in it: PINs and names do not belong into logs."""
        return f"{type(self).__name__}(…)"


def speed(kmh: float) -> Speed:
    """Rounded down to the belt's steps of 0.01 km/h."""
    return Speed(int((Decimal(str(kmh)) * 100).to_integral_value(ROUND_FLOOR)))


def inclination(percent: float) -> Inclination:
    """Rounded down to steps of 0.1 %."""
    return Inclination(int((Decimal(str(percent)) * 10).to_integral_value(ROUND_FLOOR)))
