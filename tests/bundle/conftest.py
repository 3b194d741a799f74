import pytest

from tests.bundle.small import Prosecutor


@pytest.fixture
def prosecutor() -> Prosecutor:
    return Prosecutor()
