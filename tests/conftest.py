"""What every test runs under."""

import os

from hypothesis import settings


# No deadline for one example: two test processes share the machine, and a slow moment is not a wrong answer.
# At a desk every run draws new examples; where a change is judged, every run draws the same.
settings.register_profile("house", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("house")
