"""A program to be killed: it tells facts and samples without end, and says line by line what was acknowledged.

For each number on standard input it forks, so that nobody waits for the imports more than once.
"""

import asyncio
import os
import sys
from pathlib import Path

from history.telling import begun, second
from retrowalk.history import facts as f
from retrowalk.history.records import Person
from retrowalk.history.store import History


def say(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # one write: whole, or not at all


async def tell(url, folder, run):
    history = History(url, Path(folder))
    walk = f"w{run}"
    await history.record(begun(walk, None, 1000 + run))
    for number in range(1_000_000):
        fact = f.PersonSet(Person(f"p{run}-{number}", "Ada" * (number % 40)), number)
        kept = history.record(fact)
        history.walk_samples(walk, [second(number)])
        await kept
        say("kept", fact.person.id)


def main():
    for line in sys.stdin:
        child = os.fork()
        if not child:
            asyncio.run(tell(*sys.argv[1:3], int(line)))
        say("runs", child)
        os.waitpid(child, 0)
        say("died", child)


if __name__ == "__main__":
    main()
