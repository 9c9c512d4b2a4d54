"""A protocol's speed over time in blocks of text: the small plot of `protocols show`."""

from collections.abc import Sequence


# Eighths of a character cell, from nothing to full.
BLOCKS = " ▁▂▃▄▅▆▇█"
# What stands for them where a terminal cannot show them.
PLAIN = str.maketrans("▁▂▃▄▅▆▇█│└─", "___===##|+-")
WIDTH = 60
HEIGHT = 6


def spread(stretches: Sequence[tuple[int, float]], width: int) -> list[float]:
    """Stretches of (length, value) as `width` columns, each the value at its middle."""
    total = sum(length for length, _ in stretches)
    columns: list[float] = []
    end, rest = 0, iter(stretches)
    value = 0.0
    for column in range(width):
        middle = total * (2 * column + 1) // (2 * width)
        while end <= middle:
            length, value = next(rest)
            end += length
        columns.append(value)
    return columns


def bars(values: Sequence[float], top: float, height: int = HEIGHT) -> list[str]:
    """Columns as lines of text, highest line first."""
    eighths = [round(value / top * height * 8) if top else 0 for value in values]
    return [
        "".join(BLOCKS[max(0, min(8, eighth - 8 * level))] for eighth in eighths) for level in reversed(range(height))
    ]


def chart(stretches: Sequence[tuple[int, float]], unit: str, minutes: str) -> list[str]:
    """The small plot with its axes: the top value on the left, the whole time below."""
    top = max((value for length, value in stretches if length), default=0.0)
    drawn = bars(spread([each for each in stretches if each[0]], WIDTH), top) if top else []
    labels = [f"{top:.1f} {unit}", *[""] * (len(drawn) - 1)]
    lines = [f"{label:>9} │{text}" for label, text in zip(labels, drawn, strict=True)] if drawn else []
    return [*lines, f"{'0':>9} └{'─' * WIDTH}", f"{'':>11}{minutes:>{WIDTH}}"]
