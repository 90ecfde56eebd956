"""Is nothing asked that is not plainly public?"""

import pytest

from catalogue.link_addresses import Fault, is_public, target


@pytest.mark.parametrize("number", ["93.184.216.34", "1.1.1.1", "223.255.255.1", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public(number):
    assert is_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",  # noqa: S104
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
        "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1",
        "64:ff9b::5db8:d822", "64:ff9b:1::a00:1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::",
        "2002:5db8:d822::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1",
        "ff02::1", "4000::1", "", "localhost", "1.1.1", "2130706433",
    ],
)  # fmt: skip
def test_not_public(number):
    assert not is_public(number)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://Example.ORG", ("https", "example.org", 443, "/")),
        ("http://example.org:80/a?b=c#d", ("http", "example.org", 80, "/a?b=c")),
        ("HTTPS://example.org./x", ("https", "example.org", 443, "/x")),
        ("https://example.org/a b/é?q=ü&r=%20", ("https", "example.org", 443, "/a%20b/%C3%A9?q=%C3%BC&r=%20")),
        ("https://пример.рф/", ("https", "xn--e1afmkfd.xn--p1ai", 443, "/")),
        ("https://例え.jp/道", ("https", "xn--r8jz45g.jp", 443, "/%E9%81%93")),
        ("https://[2606:2800:220::1]/", ("https", "2606:2800:220::1", 443, "/")),
        ("http://2130706433/", ("http", "2130706433", 80, "/")),  # what it resolves to decides
    ],
)
def test_what_is_asked(url, asked):
    found = target(url)
    assert (found.scheme, found.host, found.port, found.path) == asked


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"), ("gopher://example.org/", "scheme"), ("ftp://example.org/", "scheme"),
        ("//example.org/", "scheme"), ("javascript:alert(1)", "scheme"), ("", "scheme"),
        ("http://example.org:8000/", "port"), ("https://example.org:80/", "port"), ("http://example.org:22/", "port"),
        ("http://example.org:0/", "port"),
        ("https://name:word@example.org/", "address"), ("https://example.org@127.0.0.1/", "address"),
        ("http://example.org\\@127.0.0.1/", "address"), ("https://@example.org/", "address"),
        ("http:///path", "address"), ("http://exa mple.org/", "address"), ("http://example.org:99999/", "address"),
        ("http://[::1/", "address"), ("http://[fe80::1%25eth0]/", "address"), (f"http://{'ü' * 300}.org/", "address"),
        (f"http://{'a' * 300}/", "address"), ("https://example.org/" + "a" * 3000, "address"),
        ("http://a\x00b.org/", "address"),
    ],
)  # fmt: skip
def test_what_is_not(url, code):
    with pytest.raises(Fault) as refused:
        target(url)
    assert refused.value.code == code


def test_nothing_gets_into_the_head_of_a_request():
    asked = target("https://example.org/a\u2028b\x0bc?d=\x85e f")
    assert asked.path.isascii()
    assert asked.path.isprintable()
    assert " " not in asked.path
