"""What is a domain in one spelling, and which part of it did somebody register?

Kept as lower-case ASCII (IDNA), shown in its own script. Python brings IDNA 2003; the four characters that it would
silently turn into another name are refused.
"""

import re
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from publicsuffixlist import PublicSuffixList

LIMIT = 253
LOSSY = re.compile("[ßς\u200c\u200d]")
AROUND = " \t\r\n\u00a0\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")

NO_DOMAIN = _("This is not a domain. Write it like police.example, without spaces.")
LOSSY_LETTERS = _("This domain has letters that old software reads as others. Paste it in its form with xn--.")
SUFFIX = _("Anybody can register a name under this ending. Give the domain of the agency itself.")


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()


def normalise_domain(text: str) -> str:
    """Lower-case ASCII, from a domain, an address or a link."""
    name = _host(text[: 4 * LIMIT].strip(AROUND).lower())
    if LOSSY.search(name):
        raise ValidationError(LOSSY_LETTERS, code="lossy")
    try:
        domain = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValidationError(NO_DOMAIN, code="no_domain") from None
    domain = domain.removeprefix("www.") if not is_suffix(domain.removeprefix("www.")) else domain
    labels = domain.split(".")
    if len(domain) > LIMIT or len(labels) < 2 or labels[-1].isdigit() or not all(map(LABEL.fullmatch, labels)):
        raise ValidationError(NO_DOMAIN, code="no_domain")
    return domain


def _host(text: str) -> str:
    """What stands between the parts of a link or after the @ of an address."""
    rest = text.partition("://")[2] or text
    rest = re.split(r"[/?#]", rest, maxsplit=1)[0].rpartition("@")[2]
    return re.sub(r":\d*$", "", rest).rstrip(".。．")


def is_suffix(domain: str) -> bool:
    """Others register their names right under it: `com`, `gov.uk`, `github.io`."""
    return _suffixes().is_public(domain)


def with_parents(domain: str) -> list[str]:
    """The domain and what stands above it, down to what somebody registered. Empty for a public suffix."""
    suffix = _suffixes().publicsuffix(domain) or ""
    labels = domain.split(".")
    own = len(labels) - len(suffix.split("."))
    return [".".join(labels[place:]) for place in range(own)]


def in_its_script(domain: str) -> str:
    """For reading. A label that does not survive the way back stays ASCII."""
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def fragment(text: str) -> str:
    """What a search for this text looks for among the kept domains: they are ASCII, the text may not be."""
    text = text.strip(AROUND).lower()[:LIMIT]
    try:
        return text.encode("idna").decode("ascii") or text
    except UnicodeError:
        return text
