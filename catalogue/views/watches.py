"""What an officer watches."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from catalogue import marks, panel, snapshot, watching, words_origin
from catalogue.forms.lists import MailForm
from catalogue.query import parse
from catalogue.saved import Watch
from catalogue.views.lists import moment

LENGTH = 4000  # characters of an address


@require_safe
def offer(request):
    """The search of the address in words, with how many tools it finds now."""
    held, code = snapshot.current(), translation.get_language()
    query = parse(request.GET, held)
    words = words_origin.of(held, code) if query.chosen else None
    context = {
        "query": query,
        "narrowings": panel.removables(held, query, code),
        "words": words,
        "marks": marks.of((), words),
        "total": sum(1 for _entry in watching.matches(held, query, code)),
        "address": watching.address(query),
    }
    return render(request, "catalogue/watch.html", context)


@require_POST
def search(request):
    held = snapshot.current()
    query = parse(QueryDict(request.POST.get("search", "")[:LENGTH]), held)
    try:
        fresh = watching.watch_search(query=query, snapshot=held, code=translation.get_language(), by=request.user)
    except watching.TooManyWatches:
        messages.warning(request, too_many())
    else:
        _tell(request, fresh)
    return redirect("lists:all")


@require_POST
def tool(request):
    held = snapshot.current()
    number = held.numbers.get(request.POST.get("tool", ""))
    if number is None:
        raise Http404
    try:
        _tell(request, watching.watch_tool(entry=held.entries[number], by=request.user))
    except watching.TooManyWatches:
        messages.warning(request, too_many())
    return redirect("lists:all")


def _tell(request, fresh: bool) -> None:
    messages.success(request, _("You watch it from now on.") if fresh else _("You watch it already."))


def too_many() -> str:
    return ngettext(
        "You can watch %(count)d thing at most. Stop watching another one first.",
        "You can watch %(count)d things at most. Stop watching another one first.",
        watching.MOST,
    ) % {"count": watching.MOST}


@require_POST
def stop(request, watch):
    get_object_or_404(Watch, pk=watch, owner=request.user).delete()
    return redirect("lists:all")


@require_POST
def seen(request):
    watching.mark_seen(snapshot=snapshot.current(), until=moment(request), by=request.user)
    return redirect("lists:all")


@require_POST
def mail(request):
    form = MailForm(request.POST)
    if form.is_valid():
        watching.choose_mail(every=form.cleaned_data["every"], by=request.user)
        messages.success(request, _("Saved."))
    return redirect("lists:all")
