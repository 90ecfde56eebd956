"""How do curators keep the words of the catalogue: name them in six languages, merge two, take one away?

A slug never changes. What a merge does is said before it is done, on a page of its own (`catalogue.merging`).
"""

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalogue import merging, models, vocabulary
from catalogue.admin.filters import TranslationFilter
from catalogue.admin.order import is_curated
from catalogue.admin.texts import TextsAdmin, language_fieldsets
from catalogue.admin.words import KeepsSteps, SaysWhy
from hub import admin_order, spoken
from hub.admin import frame
from hub.forms import Form, OrderedChoiceField, SpokenSelect
from hub.languages import DEFAULT
from hub.refusals import NotAllowed

SENTENCES = {  # code of `NotAllowed` -> what staff read
    "itself": _("A word cannot be merged into itself."),
    "other_kind": _("Only words of the same kind can be merged."),
    "gone": _("One of the two words is no longer there: somebody merged or deleted it meanwhile. Nothing was changed."),
    "in_use": _("This word is in use and cannot be deleted. Merge it into another one instead."),
}
SHOWN = 30  # tools named on the page that asks; the rest is a number


class MergeForm(Form):
    into = OrderedChoiceField(
        models.Stage.objects.none(),
        label=_("Merge into"),
        help_text=_("This word stays, with its names and its definition in all languages."),
        to_field_name="slug",
        widget=SpokenSelect,
        error_messages={"invalid_choice": _("That word does not exist, or not any more. Choose another one.")},
    )

    def __init__(self, *args, term, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = type(term).objects.exclude(pk=term.pk)


class TermForm(SaysWhy):
    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in vocabulary.aliases().of(self._meta.model):
            raise forms.ValidationError(
                _("Old links with this slug lead to the word it was merged into. Take another.")
            )
        return slug


def tools_address(term) -> str:
    """The list of the tools that carry a word, in the admin."""
    query = urlencode({"term": f"{term._meta.model_name}:{term.slug}"})
    return f"{reverse('admin:catalogue_tool_changelist')}?{query}"


def _carried(model):
    """How many tools carry each word."""
    name = merging.tools_relation(model)
    counted = models.Tool.objects.filter(**{name: OuterRef("pk")}).order_by().annotate(word=OuterRef("pk"))
    number = counted.values("word").annotate(number=Count("pk", distinct=True)).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


@admin.register(
    models.Stage,
    models.Family,
    models.Theme,
    models.Input,
    models.Deployment,
    models.AudienceRole,
    models.System,
)
class TermAdmin(KeepsSteps, TextsAdmin):
    form = TermForm
    change_form_template = "admin/catalogue/term/word.html"
    list_display = ("slug", "named", "english", "carriers", "position")
    list_filter = (TranslationFilter,)
    own_fields: tuple[str, ...] = ("slug", "position")
    names = {
        "name": admin_order.translated("name"),
        "name_en": admin_order.name("name_en"),
        "family": admin_order.translated("family__name"),
    }

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        if not is_curated(model):
            self.ordering = ("name",)

    def get_urls(self):
        merge = self.admin_site.admin_view(self.merge_view)
        name = f"catalogue_{self.opts.model_name}_merge"
        return [path("<int:object_id>/merge/", merge, name=name), *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(carried=_carried(self.model))

    def get_list_display(self, request):
        shown = super().get_list_display(request)
        return tuple(name for name in shown if name != "english") if get_language() == DEFAULT else shown

    @admin.display(description=_("name"), ordering="name")
    def named(self, term):
        """In the reader's language, else the English one."""
        return term.__html__()

    @admin.display(description=_("English name"), ordering="name_en")
    def english(self, term):
        return spoken.english(term.name_en).__html__()

    @admin.display(description=_("tools"), ordering="carried")
    def carriers(self, term):
        return format_html('<a href="{}">{}</a>', tools_address(term), term.carried)

    def get_fieldsets(self, request, obj=None):
        fieldsets = [(None, {"fields": self.own_fields}), *language_fieldsets(self.model, obj)]
        return self.with_why(request, obj, self.as_read(request, obj, fieldsets))

    def get_actions(self, request):
        """Words go one by one: each is looked at, and what is in use stays."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """With what the word is used for."""
        term = self.get_object(request, object_id)
        panels = self._panels(request, term) if term else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | panels)

    def _panels(self, request, term) -> dict:
        tools = str(models.Tool._meta.verbose_name_plural)  # those have a line of their own
        uses = merging.uses(term)
        return {
            "in_use": bool(uses),
            "others": [(label, count) for label, count in uses if label != tools],
            "carried": term.carried,
            "tools_address": tools_address(term),
            "merged": vocabulary.slugs_that_lead_to(term),
            "may_merge": self._may_merge(request, term),
        }

    def _may_merge(self, request, term) -> bool:
        return self.has_change_permission(request, term) and super().has_delete_permission(request, term)

    # --- Taking away ----------------------------------------------------------------------------------------------

    def has_delete_permission(self, request, obj=None):
        """What is in use stays: the database would take it off every tool without a word."""
        return super().has_delete_permission(request, obj) and (obj is None or not merging.uses(obj))

    def delete_view(self, request, object_id, extra_context=None):
        """Who may delete words is told why this one stays; for the others the page does not exist."""
        term = self.get_object(request, object_id)
        if term and super().has_delete_permission(request, term) and merging.uses(term):
            return self._refused(request, term, "in_use")
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request, obj):
        merging.remove(term=obj, by=request.user)

    def _refused(self, request, term, code: str):
        messages.error(request, SENTENCES[code])
        return HttpResponseRedirect(reverse(f"admin:catalogue_{self.opts.model_name}_change", args=[term.pk]))

    # --- Merging --------------------------------------------------------------------------------------------------

    def merge_view(self, request, object_id):
        """Which word it becomes (GET), what that does (GET with `into`), and doing it (POST)."""
        term = self.get_object(request, str(object_id))
        if term is None or not self._may_merge(request, term):
            raise Http404
        typed = request.POST if request.method == "POST" else request.GET
        form = MergeForm(typed if "into" in typed else None, term=term)
        into = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
        if into and request.method == "POST":
            return self._merged(request, term, into)
        return self._merge_page(request, term, form, into)

    def _merged(self, request, term, into):
        try:
            count = merging.merge(term=term, into=into, by=request.user)
        except NotAllowed as refused:
            messages.error(request, SENTENCES[refused.code])
            return HttpResponseRedirect(reverse(f"admin:catalogue_{self.opts.model_name}_changelist"))
        told = gettext("“%(old)s” was merged into “%(new)s”. Tools that carried it: %(count)d.")
        messages.success(request, told % {"old": term.name, "new": into.name, "count": count})
        return HttpResponseRedirect(reverse(f"admin:catalogue_{self.opts.model_name}_change", args=[into.pk]))

    def _merge_page(self, request, term, form, into):
        effects = merging.effects(term, into) if into else None
        context = frame(self, request, gettext("Merge into another word")) | {
            "term": term,
            "into": into,
            "form": form,
            "effects": effects,
            "tools": effects.tools[:SHOWN] if effects else [],
            "more": max(0, len(effects.tools) - SHOWN) if effects else 0,
            "is_step": isinstance(term, models.Stage),
            "tools_address": tools_address(term),
        }
        return render(request, "admin/catalogue/term/merge.html", context)


@admin.register(models.Capability)
class CapabilityAdmin(TermAdmin):
    list_display = ("slug", "named", "english", "family", "carriers", "position")
    list_filter = ("family", TranslationFilter)
    list_select_related = ("family",)
    own_fields = ("slug", "family", "position")
