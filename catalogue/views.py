"""The catalogue's pages: each loads, asks one question and renders the template of its name."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import comparison, panel, related, results, sheet, snapshot, spreadsheets
from catalogue.forms import ReportForm
from catalogue.models import Tool
from catalogue.query import Query, parse
from hub.languages import language

NEW_ON_HOME = 8
OFFERED = 8  # tools to add to a comparison


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
    }
    return render(request, "catalogue/home.html", context)


@require_safe
def tool_list(request):
    held, code = snapshot.current(), translation.get_language()
    query = parse(request.GET, held.masks)
    found = results.run(held, query, code, counted=held.listed)
    partial = bool(request.htmx) and not request.htmx.history_restore_request  # going back needs the whole page
    context = {
        "query": found.query,
        "partial": partial,
        "results": found,
        "facets": panel.facets(held, found, code),
        "removables": panel.removables(held, query, code),
        "rows": panel.rows(held, found, code),
        "fallback": any(entry.summary(code)[1] != code for entry in found.entries),
        "help": sheet.zero_help(held, query, code) if not found.total else None,
        "sorts": sheet.sorts(query),
        "clear": query.cleared().address(),
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
    shown, now = found[0], timezone.now()
    similar = related.similar(held, slug, code)
    gathered = comparison.select(request.session.get(comparison.HELD, ()), held)
    beside = comparison.select([slug, *(other.slug for other in similar)], held)
    context = {
        "tool": shown,
        "facts": sheet.key_facts(shown),
        "sections": sheet.sections(shown),
        "verification": sheet.verification(shown, now.date()),
        "similar": similar,
        "gathered": gathered,
        "beside": beside.address(),
        "now": now,
        "page_address": request.build_absolute_uri(request.path),
    }
    return render(request, "catalogue/tool.html", context)


@require_safe
def compare(request):
    """Up to four tools side by side, those of the address; without any, those that this officer has gathered."""
    held, code = snapshot.current(), translation.get_language()
    gathered = comparison.select(request.session.get(comparison.HELD, ()), held)
    if "tool" not in request.GET and gathered.slugs:  # none where all of them have left the catalogue since
        return redirect(reverse("catalogue:compare") + gathered.address())
    selection = comparison.select(request.GET.getlist("tool"), held)
    sheets, only = sheet.read(held, selection.slugs, code), request.GET.get("only") == comparison.DIFFERENCES
    query = parse(request.GET, held.masks, also=("tool", "only"))
    context = {
        "selection": selection,
        "columns": [(one, selection.without(one.entry.slug)) for one in sheets],
        "facts": [row for row in comparison.facts(sheets) if row.differs or not only],
        "texts": [text for text in comparison.texts(sheets) if text.differs or not only],
        "only": only,
        "fallback": any(one.fallback for one in sheets),
        "all_address": selection.address(),
        "only_address": selection.address(only=comparison.DIFFERENCES),
        "q": query.q,
        "offers": _offers(held, query, code, selection),
        "now": timezone.now(),
        "page_address": request.build_absolute_uri(),
    }
    return render(request, "catalogue/compare.html", context)


def _offers(held, query, code, selection) -> list:
    """Tools that fit the words, to be added."""
    if not query.q:
        return []
    found = results.run(held, Query(q=query.q), code, size=OFFERED + comparison.MOST, count=False)
    return [entry for entry in found.entries if entry.slug not in selection.slugs][:OFFERED]


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
    held, code = snapshot.current(), translation.get_language()
    selection = comparison.select(request.GET.getlist("tool"), held)
    sheets = sheet.read(held, selection.slugs, code)
    if not sheets:
        raise Http404
    address = request.build_absolute_uri(reverse("catalogue:compare")) + selection.address()
    head = spreadsheets.head(
        _("Compare tools"),
        address,
        language(code),
        machine=any(passage and passage.machine for one in sheets for passage in one.sections.values()),
        fallback=any(one.fallback for one in sheets),
    )
    return spreadsheets.answer("comparison", [*head, *comparison.table(sheets)])


@require_safe
def words(request):
    """What the words of the filters mean."""
    held, code = snapshot.current(), translation.get_language()
    context = {"groups": sheet.vocabulary(held, code), "origin": sheet.words_origin(held, code)}
    return render(request, "catalogue/words.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report(request, slug):
    """An officer reports something out of date; staff read it in the admin, without a name."""
    subject = get_object_or_404(Tool.objects.published(), slug=slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject.reports.create(text=form.cleaned_data["text"], language=translation.get_language())
        messages.success(request, _("Thank you. Staff have your report."))
        return redirect(subject)
    return render(request, "catalogue/report.html", {"tool": subject, "form": form})
