"""How much of a client's address is kept?"""

import ipaddress


def shortened(address: str) -> str:
    """The network only: /24 for IPv4, /48 for IPv6; empty for anything else."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    bits = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{bits}", strict=False).network_address)
