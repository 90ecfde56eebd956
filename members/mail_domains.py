"""What is known of a mail domain in general: is it a provider for anybody, and which country does its ending name?"""

from functools import cache
from pathlib import Path

import yaml
from disposable_email_domains import blocklist
from django.core.exceptions import ValidationError
from django_countries import countries

from members.domains import normalise_domain, with_parents

DATA = Path(__file__).parent / "data" / "mail_domains.yaml"


@cache
def _data() -> dict:
    return yaml.safe_load(DATA.read_text(encoding="utf-8"))


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(" ".join(_data()["free_mail"].values()).split())


@cache
def words(name: str) -> frozenset[str]:
    """One of the lists of the data file: `common_names`, `government`."""
    return frozenset(_data()[name].split())


def domain_of(address: str) -> str:
    """The domain of an address in one spelling; empty where it has none that can be trusted to be read alike."""
    try:
        return normalise_domain(address.rpartition("@")[2])
    except ValidationError:
        return ""


def mailbox(address: str) -> str:
    """One spelling for what arrives in one mailbox: without what stands after a plus sign."""
    name, _at, domain = address.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain_of(address) or domain}"


def is_free_mail(domain: str) -> bool:
    """Anybody gets an address there."""
    return not _free_mail().isdisjoint(with_parents(domain))


def is_disposable(domain: str) -> bool:
    """Made to be thrown away."""
    return not blocklist.isdisjoint({domain, *with_parents(domain)})


def is_for_anybody(domain: str) -> bool:
    return is_free_mail(domain) or is_disposable(domain)


def country_of(domain: str) -> str:
    """The country that the ending names (ISO code); empty for .org, .int, .eu and their like."""
    last = domain.rpartition(".")[2]
    code = _data()["country_endings"].get(last, last.upper())
    return code if code in countries else ""
