"""A changed copy of a frozen value, for what is done in every step of the core."""

from typing import TypeVar


Value = TypeVar("Value")


def changed(value: Value, **changes: object) -> Value:
    """Do what dataclasses.replace does, in a fifth of its time: only for dataclasses without slots.

    A name that is no field is not noticed here; a test folds whole lives and looks at every value for it.
    """
    copy = object.__new__(type(value))
    copy.__dict__.update(value.__dict__)
    copy.__dict__.update(changes)
    return copy
