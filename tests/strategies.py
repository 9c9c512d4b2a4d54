"""What tests of several rooms draw from. Speeds in 0.01 km/h, inclinations in 0.1 %, ramps per second, times in ms."""

from hypothesis import strategies as st

from retrowalk.protocol.level import Level
from retrowalk.protocol.plan import Kind, Plan, Segment
from retrowalk.safety.caps import Cap, Caps, Layer, Source
from retrowalk.safety.events import Sample, StopReason
from retrowalk.safety.governor import Governed, Grid
from retrowalk.units import Distance, Facing, Inclination, Setpoint, Speed


# Belts as they are sold: 0.3 to 2.0 km/h at least, 8 to 22 km/h at most.
minimums = st.integers(30, 200)
maximums = st.integers(800, 2200)
# No belt step above 0.16 km/h may be driven (SR-4, SR-7).
belt_steps = st.integers(1, 16)
# From below the gentlest level to the code ceiling.
ramps_up = st.integers(4, 16)
ramps_down = st.integers(8, 32)

wire_speeds = st.integers(0, 2500)
wire_inclinations = st.integers(0, 200)
facings = st.sampled_from(Facing)
reasons = st.sampled_from(StopReason)
setpoints = st.builds(Setpoint, st.builds(Speed, wire_speeds), st.builds(Inclination, wire_inclinations))


def caps_of(speed=480, inclination=100, ramp_up=16, ramp_down=32, belt_time=1_800_000):
    """Caps with plain numbers, all signed by the code."""
    return Caps(
        Cap(Speed(speed), Source.CODE),
        Cap(Inclination(inclination), Source.CODE),
        Cap(ramp_up, Source.CODE),
        Cap(ramp_down, Source.CODE),
        Cap(belt_time, Source.CODE),
    )


caps = st.builds(caps_of, st.integers(30, 480), st.integers(0, 100), ramps_up, ramps_down)
grids = st.builds(
    Grid, minimums, maximums, belt_steps, inclination_maximum=st.integers(0, 150), inclination_step=st.integers(0, 10)
)


@st.composite
def governed(draw, grid, now=0):
    """A belt on its grid whose last commands are up to ten seconds old, with a ramp that may be under way."""
    speed = grid.floor(draw(st.integers(grid.minimum, 480)))
    inclination = grid.floor_inclination(draw(st.integers(0, 100)))
    ages = st.integers(0, 10_000)
    exact = speed * 1000 + draw(st.integers(-16_000, 16_000))
    return Governed(speed, inclination, max(0, exact), now - draw(ages), now - draw(ages), now - draw(ages))


samples = st.builds(
    Sample,
    st.builds(Speed, st.integers(0, 800)),
    st.none() | st.builds(Inclination, st.integers(-50, 200)),
    st.none() | st.integers(0, 1000),
    st.none() | st.integers(0, 1800),
)
layers = st.builds(
    Layer,
    st.sampled_from(Source),
    st.none() | st.builds(Speed, wire_speeds),
    st.none() | st.builds(Inclination, wire_inclinations),
    st.none() | st.integers(0, 40),
    st.none() | st.integers(0, 60),
    st.none() | st.integers(0, 4_000_000),
    st.none() | facings,
    st.text("abc", max_size=3),
)


def segment(kind=Kind.HOLD, speed=None, inclination=0, seconds=None, metres=None, facing=Facing.BACKWARD):
    """One segment in plain numbers."""
    return Segment(
        kind,
        facing,
        None if speed is None else Speed(speed),
        Inclination(inclination),
        None if seconds is None else seconds * 1000,
        None if metres is None else Distance(metres),
    )


def plan_of(*segments, level=Level.BEGINNER, **changes):
    """A plan of these segments within its level."""
    given = {"speed_cap": Speed(240), "inclination_cap": Inclination(0), "ramp_up": 16, "ramp_down": 24, **changes}
    return Plan("T01", "a test", level, segments=segments, **given)
