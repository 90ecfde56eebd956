"""`manage.py document_access`: writes docs/access.md from `hub/access.py`; a test compares the two."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import LocalePrefixPattern

from hub.access import AUDIENCES, NAMESPACES, Audience

FILE = settings.BASE_DIR / "docs" / "access.md"
HEAD = """# Who may open what

Written by `manage.py document_access` from `hub/access.py`. A view that is not listed there is closed to everybody.
`<language>` stands for one of the six prefixes.
"""
WHO = {
    Audience.PUBLIC: "anyone",
    Audience.ACCOUNT: "signed in, but not (or no longer) let in",
    Audience.OFFICER: "approved, unexpired, second factor used in this session",
    Audience.STAFF: "an officer's conditions and a staff role; the admin checks which role",
    Audience.NOBODY: "shut on purpose: a library brings the view, the Hub does not offer it",
}


class Command(BaseCommand):
    help = "Writes docs/access.md."

    def handle(self, **options):
        FILE.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Written: {FILE.relative_to(settings.BASE_DIR)}")


def document() -> str:
    routes: dict[str, list[str]] = {}
    for name, route in _walk(get_resolver(), "/"):
        routes.setdefault(name, []).append(route)
    return HEAD + "".join(_section(audience, routes) for audience in Audience)


def _section(audience: Audience, routes: dict[str, list[str]]) -> str:
    rows = [
        (", ".join(f"`{route}`" for route in routes[name]), name) for name in AUDIENCES if AUDIENCES[name] == audience
    ]
    rows += [("`/admin/…`", f"{name}:…") for name, needed in NAMESPACES.items() if needed == audience]
    table = "".join(f"| {addresses} | `{name}` |\n" for addresses, name in sorted(rows))
    return f"\n## {audience.name}: {WHO[audience]}\n\n| address | view |\n|---|---|\n{table}"


def _walk(resolver, prefix: str, namespace: str = ""):
    for entry in resolver.url_patterns:
        localised = isinstance(entry.pattern, LocalePrefixPattern)
        route = prefix + ("<language>/" if localised else str(entry.pattern).lstrip("^"))
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", route.replace("|", "\\|")
        else:
            yield from _walk(entry, route, namespace + (f"{entry.namespace}:" if entry.namespace else ""))
