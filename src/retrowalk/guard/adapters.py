"""The Bluetooth adapters of this computer, as bleak is told of one."""

from pathlib import Path


# Where Linux lists them; the links of each are listed there, too, as hci0:64.
FOLDER = Path("/sys/class/bluetooth")

# What chooses one in bleak's calls; {} is the system's own choice.
Adapter = dict[str, dict[str, str]]


def adapters() -> tuple[Adapter, ...]:
    """Each of them; where the system does not list them, the one it chooses."""
    names = sorted(each.name for each in FOLDER.glob("hci*") if ":" not in each.name) if FOLDER.is_dir() else []
    return tuple({"bluez": {"adapter": name}} for name in names) or ({},)
