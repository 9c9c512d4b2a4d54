"""What a simulated treadmill is: its name, its mechanics, how fast it talks and where it departs from the standard."""

from dataclasses import dataclass, field, replace

from retrowalk.firmware.profile import Known, Profile
from retrowalk.simulator.belt import Mechanics
from retrowalk.units import Inclination, Speed


# Telemetry is sent "typically once per second" (FTMS); machines in the field go up to 4 Hz.
FASTEST_FRAMES = 250


@dataclass(frozen=True, slots=True)
class Shape:
    """One model of treadmill. Times in ms.

    `echoes_status`: it tells the client whose command it was, too (the standard tells only the others).
    `console_takes_control`: a console button ends the client's permission (the standard leaves that to the machine).
    `off_step_refused`: a target between two steps is an invalid parameter; otherwise it is rounded down.
    """

    name: str = "Retrowalk Sim"
    manufacturer: str = "Retrowalk"
    model: str = "Simulated treadmill"
    firmware: str = "1"
    mechanics: Mechanics = field(default_factory=Mechanics)
    frame_every: int = 1000
    answer_after: int = 50
    inclines: bool = True
    echoes_status: bool = False
    console_takes_control: bool = False
    stops_on_disconnect: bool = False
    off_step_refused: bool = True

    def __post_init__(self) -> None:
        """Refuse telemetry faster than any treadmill's."""
        if self.frame_every < FASTEST_FRAMES:
            raise ValueError(f"frame_every {self.frame_every} ms is below {FASTEST_FRAMES} ms")


def _limits(profile: Profile, mechanics: Mechanics) -> Mechanics:
    """Mechanics with the limits that the profile gives."""

    def known(limit: Speed | Inclination | None, otherwise: int) -> int:
        return otherwise if limit is None else limit.wire

    return replace(
        mechanics,
        speed_min=known(profile.speed_min, mechanics.speed_min),
        speed_max=known(profile.speed_max, mechanics.speed_max),
        speed_step=known(profile.speed_step, mechanics.speed_step),
        inclination_max=known(profile.inclination_max, mechanics.inclination_max),
        inclination_step=known(profile.inclination_step, mechanics.inclination_step),
    )


def shape_of(profile: Profile, name: str = "") -> Shape:
    """Give the shape of a treadmill that its profile fits; `name` defaults to the profile's name prefix."""
    usual = Shape()
    return replace(
        usual,
        name=name or profile.match.name or usual.name,
        manufacturer=profile.match.manufacturer or usual.manufacturer,
        model=profile.match.model or usual.model,
        mechanics=_limits(profile, usual.mechanics),
        stops_on_disconnect=profile.stops_on_disconnect is Known.YES,
    )
