"""Tools side by side."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from catalogue import comparison, export, marks, results, sheet, snapshot, spreadsheets, words_origin
from catalogue.query import parse
from catalogue.views.export import too_many
from hub.languages import language


@require_safe
def compare(request):
    """Up to four tools side by side, those of the address; without any, those that this officer has gathered."""
    held, code = snapshot.current(), translation.get_language()
    gathered = comparison.select(request.session.get(comparison.HELD, ()), held)
    if "tool" not in request.GET and gathered.slugs:  # none where all of them have left the catalogue since
        return redirect(reverse("catalogue:compare") + gathered.address())
    selection = comparison.select(request.GET.getlist("tool"), held)
    sheets, only = sheet.read(held, selection.slugs, code), _only(request)
    query = parse(request.GET, held, also=("tool", "only"))
    context = {
        "selection": selection,
        "columns": [(one, selection.without(one.entry.slug)) for one in sheets],
        "facts": comparison.shown_of(comparison.facts(sheets), only),
        "texts": comparison.shown_of(comparison.texts(sheets), only),
        "only": only,
        "marks": marks.of(export.texts_of(sheets), words_origin.of(held, code)),
        "address": selection.address(only=comparison.DIFFERENCES if only else ""),
        "all_address": selection.address(),
        "only_address": selection.address(only=comparison.DIFFERENCES),
        "q": query.q,
        "offers": results.offers(held, query.q, code, leaving_out=selection.slugs),
        "now": timezone.now(),
        "page_address": request.build_absolute_uri(),
    }
    return render(request, "catalogue/compare.html", context)


@require_POST
def compare_keep(request):
    """Gathers exactly these tools, and shows them side by side."""
    selection = comparison.select(request.POST.getlist("tool"), snapshot.current())
    request.session[comparison.HELD] = list(selection.slugs)
    if selection.over:
        messages.warning(request, _("At most four tools stand side by side. The last one was not added."))
    return redirect(reverse("catalogue:compare") + selection.address())


@require_safe
def compare_csv(request):
    _held, code, sheets, told = _to_take(request, only=_only(request))
    if not export.allow(request.user):
        return too_many(request, told["address"])
    notes = export.notes_on(export.texts_of(sheets))
    head = spreadsheets.head(told["title"], told["address"], language(code), notes)
    return spreadsheets.answer("comparison", [*head, *comparison.table(sheets, only=_only(request))])


@require_safe
def compare_json(request):
    held, code, sheets, told = _to_take(request)
    if not export.allow(request.user):
        return too_many(request, told["address"])
    return export.comparison_as_json(held, sheets, code, **told)


def _only(request) -> bool:
    return request.GET.get("only") == comparison.DIFFERENCES


def _to_take(request, *, only: bool = False) -> tuple:
    """The tools that the address names, and what their file says of itself; 404 without any."""
    held, code = snapshot.current(), translation.get_language()
    selection = comparison.select(request.GET.getlist("tool"), held)
    sheets = sheet.read(held, selection.slugs, code)
    if not sheets:
        raise Http404
    address = request.build_absolute_uri(reverse("catalogue:compare")) + selection.address(
        only=comparison.DIFFERENCES if only else ""
    )
    return held, code, sheets, {"title": _("Compare tools"), "address": address}
