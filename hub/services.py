"""May this be the address of a service that the operator names in a setting?"""

from collections.abc import Collection
from urllib.parse import urlsplit


def is_address(url: str, *, unencrypted: Collection[str]) -> bool:
    """Over https, or over http to one of these hosts; without anything that would go astray behind it."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or not url.isascii() or any(letter.isspace() for letter in url) or "@" in parts.netloc:
        return False
    if parts.query or parts.fragment or "?" in url or "#" in url:
        return False
    hosts = {name.strip("[]") for name in unencrypted}
    return parts.scheme == "https" or (parts.scheme == "http" and host in hosts)
