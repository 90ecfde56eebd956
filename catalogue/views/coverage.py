"""What a unit has and what it lacks."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import (
    brief,
    countries,
    export,
    gaps,
    marks,
    reading_order,
    results,
    sheet,
    snapshot,
    spreadsheets,
    words_origin,
)
from catalogue import coverage as coverages
from catalogue.query import parse
from catalogue.views.export import too_many
from hub.forms import FORM
from hub.languages import language

SHOWN = 40  # tools to tick on one page


@require_safe
def coverage(request):
    """One's own: the steps and inputs that the ticked tools cover, and candidates for the others."""
    own = coverages.own(request.user)
    context = _picture(request, coverages.slugs(own)) | {
        "own": own,
        "agency": request.user.agency,
        "of_colleagues": coverages.of_colleagues(request.user),
    }
    return render(request, "catalogue/coverage.html", context)


@require_safe
def coverage_shared(request, coverage):
    """One that somebody of the reader's agency shares: to read and to copy."""
    shared = get_object_or_404(coverages.Coverage.objects.readable_by(request.user), pk=coverage)
    context = _picture(request, coverages.slugs(shared)) | {"shared": shared, "agency": request.user.agency}
    return render(request, "catalogue/coverage_shared.html", context)


def _picture(request, slugs: list[str]) -> dict:
    held, code = snapshot.current(), translation.get_language()
    country = countries.chosen(request.GET, request.user)
    picture = gaps.picture(held, slugs, country.code, code)
    words = words_origin.of(held, code)
    return {
        "picture": picture,
        "country": country,
        "countries": countries.names(code),
        "address": "?" + urlencode({"country": country.code}) if "country" in request.GET else "",
        "barred": gaps.reasons(picture.barred, country.code, code),
        "words": words,
        "marks": marks.of((), words),
        "each": marks.EACH,
        "now": timezone.now(),
        "page_address": request.build_absolute_uri(),
    }


@require_http_methods(FORM)
def coverage_tools(request):
    """The list of tools with ticks: found by words, by a step, or one's own."""
    saved = coverages.slugs(coverages.own(request.user))
    if request.method != "POST":
        return render(request, "catalogue/coverage_tools.html", _tools(request, saved, set(saved)))
    known = snapshot.current().numbers
    shown, wanted = ([slug for slug in request.POST.getlist(name) if slug in known] for name in ("shown", "tool"))
    try:
        total = coverages.keep(by=request.user, shown=shown, ticked=wanted)
    except coverages.TooMany:
        context = _tools(request, saved, {*wanted, *saved} - ({*shown} - {*wanted}))
        return render(request, "catalogue/coverage_tools.html", context | {"form": {"errors": [_too_many()]}})
    messages.success(request, _saved(total))
    return redirect(request.get_full_path())


def _too_many() -> str:
    text = ngettext(
        "A unit has at most %(most)s tool here. Nothing was saved; your ticks are as you set them.",
        "A unit has at most %(most)s tools here. Nothing was saved; your ticks are as you set them.",
        coverages.MOST,
    )
    return text % {"most": coverages.MOST}


def _saved(total: int) -> str:
    text = ngettext("Saved. Your unit has %(total)s tool.", "Saved. Your unit has %(total)s tools.", total)
    return text % {"total": total}


def _tools(request, saved: list[str], ticked: set[str]) -> dict:
    held, code = snapshot.current(), translation.get_language()
    query, own = parse(request.GET, held), reading_order.named(held, saved, code)
    found = results.run(held, query, code, size=SHOWN, count=False) if query.filtered else None
    entries = found.entries if found else [held.entries[number] for number in own]
    page, pages = (found.page, found.pages) if found else (1, 1)
    words = words_origin.of(held, code)
    return {
        "query": query,
        "ignored": found.query.ignored if found else query.ignored,
        "found": found,
        "rows": [(entry, entry.slug in ticked) for entry in entries],
        "own_total": len(own),
        "gone": len(saved) - len(own),
        "steps": sheet.steps(held, code),
        "words": words,
        "marks": marks.of((), words),
        "step_address": query.address(),
        "previous": query.address(page=page - 1) if page > 1 else "",
        "next": query.address(page=page + 1) if page < pages else "",
    }


@require_POST
def coverage_share(request):
    try:
        coverages.share(by=request.user)
    except coverages.NoAgency:
        messages.warning(request, _("Your account names no agency, so there is nobody to share with."))
    else:
        messages.success(request, _("Every officer of your agency can now open and copy your unit’s coverage."))
    return redirect("catalogue:coverage")


@require_POST
def coverage_withdraw(request):
    coverages.withdraw(by=request.user)
    messages.success(request, _("Your unit’s coverage is yours alone again."))
    return redirect("catalogue:coverage")


@require_POST
def coverage_copy(request, coverage):
    shared = get_object_or_404(coverages.Coverage.objects.readable_by(request.user), pk=coverage)
    try:
        total = coverages.copy(by=request.user, source=shared)
    except coverages.TooMany:
        text = _("Together with your own these are more than %(most)s tools. Nothing was copied.")
        messages.warning(request, text % {"most": coverages.MOST})
        return redirect("catalogue:coverage_shared", coverage=shared.pk)
    messages.success(request, _saved(total))
    return redirect("catalogue:coverage")


@require_safe
def coverage_brief(request):
    """What to hand to those who decide, on one sheet of paper."""
    context = _picture(request, coverages.slugs(coverages.own(request.user)))
    context |= {
        "held": context["picture"].held[: brief.MOST_HELD],
        "held_more": len(context["picture"].held[brief.MOST_HELD :]),
        "gaps": brief.gaps_with_first(context["picture"]),
        "shortlist": brief.shortlist(context["picture"]),
        "questions": brief.QUESTIONS,
        "page_address": request.build_absolute_uri(reverse("catalogue:coverage")),
    }
    return render(request, "catalogue/coverage_brief.html", context)


@require_safe
def coverage_csv(request):
    context = _picture(request, coverages.slugs(coverages.own(request.user)))
    address = reverse("catalogue:coverage") + context["address"]
    if not export.allow(request.user):
        return too_many(request, address)
    spoken, notes = language(translation.get_language()), export.notes_on([context["words"]])
    head = spreadsheets.head(_("Unit coverage"), request.build_absolute_uri(address), spoken, notes)
    rows = brief.table(context["picture"], context["country"].name)
    return spreadsheets.answer("coverage", [*head, *rows])
