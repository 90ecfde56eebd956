"""An officer's saved lists: each page loads one of them and does one thing. Another's list is as absent as none."""

from datetime import UTC

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import comparison, export, lists, marks, results, snapshot, watching, words_origin
from catalogue.forms.lists import NEW, ListForm, MailForm, NoteForm, SaveForm
from catalogue.query import parse
from catalogue.saved import NewsMail, SavedList
from catalogue.views.export import too_many
from hub.forms import FORM


def own(request, saved) -> SavedList:
    return get_object_or_404(SavedList.objects.of(request.user), pk=saved)


def own_row(request, saved, slug):
    return get_object_or_404(own(request, saved).rows.select_related("saved_list"), slug=slug)


def moment(request):
    """Until when the officer has seen what there is: when the page was made from which they send this."""
    now = timezone.now()
    try:
        said = parse_datetime(request.POST.get("until", ""))
        return min(said.astimezone(UTC), now) if said and timezone.is_aware(said) else now
    except (ValueError, OverflowError):  # no time, or one before the first day of the calendar
        return now


def too_many_tools() -> str:
    return ngettext(
        "A list holds %(count)d tool at most. Nothing was added.",
        "A list holds %(count)d tools at most. Nothing was added.",
        lists.MOST_TOOLS,
    ) % {"count": lists.MOST_TOOLS}


def too_many_lists() -> str:
    return ngettext(
        "You can have %(count)d list at most. Delete one first.",
        "You can have %(count)d lists at most. Delete one first.",
        lists.MOST_LISTS,
    ) % {"count": lists.MOST_LISTS}


@require_safe
def everything(request):
    """The officer's lists, and the news of what they watch."""
    now, code = timezone.now(), translation.get_language()
    held = snapshot.current()
    mail = NewsMail.objects.filter(owner=request.user).first()
    news = watching.news(request.user, held, code)
    words = words_origin.of(held, code) if any(one.narrowings for one in news) else None
    context = {
        "lists": lists.overviews(request.user, held),
        "watched": news,
        "has_news": any(one.unseen for one in news),
        "words": words,
        "marks": marks.of((), words),
        "until": now.isoformat(),
        "mail": MailForm(initial={"every": mail.every}) if mail else None,
    }
    return render(request, "catalogue/lists.html", context)


@require_http_methods(FORM)
def new(request):
    form = ListForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("lists:one", saved=lists.make(by=request.user, **form.cleaned_data).pk)
        except lists.TooManyLists:
            form.add_error(None, too_many_lists())
    return render(request, "catalogue/list_form.html", {"form": form, "saved_list": None})


@require_safe
def one(request, saved):
    now, code = timezone.now(), translation.get_language()
    held, saved_list = snapshot.current(), own(request, saved)
    lines = lists.lines(saved_list, held, code)
    query = parse(request.GET, held)
    slugs = [line.row.slug for line in lines]
    context = {
        "saved_list": saved_list,
        "lines": lines,
        "marks": marks.of(line.said for line in lines),
        "changed": any(line.changed for line in lines),
        "beside": comparison.select(slugs, held).address(),
        "full": len(lines) >= lists.MOST_TOOLS,
        "q": query.q,
        "offers": results.offers(held, query.q, code, leaving_out=slugs),
        "until": now.isoformat(),
        "now": now,
        "page_address": request.build_absolute_uri(request.path),
    }
    return render(request, "catalogue/list.html", context)


@require_http_methods(FORM)
def edit(request, saved):
    saved_list = own(request, saved)
    form = ListForm(request.POST or None, initial={"name": saved_list.name, "note": saved_list.note})
    if request.method == "POST" and form.is_valid():
        lists.describe(saved_list=saved_list, **form.cleaned_data)
        return redirect("lists:one", saved=saved)
    return render(request, "catalogue/list_form.html", {"form": form, "saved_list": saved_list})


