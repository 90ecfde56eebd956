"""How do curators keep the catalogue true?

Django's own admin behind the wall. Saving writes the history that officers read (`catalogue.curation`) and remembers
which translations a person wrote (`catalogue.origins`).
"""

from django import forms
from django.contrib import admin
from django.db import models as db
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalogue import curation, documents, models, publishing, reviewing
from catalogue.admin.checked import ChecksTexts
from catalogue.admin.checklist import panels
from catalogue.admin.conflicts import KeepsBoth, KeepsRows, hold
from catalogue.admin.deleting import DeletesInWords
from catalogue.admin.filters import CompletenessFilter, DueFilter, TranslationFilter, WordFilter
from catalogue.admin.help import help_for
from catalogue.admin.history import TOOL, history, history_pages
from catalogue.admin.importing import import_pages
from catalogue.admin.other_tool import SLUG_OF_IT, OtherTool
from catalogue.admin.preview import preview_pages
from catalogue.admin.reports import ShowsReports
from catalogue.admin.reviews import Upkept
from catalogue.admin.shown_on_tools import ShownOnTools
from catalogue.admin.states import WhyField, state_pages, steps_for
from catalogue.admin.texts import Inputs, TextsAdmin, TextsInline, language_fieldsets
from catalogue.admin.whole import Exports, whole_pages
from catalogue.admin.words import KeepsSteps
from catalogue.files import INTERFACE_LANGUAGES
from catalogue.sheet import TEXTS
from catalogue.snapshot import language_name
from hub import admin_order
from hub.punctuation import sentences_lazy
from hub.sorting import ordered

# --- Cautions and providers -------------------------------------------------------------------------------------------


@admin.register(models.Caution)
class CautionAdmin(DeletesInWords, ShownOnTools, KeepsSteps, TextsAdmin):
    ordering = ("slug",)
    names = {"source_title": admin_order.name("source_title")}
    in_english = ("source_title",)
    list_display = ("slug", "shown_source_title")
    list_filter = (TranslationFilter,)

    def get_fieldsets(self, request, obj=None):
        own = ("slug", "capabilities", "source_title", "source_url")
        fieldsets = [(None, {"fields": own}), *language_fieldsets(self.model, obj)]
        return self.with_why(request, obj, self.as_read(request, obj, fieldsets))


@admin.register(models.Provider)
class ProviderAdmin(admin_order.InReadersOrder, ShownOnTools, KeepsSteps, Inputs, admin.ModelAdmin):
    list_display = ("slug", "name", "type", "country")
    list_filter = ("type",)
    list_max_show_all = 0
    ordering = ("name",)
    names = {"name": admin_order.name("name"), "country": admin_order.country("country")}
    search_fields = ("slug", "name")
    fields = ("slug", "name", "type", "country", "website")

    def get_fieldsets(self, request, obj=None):
        return self.with_why(request, obj, super().get_fieldsets(request, obj))

    def get_readonly_fields(self, request, obj=None):
        return ("slug",) if obj else ()


# --- Tools --------------------------------------------------------------------------------------------------------


KEY_FACTS = (
    "stages", "capabilities", "inputs", "status", "replaced_by", "licence", "cost", "law_enforcement_only",
    "deployments", "works_with", "languages", "skill", "roles", "themes",
)  # fmt: skip


class SourceFormSet(KeepsRows):
    def clean(self):
        super().clean()
        seen = set()
        for form in self.forms:
            url = getattr(form, "cleaned_data", {}).get("url")
            if url in seen and not form.cleaned_data.get("DELETE"):
                form.add_error("url", _("This page is in the list already."))
            seen.add(url)
        self._leave_out_what_is_there()
        self._keep_what_publishing_requires()

    def _leave_out_what_is_there(self) -> None:
        """A page that somebody else has added since this form was opened: the same from both is no conflict."""
        shown = {form.instance.pk for form in self.initial_forms}
        added = {row.url for row in self.get_queryset() if row.pk not in shown}
        for form in self.extra_forms:
            if form.cleaned_data.get("url") in added:
                form.cleaned_data["DELETE"] = True

    def _keep_what_publishing_requires(self) -> None:
        if any(self.errors) or not self.instance.pk:
            return
        shown = {form.instance.pk for form in self.initial_forms}
        left = [row.url for row in self.get_queryset() if row.pk not in shown]
        left += [form.cleaned_data["url"] for form in self.forms if self._stays(form)]
        refuse_what_takes_away(self.instance, {"sources": left})

    def _stays(self, form: forms.ModelForm) -> bool:
        return bool(form.cleaned_data.get("url")) and not self._should_delete_form(form)


def refuse_what_takes_away(tool: models.Tool, wanted: dict) -> None:
    """`wanted` as in the entry's document."""
    if lost := publishing.lost(documents.document(tool), wanted):
        raise forms.ValidationError(publishing.refusal(lost))


class SourceInline(Inputs, admin.StackedInline):  # a table would have cells without labels
    model = models.Source
    form = KeepsBoth
    formset = SourceFormSet
    fields = (("url", "position"),)
    extra = 1


class EvidenceInline(TextsInline):
    model = models.Evidence
    plain = ("by", "source", "date")


class ErrorFigureInline(TextsInline):
    model = models.ErrorFigure
    plain = ("by", "source", "date")


class RestrictionInline(TextsInline):
    model = models.Restriction
    plain = ("country", "kind")


def _language_choices() -> list[tuple[str, str]]:
    return ordered(((code, language_name(code)) for code in INTERFACE_LANGUAGES), by=lambda choice: choice[1])


