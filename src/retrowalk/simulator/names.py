"""What simulated treadmills are called and what carries them: light to import, for the command line."""

from enum import StrEnum


SIMULATED_NAME = "Retrowalk Sim"
SIMULATED_STRAP = "Retrowalk Strap"
SIMULATED_PROFILE = "retrowalk_simulator"


class Carrier(StrEnum):
    """What carries a simulated treadmill's bytes."""

    AIR = "air"
    MEMORY = "memory"
