"""What can fail, and how: a table of places and ways. Each entry begins, does its harm, and is healed.

A cell that is missing has its reason in NO_MEANING: nothing on that place can fail in that way.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from retrowalk.simulator.faults import Fault
from retrowalk.simulator.machine import Button
from retrowalk.simulator.soak.mishaps import drop, kill, press, stall, suspend
from retrowalk.simulator.soak.world import Bay, World


class Place(StrEnum):
    """Where something fails."""

    WRITE = "write"
    INDICATION = "indication"
    TELEMETRY = "telemetry"
    CONNECT = "connect"
    CONSOLE = "console"
    BELT = "belt"
    CLOCK = "clock"
    DISK = "disk"
    PROCESS = "process"
    GUARD = "guard"
    STRAP = "strap"


class Kind(StrEnum):
    """How it fails."""

    OFF = "off"
    STUCK = "stuck"
    GARBAGE = "garbage"
    WRONG = "wrong"
    SLOW = "slow"
    DELAYED = "delayed"
    INTERMITTENT = "intermittent"


_Do = Callable[[World, Bay], None]


class Cell(NamedTuple):
    """One way to fail: how it begins and how it is healed. Healing what has not begun does nothing."""

    begins: _Do
    heals: _Do


def _ill(name: str, amount: int = 1) -> Cell:
    """The link fails in this way, which the wire and the post know by its name."""

    def begins(_world: World, bay: Bay) -> None:
        bay.post.ills[name] = amount

    def heals(_world: World, bay: Bay) -> None:
        bay.post.ills.pop(name, None)

    return Cell(begins, heals)


def _fault(fault: Fault, amount: int | None = None) -> Cell:
    """The treadmill fails in this way."""

    def begins(world: World, bay: Bay) -> None:
        bay.treadmill.fail(fault, amount, world.agenda.now)

    def heals(world: World, bay: Bay) -> None:
        bay.treadmill.mend(fault, world.agenda.now)

    return Cell(begins, heals)


def _read_on_connecting(what: str, cell: Cell) -> Cell:
    """What is read of a treadmill while it fails is read anew once it is healed: on another link."""
    name = f"{what} was read in a bad moment"

    def begins(world: World, bay: Bay) -> None:
        bay.post.ills[name] = 1
        cell.begins(world, bay)

    def heals(world: World, bay: Bay) -> None:
        cell.heals(world, bay)
        if bay.post.ills.pop(name, None):
            drop(world, bay)

    return Cell(begins, heals)


def _repeated(name: str, every: int, act: _Do) -> Cell:
    """Something happens again and again (every so many ms), until it is healed."""

    def again(world: World, bay: Bay) -> None:
        if name in bay.post.ills:
            act(world, bay)
            world.agenda.at(world.agenda.now + every, again, world, bay)

    def begins(world: World, bay: Bay) -> None:
        if name not in bay.post.ills:
            bay.post.ills[name] = 1
            again(world, bay)

    return Cell(begins, _ill(name).heals)


def _nothing(_world: World, _bay: Bay) -> None:
    """It heals by itself."""


_BUTTONS = tuple(Button)


def _key_out(world: World, bay: Bay) -> None:
    bay.treadmill.pull_key(world.agenda.now)


def _key_in(world: World, bay: Bay) -> None:
    bay.treadmill.replace_key(world.agenda.now)


def _faster(world: World, bay: Bay) -> None:
    press(world, bay, Button.FASTER)


def _anything(world: World, bay: Bay) -> None:
    press(world, bay, _BUTTONS[world.chance.getrandbits(8) % len(_BUTTONS)])


def _slower_now_and_then(world: World, bay: Bay) -> None:
    press(world, bay, Button.SLOWER)


def _stalls(ms: int) -> _Do:
    def begins(world: World, _bay: Bay) -> None:
        stall(world, ms)

    return begins


def _stall_shortly(world: World, _bay: Bay) -> None:
    stall(world, 400)


def _sleeps(world: World, _bay: Bay) -> None:
    suspend(world, 12_000)


def _dies(world: World, _bay: Bay) -> None:
    kill(world, 600)


def _journal(healthy: bool) -> _Do:  # noqa: FBT001 - the condition itself
    def sets(world: World, _bay: Bay) -> None:
        world.process.journal = healthy

    return sets


def _turn_over(world: World, _bay: Bay) -> None:
    world.process.journal = not world.process.journal


def _disk_comes_and_goes() -> Cell:
    cell = _repeated("disk comes and goes", 700, _turn_over)

    def heals(world: World, bay: Bay) -> None:
        cell.heals(world, bay)
        world.process.journal = True

    return Cell(cell.begins, heals)


def _guard_dies(world: World, _bay: Bay) -> None:
    if world.sentry is not None:
        world.sentry.die()


def _guard_stands_still(world: World, _bay: Bay) -> None:
    if world.sentry is not None:
        world.sentry.until = world.agenda.now + 60_000


def _guard_is_back(world: World, _bay: Bay) -> None:
    if world.sentry is not None:
        world.sentry.alive, world.sentry.until = True, 0


_P, _K = Place, Kind
CELLS: Mapping[tuple[Place, Kind], Cell] = MappingProxyType(
    {
        (_P.WRITE, _K.OFF): _ill("write fails"),
        (_P.WRITE, _K.STUCK): _ill("write hangs"),
        (_P.WRITE, _K.GARBAGE): _fault(Fault.NOT_PERMITTED),
        (_P.WRITE, _K.WRONG): _fault(Fault.MPH_TAKEN),
        (_P.WRITE, _K.SLOW): _ill("confirmed late", 700),
        (_P.WRITE, _K.DELAYED): _ill("write late", 1_200),
        (_P.WRITE, _K.INTERMITTENT): _ill("write fails now and then"),
        (_P.INDICATION, _K.OFF): _fault(Fault.UNANSWERED),
        (_P.INDICATION, _K.STUCK): _fault(Fault.DUPLICATED),
        (_P.INDICATION, _K.GARBAGE): _ill("answers spoilt"),
        (_P.INDICATION, _K.WRONG): _fault(Fault.FAILED),
        (_P.INDICATION, _K.SLOW): _fault(Fault.LATE, 400),
        (_P.INDICATION, _K.DELAYED): _fault(Fault.LATE, 5_000),
        (_P.INDICATION, _K.INTERMITTENT): _ill("answers rare"),
        (_P.TELEMETRY, _K.OFF): _fault(Fault.SILENT),
        (_P.TELEMETRY, _K.STUCK): _fault(Fault.FROZEN),
        (_P.TELEMETRY, _K.GARBAGE): _fault(Fault.GARBAGE),
        (_P.TELEMETRY, _K.WRONG): _fault(Fault.MPH_SHOWN),
        (_P.TELEMETRY, _K.SLOW): _ill("telemetry rare"),
        (_P.TELEMETRY, _K.DELAYED): _ill("heard late", 1_500),
        (_P.TELEMETRY, _K.INTERMITTENT): _fault(Fault.REPLAY),
        (_P.CONNECT, _K.OFF): _ill("unreachable"),
        (_P.CONNECT, _K.STUCK): _fault(Fault.LINK_DROP, 3_500),
        (_P.CONNECT, _K.GARBAGE): _read_on_connecting("everything", _ill("says nonsense")),
        (_P.CONNECT, _K.WRONG): _read_on_connecting("ranges", _fault(Fault.NO_RANGES)),
        (_P.CONNECT, _K.SLOW): _ill("connects late", 2_500),
        (_P.CONNECT, _K.DELAYED): _fault(Fault.LINK_DROP, 500),
        (_P.CONNECT, _K.INTERMITTENT): _repeated("link comes and goes", 1_300, drop),
        (_P.CONSOLE, _K.OFF): Cell(_key_out, _key_in),
        (_P.CONSOLE, _K.STUCK): _repeated("plus is stuck", 600, _faster),
        (_P.CONSOLE, _K.GARBAGE): _repeated("buttons chatter", 500, _anything),
        (_P.CONSOLE, _K.WRONG): _fault(Fault.SELF_START),
        (_P.CONSOLE, _K.INTERMITTENT): _repeated("minus chatters", 900, _slower_now_and_then),
        (_P.BELT, _K.OFF): _fault(Fault.IGNORED),
        (_P.BELT, _K.STUCK): _fault(Fault.STOP_IGNORED),
        (_P.BELT, _K.GARBAGE): _read_on_connecting("inclination", _fault(Fault.NO_INCLINATION)),
        (_P.BELT, _K.WRONG): _fault(Fault.OVERSPEED, 120),
        (_P.BELT, _K.SLOW): _fault(Fault.SLUGGISH),
        (_P.BELT, _K.DELAYED): _fault(Fault.CLAMPED),
        (_P.BELT, _K.INTERMITTENT): _fault(Fault.BUSY, 5),
        (_P.CLOCK, _K.OFF): Cell(_sleeps, _nothing),
        (_P.CLOCK, _K.SLOW): Cell(_stalls(1_400), _nothing),
        (_P.CLOCK, _K.DELAYED): Cell(_stalls(12_000), _nothing),
        (_P.DISK, _K.OFF): Cell(_journal(healthy=False), _journal(healthy=True)),
        (_P.DISK, _K.INTERMITTENT): _disk_comes_and_goes(),
        (_P.PROCESS, _K.OFF): Cell(_dies, _nothing),
        (_P.PROCESS, _K.STUCK): Cell(_stalls(4_000), _nothing),
        (_P.PROCESS, _K.SLOW): _repeated("process stutters", 1_000, _stall_shortly),
        (_P.GUARD, _K.OFF): Cell(_guard_dies, _guard_is_back),
        (_P.GUARD, _K.STUCK): Cell(_guard_stands_still, _guard_is_back),
        (_P.STRAP, _K.OFF): _ill("strap silent"),
        (_P.STRAP, _K.STUCK): _ill("strap off the skin"),
        (_P.STRAP, _K.GARBAGE): _ill("strap tells nonsense"),
        (_P.STRAP, _K.WRONG): _ill("heart races"),
        (_P.STRAP, _K.SLOW): _ill("strap rare"),
        (_P.STRAP, _K.DELAYED): _ill("strap late", 4_000),
        (_P.STRAP, _K.INTERMITTENT): _ill("strap comes and goes"),
    }
)  # fmt: skip

NO_MEANING: Mapping[tuple[Place, Kind], str] = MappingProxyType(
    {
        (_P.CONSOLE, _K.SLOW): "a button has no speed",
        (_P.CONSOLE, _K.DELAYED): "a press comes at any time anyway",
        (_P.CLOCK, _K.STUCK): "the same as a process that stands still",
        (_P.CLOCK, _K.GARBAGE): "the clock only ever counts up, and the Stepper holds it to that",
        (_P.CLOCK, _K.WRONG): "likewise; the time of day, which can be wrong, decides nothing",
        (_P.CLOCK, _K.INTERMITTENT): "the same as a process that stutters",
        (_P.DISK, _K.STUCK): "the journal says that it cannot be written, as when the disk is off",
        (_P.DISK, _K.GARBAGE): "what is read back is judged when a process starts, not while it runs",
        (_P.DISK, _K.WRONG): "likewise",
        (_P.DISK, _K.SLOW): "the journal writes on a thread of its own",
        (_P.DISK, _K.DELAYED): "likewise",
        (_P.PROCESS, _K.GARBAGE): "a core that fails is a crash, which is a rule of its own",
        (_P.PROCESS, _K.WRONG): "likewise",
        (_P.PROCESS, _K.DELAYED): "the same as one that stands still",
        (_P.PROCESS, _K.INTERMITTENT): "the same as one that stutters",
        (_P.GUARD, _K.GARBAGE): "a line that cannot be read is one that was not heard",
        (_P.GUARD, _K.WRONG): "a guard that stops a belt without a cause is a stop like any other",
        (_P.GUARD, _K.SLOW): "a guard that is late has not answered",
        (_P.GUARD, _K.DELAYED): "likewise",
        (_P.GUARD, _K.INTERMITTENT): "likewise",
    }
)
