"""Run every bench_*.py beside this file, one after the other, and sum up; ends with 1 when a bar is missed."""

import subprocess
import sys
import time
from pathlib import Path


HERE = Path(__file__).parent


def run(script: Path) -> tuple[bool, float]:
    """Run one benchmark, showing what it prints: whether its bars hold, and how long it took (s)."""
    print(f"── {script.stem}", flush=True)
    began = time.monotonic()
    ended = subprocess.run([sys.executable, script], check=False)  # noqa: S603 - a file of ours
    return ended.returncode == 0, time.monotonic() - began


def main() -> int:
    """Run them all; 1 when one fails."""
    results = {script.stem: run(script) for script in sorted(HERE.glob("bench_*.py"))}
    print("── summary")
    for name, (passed, seconds) in results.items():
        print(f"{name:14} {'PASS' if passed else 'FAIL'}  in {seconds:.0f} s")
    return 0 if results and all(passed for passed, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