@require_http_methods(FORM)
def delete(request, saved):
    saved_list = own(request, saved)
    if request.method == "POST":
        saved_list.delete()
        messages.success(request, _("The list is deleted."))
        return redirect("lists:all")
    return render(request, "catalogue/list_delete.html", {"saved_list": saved_list})


@require_safe
def as_csv(request, saved):
    """The tools as a file; the notes stay in the Hub."""
    return _file(request, saved, export.as_csv)


@require_safe
def as_json(request, saved):
    return _file(request, saved, export.as_json)


def _file(request, saved, make):
    saved_list = own(request, saved)
    return file_of(request, saved_list, make, title=saved_list.name, page=reverse("lists:one", args=[saved]))


def file_of(request, saved_list: SavedList, make, *, title: str, page: str):
    """The tools that are in the catalogue, without the notes; `page` is where the reader found the list."""
    held, address = snapshot.current(), request.build_absolute_uri(page)
    found = (lists.entry_of(row, held) for row in saved_list.rows.defer("note"))
    slugs = [entry.slug for entry in found if entry is not None]
    if not export.allow(request.user):
        return too_many(request, address)
    return make(export.of_slugs(held, slugs, translation.get_language(), title=title, address=address), "list")


# --- The tools in it ----------------------------------------------------------------------------------------------


@require_http_methods(FORM)
def save(request):
    """Puts tools of the catalogue, one or those of a comparison, into a list."""
    held = snapshot.current()
    chosen = comparison.select((request.POST or request.GET).getlist("tool"), held)
    entries = [held.entries[held.numbers[slug]] for slug in chosen.slugs]
    if not entries:
        raise Http404
    form = SaveForm(request.POST or None, lists=lists.choices(request.user, chosen.slugs))
    if request.method == "POST" and form.is_valid() and (saved := _save(request, form, entries)):
        return redirect("lists:one", saved=saved)
    return render(request, "catalogue/list_save.html", {"form": form, "entries": entries})


def _save(request, form, entries):
    """The list that holds them now; None where it could not, and the form says why."""
    try:
        if form.cleaned_data["where"] == NEW:
            return lists.make(by=request.user, name=form.cleaned_data["name"], entries=entries).pk
        saved_list = own(request, form.cleaned_data["where"])
        _tell_added(request, lists.add(saved_list=saved_list, entries=entries))
    except lists.TooManyLists:
        form.add_error("name", too_many_lists())
        return None
    except lists.TooManyTools:
        form.add_error("where", too_many_tools())
        return None
    return saved_list.pk


def _tell_added(request, count: int) -> None:
    if not count:
        messages.info(request, _("Already in the list."))


@require_POST
def add(request, saved):
    """From the search on the list's own page."""
    saved_list, held = own(request, saved), snapshot.current()
    number = held.numbers.get(request.POST.get("tool", ""))
    if number is None:
        raise Http404
    try:
        _tell_added(request, lists.add(saved_list=saved_list, entries=[held.entries[number]]))
    except lists.TooManyTools:
        messages.warning(request, too_many_tools())
    return redirect("lists:one", saved=saved)


@require_http_methods(FORM)
def note(request, saved, slug):
    row = own_row(request, saved, slug)
    form = NoteForm(request.POST or None, initial={"note": row.note})
    if request.method == "POST" and form.is_valid():
        lists.remark(row=row, **form.cleaned_data)
        return redirect("lists:one", saved=saved)
    return render(request, "catalogue/list_note.html", {"form": form, "row": row})


@require_POST
def move(request, saved, slug):
    lists.move(row=own_row(request, saved, slug), down=request.POST.get("way") == "down")
    return redirect("lists:one", saved=saved)


@require_POST
def remove(request, saved, slug):
    own_row(request, saved, slug).delete()
    return redirect("lists:one", saved=saved)


@require_POST
def seen(request, saved, slug=""):
    """What changed in the list's tools, or in the one named, is no news any more."""
    lists.mark_seen(saved_list=own(request, saved), until=moment(request), slug=slug)
    return redirect("lists:one", saved=saved)
