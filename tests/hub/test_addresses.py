"""Is a client's address taken from where it can be believed, and shortened?"""

import pytest
from django.test import RequestFactory

from hub.addresses import address_of, network_of, shortened


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.7", "203.0.113.9"),  # nobody's word is taken
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.1, 198.51.100.7", "198.51.100.7"),  # what the client claims stands in front
        (2, "192.0.2.1, 198.51.100.7, 10.0.0.1", "198.51.100.7"),
        (1, "", "203.0.113.9"),  # past the proxy
        (2, "198.51.100.7", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies, forwarded, address, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address
    assert network_of(request) == shortened(address)


@pytest.mark.parametrize(
    ("address", "kept"),
    [("203.0.113.9", "203.0.113.0"), ("2001:db8:1:2::3", "2001:db8:1::"), ("", ""), ("not an address", "")],
)
def test_only_the_network_is_kept(address, kept):
    assert shortened(address) == kept
