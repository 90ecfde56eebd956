"""How does a file leave the Hub? To be kept, under a name of ours, never shown inside a page."""

from django.http import HttpResponse


def attachment(content: bytes | str, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
