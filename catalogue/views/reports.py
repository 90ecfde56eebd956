"""What an officer tells staff, and what became of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalogue import reports, sheet, snapshot, suggesting
from catalogue.forms.reports import PARTS, CorrectionForm, LinkForm, SuggestionForm
from catalogue.reports import Kind
from hub.forms import FORM
from hub.refusals import StateChanged

SHOWN = 200  # of what an officer has sent


@require_http_methods(FORM)
def suggest(request):
    """A tool that the catalogue does not have."""
    form = SuggestionForm(request.POST or None, initial={"name": suggesting.name_of(request.GET.get("name", ""))})
    if request.method != "POST" or not form.is_valid():
        return render(request, "catalogue/suggest.html", {"form": form})
    if (known := suggesting.known(snapshot.current(), form.cleaned_data["name"])) is not None:
        form.add_error("name", _("The catalogue has a tool of this name. If yours is another, add who makes it."))
        return render(request, "catalogue/suggest.html", {"form": form, "known": known})
    if not _send(request, form, Kind.SUGGESTION):
        return render(request, "catalogue/suggest.html", {"form": form}, status=429)
    return redirect("catalogue:sent")


@require_http_methods(FORM)
def report(request, slug):
    """An entry is wrong somewhere, or one of its links does not work."""
    shown = _entry(slug)
    links, asked = sheet.links(shown), request.GET.get("link")
    if asked is None:
        part = request.GET.get("part")
        form = CorrectionForm(request.POST or None, initial={"part": part if part in PARTS else ""})
        kind, template = Kind.CORRECTION, "catalogue/report.html"
    else:
        offered = [asked] if asked in links else links
        form = LinkForm(request.POST or None, links=offered, initial={"url": asked})
        kind, template = Kind.LINK, "catalogue/report_link.html"
    context = {"tool": shown.row, "form": form, "links": links, "one": asked in links}
    if request.method != "POST" or not form.is_valid():
        return render(request, template, context)
    if not _send(request, form, kind, tool=shown.row):
        return render(request, template, context, status=429)
    return redirect(shown.row)


def _entry(slug: str) -> sheet.Sheet:
    held = snapshot.current()
    found = sheet.read(held, [slug], translation.get_language()) if slug in held.numbers else []
    if not found:
        raise Http404
    return found[0]


def _send(request, form, kind: Kind, **about) -> bool:
    """False where this officer has sent enough for a day: what was typed stays on the page."""
    try:
        reports.send(by=request.user, kind=kind, language=translation.get_language(), **about, **form.cleaned_data)
    except reports.TooMany:
        form.add_error(None, _("You have sent much today. Nothing is lost: send this one tomorrow."))
        return False
    except reports.SentBefore:
        messages.info(request, _("You have sent this before, and staff have it. It is not sent a second time."))
    else:
        messages.success(request, _("Thank you. Staff have it. “What you have sent” shows what becomes of it."))
    return True


@require_http_methods(FORM)
def sent(request):
    """The officer's own, with state and answer; to take one back, and to say that the answers are read."""
    own = reports.Report.objects.sent_by(request.user)
    if request.method != "POST":
        shown = own.newest_first().select_related("tool")[:SHOWN]
        context = {"reports": [(one, PARTS.get(one.part, "")) for one in shown], "held": snapshot.current().numbers}
        return render(request, "catalogue/sent.html", context | {"unread": any(one.unread for one in shown)})
    if "read" in request.POST:
        reports.mark_read(by=request.user)
    elif "withdraw" in request.POST:
        _withdraw(request, get_object_or_404(own, pk=_number(request.POST["withdraw"])))
    return redirect("catalogue:sent")


def _withdraw(request, report: reports.Report) -> None:
    try:
        reports.withdraw(report=report, by=request.user)
    except StateChanged:
        messages.error(request, _("Staff were faster: here is what has become of it."))
    else:
        messages.success(request, _("Taken back. Staff see it no longer."))


def _number(typed: str) -> int:
    if not typed.isdecimal() or len(typed) > 18:
        raise Http404
    return int(typed)