class ToolForm(ChecksTexts, KeepsBoth):
    why = WhyField(required=False)
    replaced_by = OtherTool(
        label=models.Tool._meta.get_field("replaced_by").verbose_name,
        help_text=sentences_lazy([help_for(models.Tool, "replaced_by"), SLUG_OF_IT]),
        required=False,
    )
    languages = forms.MultipleChoiceField(
        label=_("interface languages"),
        help_text=help_for(models.Tool, "languages"),
        required=False,
        choices=_language_choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.replaced_by:
            self.initial["replaced_by"] = self.instance.replaced_by.slug

    def _post_clean(self):
        """After what somebody else changed meanwhile was taken in."""
        super()._post_clean()
        if self.instance.pk and "capabilities" in self.cleaned_data:
            chosen = [capability.slug for capability in self.cleaned_data["capabilities"]]
            try:
                refuse_what_takes_away(self.instance, {"capabilities": chosen})
            except forms.ValidationError as refused:
                self.add_error("capabilities", refused)

    @property
    def about(self) -> str:
        return self.cleaned_data.get("name", self.instance.name)

    def clean_last_verified(self):
        day = self.cleaned_data["last_verified"]
        if day and day > timezone.now().date():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_sources_read_on(self):
        day = self.cleaned_data["sources_read_on"]
        if day and "sources_read_on" in self.changed_data and reviewing.is_to_come(day):
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_replaced_by(self):
        """The chain of replacements must end."""
        other = self.cleaned_data["replaced_by"]
        if publishing.leads_back(self.instance, other):
            raise forms.ValidationError(_("This leads back to the tool itself."))
        return other


@admin.register(models.Tool)
class ToolAdmin(Upkept, ShowsReports, Exports, TextsAdmin):
    form = ToolForm
    change_list_template = "admin/catalogue/tool/change_list.html"
    change_form_template = "admin/catalogue/tool/change_form.html"
    list_display = ("name", "state", "completeness", "risk", "last_verified", "next_review", "status", "provider")
    list_filter = (
        "state",
        DueFilter,
        CompletenessFilter,
        "risk",
        "status",
        "licence",
        "cost",
        "stages",
        WordFilter,
        TranslationFilter,
    )
    list_select_related = ("provider",)
    ordering = ("name",)
    names = {"name": admin_order.name("name"), "provider": admin_order.name("provider__name")}
    plain_search = ("slug", "name", "provider__name")
    inlines = (ErrorFigureInline, RestrictionInline, EvidenceInline, SourceInline)
    readonly_fields = ("state", "submitted_by", "submitted_at", "verified_by", "next_review", "added", "changed")
    actions = ("verify_today", "export_xlsx", "export_csv")
    formfield_overrides = {db.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}}

    def get_urls(self):
        own = [*state_pages(self), *history_pages(self, TOOL), *preview_pages(self)]
        return [*own, *import_pages(self), *whole_pages(self), *super().get_urls()]

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        return history(request, self, TOOL, object_id)

    def get_object(self, request, object_id, from_field=None):
        """Who saves holds the row: of two at once the second sees what the first wrote."""
        if request.method == "POST":
            hold(models.Tool, object_id)
        return super().get_object(request, object_id, from_field)

    def to_field_allowed(self, request, to_field):
        """The list from which `OtherTool` is filled in answers with slugs."""
        return to_field == "slug" or super().to_field_allowed(request, to_field)

    def get_view_on_site_url(self, obj=None):
        """Officers have no page of what is not published."""
        return super().get_view_on_site_url(obj) if obj and obj.state == models.State.PUBLISHED else None

    def render_change_form(self, request, context, obj=None, **options):
        """With what stands above the form."""
        context |= ({"steps": steps_for(request, self, obj)} if obj else {}) | panels(obj)
        return super().render_change_form(request, context, obj=obj, **options)

    def get_inline_formsets(self, *args, **kwargs):
        """What an entry has none of yet is folded away; its sources never, as publishing needs one."""
        found = super().get_inline_formsets(*args, **kwargs)
        for inline in found:
            rows = inline.formset
            filled = rows.initial_form_count() or (rows.is_bound and rows.has_changed())
            if rows.model is not models.Source and not filled:
                inline.classes = "collapse"
        return found

    def get_fieldsets(self, request, obj=None):
        """In the order of the officers' page."""
        checks = ("sources_read_on", "risk", "last_verified", "verified_by", "next_review", "added", "changed")
        fieldsets = [
            (None, {"fields": ("slug", "name", "provider", "website")}),
            (_("Key facts"), {"fields": KEY_FACTS}),
            *language_fieldsets(models.Tool, obj, TEXTS),
            (_("Verification"), {"fields": checks}),
            (_("Publication"), {"fields": ("state", "submitted_by", "submitted_at")}),
            (_("This change"), {"fields": ("why",)}),
        ]
        return self.as_read(request, obj, fieldsets)

    def has_delete_permission(self, request, obj=None):
        """Addresses stay stable for ever: an entry is withdrawn, never deleted."""
        return False

    def save_model(self, request, obj, form, change):
        if "last_verified" in form.changed_data:
            reviewing.mark_verified(tool=obj, by=request.user, on=obj.last_verified)
        obj.next_review = reviewing.due_on(verified=obj.last_verified, risk=obj.risk)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            curation.note_created(tool=form.instance, by=request.user, why=form.cleaned_data["why"])
            return
        names = [_plain_name(name) for name in form.changed_data if name != "why"]
        names += [formset.prefix for formset in formsets if formset.has_changed()]
        curation.note_change(tool=form.instance, fields=names, by=request.user, why=form.cleaned_data["why"])


def _plain_name(column: str) -> str:
    """`limits` of `limits_zh_hans`."""
    original = getattr(models.Tool._meta.get_field(column), "translated_field", None)
    return original.name if original else column
