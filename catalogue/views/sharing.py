"""A list that an officer shows to others by a link: its title and its tools, no notes, no owner."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalogue import comparison, export, lists, marks, snapshot
from catalogue.forms.lists import ShareForm
from catalogue.saved import SavedList
from catalogue.views.lists import FORM, file_of, own, too_many_lists


def by_key(key: str) -> SavedList:
    return get_object_or_404(SavedList.objects.shared(), share_key=key)


def lines_for_others(saved_list: SavedList, held, code: str) -> list:
    """What left the catalogue is the owner's memory alone."""
    return [line for line in lists.lines(saved_list, held, code) if line.entry]


@require_http_methods(FORM)
def share(request, saved):
    """Shows its owner exactly what others will see, before and after."""
    saved_list = own(request, saved)
    form = ShareForm(request.POST or None, initial={"title": saved_list.shared_title or saved_list.name})
    if request.method == "POST" and form.is_valid():
        lists.share(saved_list=saved_list, title=form.cleaned_data["title"], by=request.user)
        return redirect("lists:share", saved=saved)
    link = reverse("lists:shared", args=[saved_list.share_key]) if saved_list.share_key else ""
    context = {
        "saved_list": saved_list,
        "form": form,
        "lines": lines_for_others(saved_list, snapshot.current(), translation.get_language()),
        "link": request.build_absolute_uri(link) if link else "",
    }
    return render(request, "catalogue/list_share.html", context)


@require_POST
def withdraw(request, saved):
    lists.withdraw(saved_list=own(request, saved), by=request.user)
    messages.success(request, _("The link opens nothing any more."))
    return redirect("lists:share", saved=saved)


@require_safe
def shared(request, key):
    held, code = snapshot.current(), translation.get_language()
    saved_list = by_key(key)
    lines = lines_for_others(saved_list, held, code)
    context = {
        "title": saved_list.shared_title,
        "key": key,
        "lines": lines,
        "marks": marks.of(line.said for line in lines),
        "beside": comparison.select([line.row.slug for line in lines], held).address(),
        "now": timezone.now(),
        "page_address": request.build_absolute_uri(request.path),
    }
    return render(request, "catalogue/list_shared.html", context)


@require_safe
def shared_csv(request, key):
    return _file(request, key, export.as_csv)


@require_safe
def shared_json(request, key):
    return _file(request, key, export.as_json)


def _file(request, key: str, make):
    saved_list = by_key(key)
    return file_of(request, saved_list, make, title=saved_list.shared_title, page=reverse("lists:shared", args=[key]))


@require_POST
def copy(request, key):
    try:
        made = lists.copy(shared=by_key(key), snapshot=snapshot.current(), by=request.user)
    except lists.TooManyLists:
        messages.warning(request, too_many_lists())
        return redirect("lists:shared", key=key)
    messages.success(request, _("This is your own copy. Nobody else sees it."))
    return redirect("lists:one", saved=made.pk)
