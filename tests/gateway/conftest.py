import pytest

from people import Site


@pytest.fixture
def gym():
    site = Site()
    yield site
    site.access.pins.close()


@pytest.fixture
def home():
    site = Site(home=True, people=())
    yield site
    site.access.pins.close()
