"""These tests are run on every Python in full: what is accepted must not depend on it."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(pytest.mark.static)
