"""Which addresses may a setting name for a service outside?"""

import pytest

from hub import services

HERE = {"localhost", "127.0.0.1", "[::1]"}


@pytest.mark.parametrize(
    "url",
    [
        "https://translate.example", "https://translate.example:8443/mt/", "http://127.0.0.1:5000",
        "http://localhost:5000/", "http://[::1]:5000", "https://10.0.0.5",
    ],
)  # fmt: skip
def test_these_may(url):
    assert services.is_address(url, unencrypted=HERE)


@pytest.mark.parametrize(
    "url",
    [
        "http://translate.example", "http://10.0.0.5:5000", "http://localhost.evil.example", "ftp://127.0.0.1",
        "file:///etc/passwd", "https://", "translate.example", "https://user:word@translate.example",
        "https://translate.example?key=1", "https://translate.example/#part", "https://translate.example:port",
        "https://translate.example/a b", "https://переводчик.example", "https://[::1",
    ],
)  # fmt: skip
def test_these_may_not(url):
    assert not services.is_address(url, unencrypted=HERE)
