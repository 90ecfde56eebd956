"""What happened to an entry, shown to staff: each step, what it changed word by word, and the way back."""

from django import forms
from django.contrib import messages
from django.contrib.admin import register
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue import curation, publishing
from catalogue.admin.states import SENTENCES, WhyForm
from catalogue.differences import differences
from catalogue.history import Change
from catalogue.sheet import FIELD_NAMES
from hub.admin import ReadOnly, frame
from hub.refusals import NotAllowed

PER_PAGE = 50


def history_pages(admin) -> list:
    def page(request, object_id, change_id):
        return _step(request, admin, _tool(request, admin, object_id), change_id)

    place = "<path:object_id>/history/<int:change_id>/"
    whole = transaction.atomic(page)  # who restores holds the row
    return [path(place, admin.admin_site.admin_view(whole), name="catalogue_tool_step")]


def history(request, admin, object_id: str):
    """Every step, the latest first."""
    tool = _tool(request, admin, object_id)
    rows = tool.changes.select_related("by").defer("document")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    steps = [(row, [str(FIELD_NAMES.get(name, name)) for name in row.fields]) for row in page]
    context = frame(admin, request, gettext("History")) | {"tool": tool, "page": page, "steps": steps}
    return render(request, "admin/catalogue/tool/history.html", context)


def _tool(request, admin, object_id: str):
    tool = admin.get_object(request, object_id)
    if tool is None or not admin.has_view_permission(request, tool):
        raise Http404
    return tool


def _step(request, admin, tool, change_id: int):
    """One step: what it changed. From here the entry can be made again as it was after it."""
    step = get_object_or_404(tool.changes.select_related("by"), pk=change_id)
    earlier = tool.changes.filter(pk__lt=step.pk).exclude(document=None).order_by("-pk").first()
    may_restore = bool(step.document) and admin.has_change_permission(request, tool)
    form = WhyForm(request.POST or None, required=True) if may_restore else None
    if request.method == "POST" and form and form.is_valid() and _restored(request, tool, step, form):
        return HttpResponseRedirect(reverse("admin:catalogue_tool_change", args=[tool.pk]))
    before = earlier.document if earlier else None
    context = frame(admin, request, gettext("One step")) | {
        "tool": tool,
        "step": step,
        "earlier": earlier,
        "differences": differences(before, step.document) if step.document else [],
        "form": form,
    }
    return render(request, "admin/catalogue/tool/history_step.html", context)


def _restored(request, tool, step, form: forms.Form) -> bool:
    try:
        changed = curation.restore(tool=tool, step=step, by=request.user, why=form.cleaned_data["why"])
    except curation.TakesAway as refused:
        form.add_error(None, publishing.refusal(refused.lost))
        return False
    except NotAllowed as refused:
        form.add_error(None, SENTENCES[refused.code])
        return False
    if changed:
        messages.success(request, _("The entry is as it was then. The history keeps what stood between."))
    else:
        messages.info(request, _("The entry is already as it was then."))
    return True


@register(Change)
class ChangeAdmin(ReadOnly):
    """The steps of all entries, the latest first."""

    list_display = ("tool", "kind", "at", "by", "why")
    list_filter = ("kind", "told")
    list_max_show_all = 0
    list_select_related = ("tool", "by")
    search_fields = ("tool__slug", "tool__name")
