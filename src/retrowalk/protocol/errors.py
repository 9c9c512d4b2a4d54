"""What is wrong with a protocol file, said so that its author can put it right."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A spot in a file, counted from 1, and the field it belongs to (such as segments[2].hold.speed)."""

    line: int
    column: int
    field: str = ""


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One thing that is wrong, and what was expected."""

    place: Place
    message: str

    def __str__(self) -> str:
        field = f"{self.place.field}: " if self.place.field else ""
        return f"line {self.place.line}, column {self.place.column}: {field}{self.message}"


class ProtocolError(Exception):
    """A file that is no protocol: one line for each problem, in the order of the file."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {problem}" for problem in problems))
