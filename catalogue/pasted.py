"""Which address is meant by what somebody pasted?

The same page pasted twice is one source: case of the host, default ports and what campaigns hang on make no difference.
"""

from urllib.parse import urlsplit, urlunsplit

from django import forms

CAMPAIGN = ("utm_", "mtm_", "pk_")
CLICKS = {"fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid"}
PORTS = {"http": 80, "https": 443}


def tidied(url: str) -> str:
    """As it is stored. What is no address comes back as it was: the field says so."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url
    if not parts.hostname:
        return url
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    user = parts.netloc.rpartition("@")[0]
    place = (f"{user}@" if user else "") + host + (f":{port}" if port and port != PORTS.get(parts.scheme) else "")
    query = "&".join(pair for pair in parts.query.split("&") if not _of_a_campaign(pair))
    if (place, query) == (parts.netloc, parts.query):
        return url.strip()
    return urlunsplit((parts.scheme, place, parts.path, query, parts.fragment))


def _of_a_campaign(pair: str) -> bool:
    name = pair.partition("=")[0].lower()
    return name in CLICKS or name.startswith(CAMPAIGN)


class Address(forms.URLField):
    def __init__(self, **options):
        super().__init__(**{"assume_scheme": "https"} | options)

    def to_python(self, value):
        address = super().to_python(value)
        return tidied(address) if address else address
