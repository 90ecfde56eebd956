"""`manage.py observatory [PATH]`: what would MDN's HTTP Observatory (algorithm 6) score this page?

Computed here from its published table: start 100, penalties, and bonuses only where the penalties leave 90 or more.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test import Client

UNSAFE = {"'unsafe-inline'", "'unsafe-eval'", "data:", "http:", "https:", "*"}
YEAR_HALF = 15768000  # seconds that HSTS must last


@dataclass(frozen=True)
class Seen:
    """An answer, as the scanner sees it."""

    headers: dict[str, str]  # names in lower case
    cookies: SimpleCookie
    html: str


def seen(response) -> Seen:
    body = "" if response.streaming else response.content.decode("utf-8", "replace")
    return Seen({name.lower(): value for name, value in response.headers.items()}, response.cookies, body)


def score(answer: Seen) -> dict[str, int]:
    """The points by test; their sum is the score."""
    points = {name: test(answer) for name, test in TESTS.items()}
    penalties = {name: min(value, 0) for name, value in points.items()}
    if 100 + sum(penalties.values()) < 90:
        points = penalties
    return {"start": 100} | points


def directives(answer: Seen) -> dict[str, list[str]]:
    """The first of each directive, as browsers read it."""
    found: dict[str, list[str]] = {}
    for part in answer.headers.get("content-security-policy", "").split(";"):
        name, *values = part.split() or [""]
        found.setdefault(name.lower(), values)
    return found


def _csp(answer: Seen) -> int:
    policy = directives(answer)
    default = policy.get("default-src")
    if default is None:
        return -25
    scripts, styles = (set(policy.get(name, default)) for name in ("script-src", "style-src"))
    objects = set(policy.get("object-src", default))
    if (scripts | objects) & (UNSAFE - {"'unsafe-eval'"}):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if styles & UNSAFE:
        return 0
    text = answer.headers["content-security-policy"].lower()
    names = re.findall(r"(?:^|;)\s*([a-z-]+)", text)
    return 10 if default == ["'none'"] and len(names) == len(set(names)) else 5


def _cookies(answer: Seen) -> int:
    cookies = answer.cookies.values()
    if not cookies:
        return 0
    if not all(cookie["secure"] for cookie in cookies):
        return -40 if any(_is_session(cookie.key) for cookie in cookies if not cookie["secure"]) else -20
    if not all(cookie["httponly"] for cookie in cookies if _is_session(cookie.key)):
        return -30
    return 5 if all(cookie["httponly"] and cookie["samesite"] for cookie in cookies) else 0


def _is_session(name: str) -> bool:
    return any(word in name.lower() for word in ("sess", "login"))


def _cors(answer: Seen) -> int:
    return -50 if answer.headers.get("access-control-allow-origin") == "*" else 0


def _hsts(answer: Seen) -> int:
    value = answer.headers.get("strict-transport-security", "")
    age = re.search(r"max-age=(\d+)", value)
    if not age:
        return -20
    return 0 if int(age[1]) >= YEAR_HALF else -10  # +5 only once the domain is in the browsers' preload list


def _referrer(answer: Seen) -> int:
    value = answer.headers.get("referrer-policy", "").split(",")[-1].strip()
    if value in {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}:
        return 5
    return -5 if value in {"unsafe-url", "origin", "origin-when-cross-origin", "no-referrer-when-downgrade"} else 0


def _framing(answer: Seen) -> int:
    if directives(answer).get("frame-ancestors"):
        return 5
    value = answer.headers.get("x-frame-options", "").upper()
    return {"DENY": 5, "SAMEORIGIN": 5}.get(value, -20)


def _sniffing(answer: Seen) -> int:
    return 0 if answer.headers.get("x-content-type-options") == "nosniff" else -5


def _is(header: str, good: dict[str, int]):
    return lambda answer: good.get(answer.headers.get(header, ""), 0)


class _Scripts(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[dict] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag == "script" and "src" in dict(attrs):
            self.found.append(dict(attrs))


def _integrity(answer: Seen) -> int:
    scripts = _Scripts(answer.html).found
    if any(re.match(r"(https?:)?//", script["src"]) and not script.get("integrity") for script in scripts):
        return -5
    return 5 if scripts and all(script.get("integrity") for script in scripts) else 0


TESTS = {
    "content-security-policy": _csp,
    "cookies": _cookies,
    "cross-origin-resource-sharing": _cors,
    "strict-transport-security": _hsts,
    "referrer-policy": _referrer,
    "x-frame-options": _framing,
    "x-content-type-options": _sniffing,
    "subresource-integrity": _integrity,
    "cross-origin-embedder-policy": _is("cross-origin-embedder-policy", {"require-corp": 10, "credentialless": 10}),
    "cross-origin-opener-policy": _is("cross-origin-opener-policy", {"same-origin": 10}),
    "cross-origin-resource-policy": _is("cross-origin-resource-policy", {"same-origin": 10, "same-site": 10}),
}


class Command(BaseCommand):
    help = "Prints the local score of a page against the Observatory's table. Run it with production settings."

    def add_arguments(self, parser):
        parser.add_argument("path", nargs="?", default="/en/accounts/login/")

    def handle(self, *, path, **options):
        parts = score(seen(Client(headers={"host": _host()}).get(path, secure=True)))
        for name, points in parts.items():
            self.stdout.write(f"{name}: {points}")
        self.stdout.write(f"observatory score: {sum(parts.values())}")


def _host() -> str:
    return next((host for host in settings.ALLOWED_HOSTS if not host.startswith((".", "*"))), "localhost")
