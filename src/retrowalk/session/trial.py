"""The empty belt is run to be measured (SR-25): each run is a plan, so it is started, capped and stopped as a walk is.

Nobody stands on it, and every plan here says so. It moves nothing by itself: checklist, READY and lease are asked for.
"""

from collections.abc import Mapping
from types import MappingProxyType

from retrowalk.firmware.commissioning import ASKED, ASKED_INCLINATION, STOP_FROM, Trial
from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.safety.thresholds import SETTLE_UNLOADED
from retrowalk.units import Facing, Inclination, Setpoint, Speed, parse_ramp


# What each run asks for.
WANTED: Mapping[Trial, Setpoint] = MappingProxyType(
    {
        Trial.SLOW: Setpoint(ASKED[0], Inclination(0)),
        Trial.FASTER: Setpoint(ASKED[1], Inclination(0)),
        Trial.STOP: Setpoint(STOP_FROM, Inclination(0)),
        Trial.LINK: Setpoint(ASKED[0], Inclination(0)),
        Trial.INCLINE: Setpoint(ASKED[0], ASKED_INCLINATION),
    }
)
# Ten revolutions of a belt of three metres at 1.0 km/h take two minutes, and some people begin again (ms).
LASTS = 600_000
# As fast up and down as the code lets anybody: 3.0 km/h are reached within a quarter of a minute.
_UP, _DOWN = parse_ramp("0.1 mph/s"), parse_ramp("0.2 mph/s")


def _segment(kind: Kind, speed: Speed | None, inclination: Inclination, lasts: int) -> Segment:
    """Facing forward: nobody faces anywhere, and no cap of walking backward is meant."""
    return Segment(kind, Facing.FORWARD, speed, inclination, lasts)


def plan(trial: Trial) -> Plan:
    """A run as the core takes it: the minimum, then what is to be measured, for ten minutes at the most."""
    wanted = WANTED[trial]
    return Plan(
        f"trial-{trial.value}", f"measuring: {trial.value}", Level.INTERVAL, wanted.speed, wanted.inclination, _UP,
        _DOWN,
        (
            _segment(Kind.SETTLE, None, Inclination(0), SETTLE_UNLOADED),
            _segment(Kind.HOLD, wanted.speed, wanted.inclination, LASTS),
        ),
        unloaded=True,
    )  # fmt: skip
