from collections.abc import Iterator

import pytest

from tests.sources.faulty_provider import Provider, faulty_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    """Yield a provider's server that misbehaves by path."""
    with faulty_provider() as running:
        yield running
