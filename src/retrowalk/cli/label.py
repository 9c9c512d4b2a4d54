"""`retrowalk label`: the code for the sticker on a treadmill, so that nobody starts the one beside it (SR-32)."""

from io import StringIO
from pathlib import Path

import segno
from rich.console import Console

from retrowalk.cli.exits import Exit, Trouble
from retrowalk.runtime.identity import bay_id, code


# A sticker is read from an arm's length, half hidden by a towel: a quarter of the code may be missing.
CORRECTION = "q"
# Dots of one module; printed at 300 dpi a code is about as wide as a thumb is long.
SCALE = 12
FORMS = (".svg", ".png", ".pdf")


def run(treadmill: str, file: Path | None, console: Console) -> None:
    """Show the code of a treadmill, by its address or id, or write it to a file. Raises Trouble, OSError."""
    told = code(bay_id(treadmill))
    made = segno.make(told, error=CORRECTION, micro=False)
    if file is not None:
        if file.suffix not in FORMS:
            raise Trouble(f"{file}: a code is written as {', '.join(FORMS)}", Exit.USAGE)
        made.save(str(file), scale=SCALE)
        console.print(f"{told} for {treadmill} is in {file}", markup=False, highlight=False, soft_wrap=True)
        return
    drawn = StringIO()
    made.terminal(out=drawn, compact=True)
    console.file.write(drawn.getvalue())
    console.print(f"{told}  {treadmill}", markup=False, highlight=False, soft_wrap=True)
