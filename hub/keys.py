"""How are secrets in the database encrypted?

`HUB_KEYS` holds Fernet keys outside the database, newest first. The newest encrypts, all of them decrypt, so a key
is rotated by putting a new one in front and removing the last when nothing needs it any more.
"""

from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _fernet(tuple(settings.HUB_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    return _fernet(tuple(settings.HUB_KEYS)).decrypt(token.encode("ascii")).decode()
