"""What every test runs under."""

from hypothesis import settings


# No deadline for one example: two test processes share the machine, and a slow moment is not a wrong answer.
settings.register_profile("house", deadline=None, print_blob=True)
settings.load_profile("house")
