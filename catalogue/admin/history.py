"""What happened to an entry, a word, a provider or a caution: each step, what it changed word by word, the way back?"""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin import display, register
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue import curation, publishing, word_history
from catalogue.admin.conflicts import hold
from catalogue.admin.states import SENTENCES, WhyForm
from catalogue.differences import differences, label
from catalogue.history import Change, WordChange
from catalogue.models import Term
from hub import admin_order
from hub.admin import ReadOnly, frame
from hub.punctuation import NOTHING, enumerated
from hub.refusals import NotAllowed

PER_PAGE = 50


@dataclass(frozen=True)
class Kept:
    """Where the steps of such a row are, and how it is taken back to one of them."""

    steps: Callable[[Model], QuerySet]
    restore: Callable[..., list[str]]  # (row, step, by=, why=)
    about: Promise  # what comes back, and what stays


TOOL = Kept(
    lambda tool: tool.changes.all(),
    lambda row, step, **said: curation.restore(tool=row, step=step, **said),
    _("Texts, terms, sources and evidence become what they were after this step. The state and the verification stay."),
)
WORD = Kept(
    word_history.steps,
    lambda row, step, **said: word_history.restore(row=row, step=step, **said),
    _("All texts and fields become what they were after this step. The slug stays, and what was merged stays merged."),
)


def history_pages(admin, kept: Kept) -> list:
    def page(request, object_id, change_id):
        if request.method == "POST":
            hold(admin.model, object_id)
        return _step(request, admin, kept, _row(request, admin, object_id), change_id)

    place = "<path:object_id>/history/<int:change_id>/"
    whole = transaction.atomic(page)  # who restores holds the row
    return [path(place, admin.admin_site.admin_view(whole), name=f"catalogue_{admin.opts.model_name}_step")]


def history(request, admin, kept: Kept, object_id: str):
    """Every step, the latest first."""
    row = _row(request, admin, object_id)
    rows = kept.steps(row).select_related("by").defer("document")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    steps = [(step, [label(name, admin.model) for name in step.fields]) for step in page]
    context = _about(request, admin, row, gettext("History")) | {"page": page, "steps": steps}
    return render(request, "admin/catalogue/history.html", context)


def _row(request, admin, object_id: str):
    row = admin.get_object(request, object_id)
    if row is None or not admin.has_view_permission(request, row):
        raise Http404
    return row


def _about(request, admin, row, title: str) -> dict:
    """What both pages name, and where their links lead."""
    place = f"admin:catalogue_{admin.opts.model_name}"
    of_row = {page: reverse(f"{place}_{page}", args=[row.pk]) for page in ("change", "history")}
    called = row if isinstance(row, Term) else format_html('<span translate="no">{}</span>', str(row))
    context = {"called": called, "step_page": f"{place}_step"}
    return frame(admin, request, title) | context | {"row": row, "address": of_row}


def _step(request, admin, kept: Kept, row, change_id: int):
    """One step: what it changed. From here the row can be made again as it was after it."""
    step = get_object_or_404(kept.steps(row).select_related("by"), pk=change_id)
    earlier = kept.steps(row).filter(pk__lt=step.pk).exclude(document=None).order_by("-pk").first()
    may_restore = bool(step.document) and admin.has_change_permission(request, row)
    form = WhyForm(request.POST or None, required=True) if may_restore else None
    if request.method == "POST" and form and form.is_valid() and _restored(request, kept, row, step, form):
        return HttpResponseRedirect(reverse(f"admin:catalogue_{admin.opts.model_name}_change", args=[row.pk]))
    before = earlier.document if earlier else None
    context = _about(request, admin, row, gettext("One step")) | {
        "step": step,
        "earlier": earlier,
        "differences": differences(before, step.document, admin.model) if step.document else [],
        "form": form,
        "about": kept.about,
    }
    return render(request, "admin/catalogue/history_step.html", context)


def _restored(request, kept: Kept, row, step, form: forms.Form) -> bool:
    try:
        changed = kept.restore(row, step, by=request.user, why=form.cleaned_data["why"])
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
class ChangeAdmin(admin_order.InReadersOrder, ReadOnly):
    """The steps of all entries, the latest first."""

    list_display = ("tool", "kind", "at", "by", "why")
    list_filter = ("kind", "told")
    list_max_show_all = 0
    list_select_related = ("tool", "by")
    search_fields = ("tool__slug", "tool__name")
    names = {"tool": admin_order.name("tool__name"), "by": admin_order.person("by")}
    fields = ("tool", "kind", "at", "by", "what", "told", "why")
    readonly_fields = fields

    @display(description=Change._meta.get_field("fields").verbose_name)
    def what(self, step):
        return enumerated(label(name) for name in step.fields) or NOTHING


@register(WordChange)
class WordChangeAdmin(admin_order.InReadersOrder, ReadOnly):
    """The steps of all words, providers and cautions, with those that are gone."""

    list_display = ("word", "key", "kind", "at", "by", "why")
    list_filter = ("kind",)
    list_max_show_all = 0
    list_select_related = ("by",)
    search_fields = ("key",)
    names = {"by": admin_order.person("by")}
    fields = ("word", "key", "kind", "at", "by", "why")

    @display(description=_("kind of word"), ordering="model")
    def word(self, step):
        return str(apps.get_model(step.model)._meta.verbose_name)
