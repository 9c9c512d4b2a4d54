"""How fast Treadmill Data is decoded, beside the parsers of other libraries, in one run of one interpreter each.

pycycling has no treadmill parser: its indoor-bike one, with a frame of about the same size, stands in. pyftms needs
Python 3.12 or 3.13: where this interpreter cannot import it, one that can is looked for, or made with uv.
Ends with 1 when a bar is missed.
"""

import importlib
import importlib.util
import json
import subprocess
import sys
import timeit
from collections.abc import Callable

from pyftms_python import PYFTMS, ROOT, python_with_pyftms


# The bars: decodes per second beside each library's.
PYCYCLING_BAR, PYFTMS_BAR = 1.5, 10.0
# 23 bytes: speed, distance, inclination and ramp angle, elevation, energy, heart rate, elapsed time.
TREADMILL = bytes.fromhex("9c05 3702 40e201 f1ff f7ff 7b00 2d00 d200 e001 08 83 0706")
# 22 bytes: speed, cadence, distance, resistance, power, energy, heart rate, METs, elapsed time.
BIKE = bytes.fromhex("740f 3702 a000 40e201 0500 9600 d200 e001 08 83 2c 0706")
# Short turns, many of them: some fall into quiet moments of a busy machine.
CALLS, ROUNDS = 5_000, 60


def rates(parsers: dict[str, tuple[Callable[[bytes], object], bytes]]) -> dict[str, float]:
    """Best decodes per second of each parser, measured in turns: whatever else the machine does only adds time."""
    took: dict[str, list[float]] = {name: [] for name in parsers}
    for _ in range(ROUNDS):
        for name, (parse, frame) in parsers.items():
            took[name].append(timeit.timeit("parse(frame)", number=CALLS, globals={"parse": parse, "frame": frame}))
    return {name: CALLS / min(times) for name, times in took.items()}


def ours() -> Callable[[bytes], object]:
    """Give Retrowalk's decoder, from the checkout where it is not installed."""
    sys.path.append(str(ROOT / "src"))
    decode: Callable[[bytes], object] = importlib.import_module("retrowalk.ftms.treadmill_data").decode
    return decode


def beside_pycycling() -> dict[str, float]:
    """Measure against pycycling's indoor-bike parser."""
    bike = importlib.import_module("pycycling.ftms_parsers.indoor_bike_data").parse_indoor_bike_data
    return rates({"retrowalk": (ours(), TREADMILL), "pycycling": (bike, BIKE)})


def beside_pyftms() -> dict[str, float]:
    """Measure against pyftms' treadmill parser."""
    models = importlib.import_module("pyftms.models")
    serializer = importlib.import_module("pyftms.serializer").get_serializer(models.TreadmillData)
    return rates({"retrowalk": (ours(), TREADMILL), "pyftms": (serializer.deserialize, TREADMILL)})


def _pyftms_rates() -> dict[str, float] | None:
    """Measure beside pyftms in an interpreter that can import it; None when there is none."""
    with python_with_pyftms() as python:
        if python is None:
            return None
        command = [python, __file__, "--pyftms"]
        answer = subprocess.run(command, capture_output=True, check=True, text=True)  # noqa: S603 - our own words
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def _verdict(other: str, found: dict[str, float], bar: float) -> bool:
    """Print one comparison; whether it holds."""
    ratio = found["retrowalk"] / found[other]
    passed = ratio >= bar
    word = "PASS" if passed else "FAIL"
    print(
        f"decode: retrowalk {found['retrowalk']:,.0f}/s, {other} {found[other]:,.0f}/s: {ratio:.1f}× (≥ {bar}×) {word}"
    )
    return passed


def main() -> int:
    """Run every comparison this machine allows; 1 when one fails."""
    print(f"Treadmill Data, {len(TREADMILL)} bytes, CPython {sys.version.split()[0]}")
    passed = _verdict("pycycling", beside_pycycling(), PYCYCLING_BAR)
    found = _pyftms_rates()
    if found is None:
        print(f"decode beside {PYFTMS}: NOT MEASURED, no Python 3.12 or 3.13 here that can import it")
    else:
        passed = _verdict("pyftms", found, PYFTMS_BAR) and passed
    return 0 if passed else 1


if __name__ == "__main__":
    if "--pyftms" in sys.argv:
        print(json.dumps(beside_pyftms()))
    else:
        sys.exit(main())
