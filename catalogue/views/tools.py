"""Home, the list, one tool, and what the words mean."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from catalogue import (
    comparison,
    english,
    expanded,
    marks,
    panel,
    record,
    related,
    reports,
    results,
    sheet,
    snapshot,
    suggesting,
    words_origin,
)
from catalogue.query import parse

NEW_ON_HOME = 8


@require_safe
def home(request):
    """The officer's start page: search, the steps, what is new since the last visit."""
    held, code = snapshot.current(), translation.get_language()
    since = request.user.previous_visit
    context = {
        "steps": sheet.steps(held, code),
        "total": len(held.entries),
        "since": since,
        "news": sheet.news(held, code, since, NEW_ON_HOME),
        "marks": marks.of((), words_origin.of(held, code)),
        "answers": reports.Report.objects.sent_by(request.user).unread().count(),
    }
    return render(request, "catalogue/home.html", context)


@require_safe
def tool_list(request):
    held, code = snapshot.current(), translation.get_language()
    query = parse(request.GET, held)
    found = results.run(held, query, code, counted=held.listed)
    told = marks.of((record.summary(entry, code) for entry in found.entries), words_origin.of(held, code))
    partial = bool(request.htmx) and not request.htmx.history_restore_request  # going back needs the whole page
    context = {
        "query": found.query,
        "partial": partial,
        "results": found,
        "facets": panel.facets(held, found, code),
        "removables": panel.removables(held, query, code),
        "rows": panel.rows(held, found, code, told),
        "marks": told,
        "expanded": expanded.told(found.concepts, query, code),
        "help": sheet.zero_help(held, query, code) if not found.total else None,
        "suggest": suggesting.address(query.q) if not found.total else "",
        "sorts": sheet.sorts(query),
        "clear": query.cleared().address(),
        "address": query.address(),
        "without_words": query.without("q", "").address(),
        "previous": query.address(page=found.page - 1) if found.page > 1 else "",
        "next": query.address(page=found.page + 1) if found.page < found.pages else "",
    }
    template = "catalogue/tool_list.html"
    if partial:
        template += "#turned" if query.page > 1 else "#answer"
    response = render(request, template, context)
    response.headers["Vary"] = "HX-Request, HX-History-Restore-Request, Cookie"
    return response


@require_safe
def tool(request, slug):
    held, code = snapshot.current(), translation.get_language()
    if slug not in held.numbers:
        raise Http404
    found = sheet.read(held, [slug], code)
    if not found:
        raise Http404  # unpublished or gone since the snapshot was made
    return page(request, held, found[0], code)


def page(request, held, shown, code: str, **more):
    """The page of a tool, for officers and for who looks at it before they do."""
    slug, now = shown.entry.slug, timezone.now()
    similar = related.similar(held, slug, code)
    gathered = comparison.select(request.session.get(comparison.HELD, ()), held)
    beside = comparison.select([slug, *(other.slug for other in similar)], held)
    shown = english.dated(shown)
    context = {
        "tool": shown,
        "marks": marks.of_sheet(shown),
        "facts": sheet.key_facts(shown),
        "sections": sheet.sections(shown),
        "verification": sheet.verification(shown, now.date()),
        "succession": related.succession(held, slug, code),
        "similar": similar,
        "gathered": gathered,
        "beside": beside.address(),
        "now": now,
        "page_address": request.build_absolute_uri(request.path),
        "preview": None,
    }
    return render(request, "catalogue/tool.html", context | more)


@require_safe
def words(request):
    """What the words of the filters mean."""
    held, code = snapshot.current(), translation.get_language()
    origin = words_origin.of(held, code)
    context = {"groups": sheet.vocabulary(held, code), "origin": origin, "marks": marks.of((), origin)}
    return render(request, "catalogue/words.html", context)
