"""Which bytes may a script or style of ours have? Subresource integrity, from the collected file."""

import base64
import hashlib
from functools import cache

from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static


@cache
def integrity(address: str) -> str:
    """`sha384-…` of the file behind a static address; made once a process."""
    name = address.removeprefix(staticfiles_storage.base_url)
    with staticfiles_storage.open(name) as file:
        return "sha384-" + base64.b64encode(hashlib.sha384(file.read()).digest()).decode()


def address_and_integrity(path: str) -> tuple[str, str]:
    address = static(path)
    return address, integrity(address)
