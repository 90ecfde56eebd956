"""What does a fresh machine's `.env` hold? Demo mode and keys of its own; `make run` writes it once.

Production sets its own environment and has no such file (docs/settings.md).
"""

import base64
import secrets
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / ".env"


def write() -> None:
    """Writes the file unless it is there; only its owner may read it."""
    if FILE.exists():
        return
    FILE.touch(mode=0o600)
    FILE.write_text(
        "HUB_DEMO=1\n"
        "ALLOWED_HOSTS=localhost,127.0.0.1,[::1]\n"
        f"SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"HUB_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}\n",
        encoding="utf-8",
    )


def remember(name: str, value: str) -> None:
    """One more line, or another value of it: what other commands on the same demo have to know."""
    if FILE.exists():
        kept = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{name}=")]
        FILE.write_text("\n".join([*kept, f"{name}={value}", ""]), encoding="utf-8")


if __name__ == "__main__":
    write()
