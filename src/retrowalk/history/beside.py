"""Reading the memory beside the program that has it: one answer at a time, and nothing is locked or changed.

What was told in this very moment may be missing from it.
"""

from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from retrowalk.history.database import DatabaseError, address, engine, judged
from retrowalk.history.questions import Question


Given = TypeVar("Given")


def ask(url: str, folder: Path, question: Question[Given]) -> Given:
    """Answer a question from the database. Raises DatabaseError, Away."""
    where = address(url, folder)
    if where.drivername == "sqlite" and not Path(str(where.database)).is_file():
        raise DatabaseError(f"nothing is remembered in {where.database} yet")
    made = engine(where, reads=True)
    try:
        with made.begin() as db:
            return question(db)
    except DBAPIError as error:
        raise judged(error) from None
    finally:
        made.dispose()
