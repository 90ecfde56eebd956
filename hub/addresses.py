"""Where does a request come from, and how much of the address is kept?"""

import ipaddress

from django.conf import settings


def shortened(address: str) -> str:
    """The network only: /24 for IPv4, /48 for IPv6; empty for anything else."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False).network_address)


def address_of(request) -> str:
    """The client's address; behind proxies of ours, what the outermost of them saw (HUB_PROXIES), nothing else."""
    direct = request.META.get("REMOTE_ADDR", "")
    count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if not count:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return chain[-count] if len(chain) >= count and chain[-count] else direct


def network_of(request) -> str:
    return shortened(address_of(request))
