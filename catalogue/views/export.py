"""A list out of the Hub: on paper, and as a file."""

from dataclasses import replace

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue import export, marks, results, snapshot, words_origin
from catalogue.query import parse

ON_PAPER = 500  # tools on one page; the files hold all


@require_safe
def export_print(request):
    """The whole list on one page, with what a reader must know who has only the paper."""
    listing = _listing(request)
    said = export.summaries(listing)
    context = {
        "listing": listing,
        "conditions": export.conditions(listing),
        "notes": export.notes_on_query(listing),
        "marks": marks.of(said, words_origin.of(listing.snapshot, listing.code)),
        "lines": export.lines(listing, said)[:ON_PAPER],
        "total": len(listing.entries),
        "most": ON_PAPER,
        "query": listing.query.address(),
        "now": timezone.now(),
    }
    return render(request, "catalogue/export_print.html", context)


@require_safe
def export_csv(request):
    listing = _listing(request)
    return export.as_csv(listing) if export.allow(request.user) else too_many(request, listing.address)


@require_safe
def export_json(request):
    listing = _listing(request)
    return export.as_json(listing) if export.allow(request.user) else too_many(request, listing.address)


def too_many(request, address: str):
    """Why there is no file now, when there will be, and the way back."""
    response = render(request, "catalogue/export_wait.html", {"most": export.MOST, "address": address}, status=429)
    response.headers["Retry-After"] = str(int(export.HOUR.total_seconds()))
    return response


def _listing(request) -> export.Listing:
    """All that the query of the list finds, in its order."""
    held, code = snapshot.current(), translation.get_language()
    query = replace(parse(request.GET, held), page=1)
    found = results.run(held, query, code, size=len(held.entries) or 1, count=False)
    address = request.build_absolute_uri(reverse("catalogue:tool_list")) + query.address().rstrip("?")
    return export.Listing(held, found.entries, code, _("Tools"), address, query, closest=found.closest)
