"""Which addresses does the site have? Read from the URL patterns, so that no page is forgotten."""

from dataclasses import dataclass

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.regex_helper import normalize

from hub.access import AUDIENCES, NAMESPACES, Audience

TOOL = "photodna"  # in the real catalogue for ever: slugs never change
UNKNOWN = "no-such-thing"
VALUES = {  # parameter of an address -> an example of it
    "slug": TOOL,
    "secret": "s" * 43,
    "role": "officer",
    "step": "link",
    "page": "kind",
    "pk": "1",
    "ticket": "00000000-0000-4000-8000-000000000001",
    "member": "00000000-0000-4000-8000-000000000001",
    "coverage": "00000000-0000-4000-8000-000000000001",
    "application": "00000000-0000-4000-8000-000000000001",
    "saved": "00000000-0000-4000-8000-000000000001",
    "watch": "1",
    "key": "abc-def",
    "uidb36": "abc",
    "alias": "zh",
    "code": "en",
    "rest": "/about/",
    "app_label": "catalogue",
    "object_id": "1",
    "change_id": "1",
    "kind": "tool",
    "field": "summary",
    "content_type_id": "1",
    "url": "somewhere",
}


@dataclass(frozen=True)
class Address:
    view: str
    path: str

    @property
    def audience(self) -> Audience | None:
        """None: nobody listed it."""
        namespace = self.view.rpartition(":")[0]
        return NAMESPACES.get(namespace, AUDIENCES.get(self.view))

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def is_admin(self) -> bool:
        return self.path.startswith("/admin/")

    def __str__(self):
        return self.path


def every_address(code: str = "en", urlconf=None, **values) -> list[Address]:
    """One address for each URL pattern, in a language, with example values."""
    with translation.override(code):
        return [Address(view, path) for view, path in _walk(get_resolver(urlconf), "", "/", VALUES | values)]


def pages(code: str = "en", *audiences: Audience) -> list[Address]:
    """The addresses under a language prefix."""
    found = [address for address in every_address(code) if address.path.startswith(f"/{code}/")]
    return [address for address in found if not audiences or address.audience in audiences]


def _walk(resolver, namespace: str, prefix: str, values: dict):
    for entry in resolver.url_patterns:
        path = prefix + _filled(entry.pattern, values)
        if isinstance(entry, URLPattern):
            yield namespace + (entry.name or entry.lookup_str), path
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner, path, values)


def _filled(pattern, values: dict) -> str:
    if isinstance(pattern, LocalePrefixPattern):
        return pattern.language_prefix
    template, names = normalize(pattern.regex.pattern)[-1]
    return template % {name: values[name] for name in names}
