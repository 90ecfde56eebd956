"""The factories as fixtures: `tool_factory`, `user_factory`, … A test that uses one has a database."""

import pytest

from tests.factories import catalogue, hub, members


def _fixture(name: str, factory: type):
    def fixture(db):
        return factory

    return pytest.fixture(fixture, name=name)


def _name(factory: type) -> str:
    words = factory.__name__.removesuffix("Factory")
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words).lstrip("_")
    return f"{snake}_factory"


FIXTURES = {
    _name(value): _fixture(_name(value), value)
    for module in (catalogue, hub, members)
    for name, value in vars(module).items()
    if name.endswith("Factory")
}
