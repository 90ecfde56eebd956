"""How does every change of a word, a provider or a caution in the admin leave a step, with its reason?"""

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from catalogue import word_documents, word_history
from catalogue.admin.checked import ChecksTexts
from catalogue.admin.conflicts import HoldsRow, KeepsBoth
from catalogue.admin.history import WORD, history, history_pages
from catalogue.admin.states import WhyField


class SaysWhy(ChecksTexts, KeepsBoth):
    why = WhyField(required=False)


class KeepsSteps(HoldsRow):
    """Mixed into the admin of such rows, with `SaysWhy` as its form."""

    form = SaysWhy

    def get_urls(self):
        return [*history_pages(self, WORD), *super().get_urls()]

    @method_decorator(require_safe)
    def history_view(self, request, object_id, extra_context=None):
        return history(request, self, WORD, object_id)

    def with_why(self, request, obj, fieldsets: list) -> list:
        may_write = self.has_change_permission(request, obj) if obj else True
        return [*fieldsets, (_("This change"), {"fields": ("why",)})] if may_write else fieldsets

    def save_model(self, request, obj, form, change):
        form.held = word_documents.read(word_documents.of([obj])) if change else word_documents.NOTHING
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        word_history.record(form.instance, held=form.held, by=request.user, why=form.cleaned_data["why"])

    def delete_model(self, request, obj):
        with word_history.noting(word_documents.of([obj]), by=request.user):
            super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        with word_history.noting(word_documents.of(queryset), by=request.user):
            super().delete_queryset(request, queryset)
