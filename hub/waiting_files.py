"""How does a file that was checked wait for the second press of the same person?

Encrypted, in the cache, for half an hour, one a person and purpose. What the check saw stays with it.
"""

import base64
import hashlib
import json
from dataclasses import dataclass

from django.core.cache import cache

from hub import keys

SECONDS = 30 * 60


@dataclass(frozen=True)
class Waiting:
    name: str
    content: bytes
    seen: str  # what the check was made on; "" where that does not matter


def keep(purpose: str, user, *, name: str, content: bytes, seen: str = "") -> str:
    """The digest that the second press sends back."""
    value = {"name": name, "content": base64.b64encode(content).decode(), "seen": seen}
    cache.set(_key(purpose, user), keys.encrypt(json.dumps(value)), SECONDS)
    return _digest(content)


def kept(purpose: str, user, digest: str) -> Waiting | None:
    """None where it is gone, or another window has checked another file since."""
    token = cache.get(_key(purpose, user))
    if token is None:
        return None
    value = json.loads(keys.decrypt(token))
    content = base64.b64decode(value["content"])
    return Waiting(value["name"], content, value["seen"]) if _digest(content) == digest else None


def forget(purpose: str, user) -> None:
    cache.delete(_key(purpose, user))


def _key(purpose: str, user) -> str:
    return f"{purpose}:{user.pk}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
