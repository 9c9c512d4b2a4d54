"""A pytest plugin for the mutation run, which runs the same tests over and over in one process and by their names.

It names no parameter by its bytes, words or functions: no command line can carry the first two, and a mutated
function's name is not the same twice. And it lets Hypothesis draw the same few examples every time.
"""

from hypothesis import HealthCheck, settings


def pytest_make_parametrize_id(val, argname):
    return None if val is None or isinstance(val, int | float) else argname


def pytest_collection():
    """After conftest has chosen its profile, before a test is defined."""
    settings.register_profile(
        "mutants", deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("mutants")
