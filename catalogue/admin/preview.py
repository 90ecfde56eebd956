"""How would officers see an entry, before they do, in each language?

The officers' own page, made from the saved row: of a draft too, which is in nobody's snapshot.
"""

from dataclasses import dataclass

from django.http import Http404
from django.urls import path, reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from catalogue import models, sheet, snapshot, words_origin
from catalogue.views import tools
from hub.languages import CODES, LANGUAGES, Language

NAME = "catalogue_tool_preview"


@dataclass(frozen=True)
class Preview:
    """What the page says of itself."""

    published: bool
    back: str


def preview_pages(admin) -> list:
    """The address of a preview; who may read the entry in the admin may open it."""

    @require_safe
    def preview(request, object_id, code):
        row = models.Tool.objects.filter(pk=object_id).first()
        if code not in CODES or row is None or not admin.has_view_permission(request, row):
            raise Http404
        return _page(request, row, code)

    return [path("<int:object_id>/preview/<str:code>/", admin.admin_site.admin_view(preview), name=NAME)]


def addresses(tool: models.Tool) -> list[tuple[Language, str]]:
    """Each language with its preview."""
    return [(spoken, reverse(f"admin:{NAME}", args=[tool.pk, spoken.code])) for spoken in LANGUAGES]


def _page(request, row: models.Tool, code: str):
    current = snapshot.current()
    held = snapshot.build(current.token, also=row.pk)
    held.kept(("details",), lambda: sheet.details(current))  # the rows of drafts are in it, and it is made already
    held.kept(("words", code), lambda: words_origin.of(current, code))
    about = Preview(row.slug in current.numbers, reverse("admin:catalogue_tool_change", args=[row.pk]))
    with translation.override(code):
        shown = sheet.of(held, held.entries[held.numbers[row.slug]], row, code)
        return tools.page(request, held, shown, code, preview=about, languages=addresses(row))
