"""The computer: its disk, its clock, and what it lets this user do."""

import os
import stat
import time
from pathlib import Path

from retrowalk.cli.doctor.finding import Finding, fail, ok, warn
from retrowalk.runtime import host
from retrowalk.runtime.clock import at
from retrowalk.runtime.priority import LEVEL, NICE, shared


# A clock that is being set moves by more than this while somebody looks (s, and for how long).
JUMP, LOOK = 0.05, 0.3
_CAP_SYS_NICE = 23
# RLIMIT_NICE counts from 20 down: 20 - nice.
_NICE_FROM = 20
# Others may not write to what tells of belts, nor read about people.
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def disk(state: Path) -> list[Finding]:
    """Whether what must be kept can be."""
    there = existing(state)
    if not there.is_dir():
        return [fail("disk", f"{there} is not a folder", "choose another state folder")]
    trouble = host.disk_trouble(there)
    if trouble:
        mend = "free some room, or choose a state folder on another disk; a read-only disk may be about to fail"
        return [fail("disk", f"{there}: {trouble}", mend)]
    found = host.disk(there)
    return [ok("disk", f"{there}: {found.free // 1_000_000} MB free, a record is safe in {found.sync:.1f} ms")]


def folder(state: Path) -> list[Finding]:
    """Whether nobody else can read or change what is kept."""
    if not state.exists():
        return [ok("state folder", f"{state} is made by the first walk")]
    if not hasattr(os, "geteuid"):
        return [warn("state folder", "who else can open it cannot be told on this system", "keep it in your own home")]
    there = state.stat()
    if there.st_uid != os.geteuid():
        return [
            fail(
                "state folder",
                f"{state} belongs to another user",
                f"run as that user, or: chown -R {os.geteuid()} {state}",
            )
        ]
    if there.st_mode & _OPEN_TO_OTHERS:
        return [warn("state folder", f"{state} is open to others of this computer", f"chmod 700 {state}")]
    return [ok("state folder", f"{state} is yours alone")]


def clock() -> list[Finding]:
    """Whether records bear the right time. Nothing is decided by it."""
    mend = "set the clock by the network: timedatectl set-ntp true"
    trouble = host.clock_trouble(at())
    if trouble:
        return [warn("clock", trouble, mend)]
    moved = _drift() if hasattr(time, "clock_gettime") else 0.0
    if abs(moved) > JUMP:
        return [warn("clock", f"somebody sets it: it moved by {moved:+.2f} s", mend)]
    return [ok("clock", "it is set by the network" if host.synchronised() else "it runs")]


def _drift() -> float:
    """How far the time of day moved against the time that passed (s)."""
    before = time.clock_gettime(time.CLOCK_REALTIME) - time.monotonic()
    time.sleep(LOOK)
    return time.clock_gettime(time.CLOCK_REALTIME) - time.monotonic() - before


def _capable() -> bool:
    """Whether this process may schedule as it likes, whatever its limits say (capabilities(7), CAP_SYS_NICE)."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return False
    effective = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(effective.split()[1], 16) >> _CAP_SYS_NICE & 1)


def priority() -> list[Finding]:
    """Whether a busy computer can hold up a stop."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return [warn("priority", "this system has no limits to look at", "do not let other programs run beside it")]
    realtime, nice = (resource.getrlimit(each)[0] for each in (resource.RLIMIT_RTPRIO, resource.RLIMIT_NICE))
    if realtime == resource.RLIM_INFINITY or _capable():
        realtime = LEVEL
    if nice == resource.RLIM_INFINITY or _capable():
        nice = _NICE_FROM - NICE
    return [_rights(realtime, nice) if shared() else _alone(nice)]


def _rights(realtime: int, nice: int) -> Finding:
    """What these limits (getrlimit(2)) come to where there is more than one processor."""
    if realtime >= LEVEL:
        return ok("priority", "stops run before every ordinary program")
    mend = f"LimitRTPRIO={LEVEL} in the systemd unit, or: rtprio {LEVEL} in limits.conf"
    if nice >= _NICE_FROM - NICE:
        return warn("priority", "stops get a greater share, but do not go first", mend)
    return warn("priority", "other programs can hold up a stop", mend)


def _alone(nice: int) -> Finding:
    """What they come to on the only processor, where nothing may shut out D-Bus and the radio's service."""
    if nice >= _NICE_FROM - NICE:
        return ok("priority", "stops get a greater share of the only processor")
    mend = f"LimitNICE={NICE} in the systemd unit, or: nice {NICE} in limits.conf"
    return warn("priority", "other programs can hold up a stop on the only processor", mend)
