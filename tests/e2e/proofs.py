"""Which cases of a browser test take too long for every commit?"""

import pytest


def proofs(*values) -> list:
    """Parameters of a test that only `make prove` runs."""
    return [pytest.param(value, marks=pytest.mark.prove) for value in values]
