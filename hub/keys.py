"""How are secrets in the database encrypted?

`HUB_KEYS` holds Fernet keys outside the database, newest first. The newest encrypts, all of them decrypt, so a key
is rotated by putting a new one in front, running `manage.py rotate_keys`, and removing the last.
"""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _fernet(tuple(settings.HUB_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    return _fernet(tuple(settings.HUB_KEYS)).decrypt(token.encode("ascii")).decode()


def fingerprint(purpose: str, text: str) -> str:
    """Finds equal texts (addresses, senders) without keeping them: 64 hexadecimal digits, by the newest key."""
    return _mark(settings.HUB_KEYS[0], purpose, text)


def fingerprints(purpose: str, text: str) -> list[str]:
    """What the same text may be stored as while keys are being rotated: for `field__in=`."""
    return [_mark(key, purpose, text) for key in settings.HUB_KEYS]


def _mark(key: str, purpose: str, text: str) -> str:
    return hmac.new(key.encode(), f"{purpose}\n{text}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_newest(token: str) -> bool:
    """False for a token of an older key; InvalidToken for one of no key of ours."""
    newest = _fernet(tuple(settings.HUB_KEYS[:1]))
    try:
        newest.decrypt(token.encode("ascii"))
    except InvalidToken:
        decrypt(token)
        return False
    return True


def rotate(token: str) -> str:
    """The same text by the newest key."""
    return _fernet(tuple(settings.HUB_KEYS)).rotate(token.encode("ascii")).decode("ascii")
