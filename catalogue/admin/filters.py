"""Which rows need a curator or a translator?"""

from django.contrib.admin import SimpleListFilter
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalogue import completeness, merging, models, reviewing, translation_queue
from catalogue.origins import Standing
from catalogue.query import shown
from catalogue.translation_queue import ORDER, WORDS
from hub.languages import TRANSLATIONS
from hub.punctuation import colon, percent
from hub.spoken import named


class DueFilter(SimpleListFilter):
    """Never verified counts as due."""

    title = _("verification")
    parameter_name = "verification"

    def lookups(self, request, model_admin):
        return (("due", _("Due or never verified")), ("done", _("Verified, not yet due")))

    def queryset(self, request, queryset):
        due = reviewing.is_due()
        return {"due": queryset.filter(due), "done": queryset.exclude(due)}.get(self.value(), queryset)


class CompletenessFilter(SimpleListFilter):
    title = _("completeness")
    parameter_name = "completeness"

    def lookups(self, request, model_admin):
        labels = {"low": _("Below %(to)s"), "middle": _("%(from)s to %(to)s"), "high": _("%(from)s or more")}
        shares = {
            band: {"from": percent(least), "to": percent(below)} for band, (least, below) in completeness.BANDS.items()
        }
        return [(band, label % shares[band]) for band, label in labels.items()]

    def queryset(self, request, queryset):
        if self.value() not in completeness.BANDS:
            return queryset
        least, below = completeness.BANDS[self.value()]
        return queryset.filter(completeness__gte=least, completeness__lt=below)


class TranslationFilter(SimpleListFilter):
    """One choice a standing and language, such as `needs-update.fr`: rows with a text that is so far."""

    title = _("translation")
    parameter_name = "translation"

    def lookups(self, request, model_admin):
        return [
            (f"{standing}.{code}", format_html("{}{}{}", named(code), colon(), WORDS[standing]))
            for code in TRANSLATIONS
            for standing in ORDER
        ]

    def queryset(self, request, queryset):
        standing, _dot, code = (self.value() or "").partition(".")
        if standing not in Standing.values or code not in TRANSLATIONS:
            return queryset
        return queryset.filter(slug__in=translation_queue.keys_with(queryset.model, Standing(standing), code))


class WordFilter(SimpleListFilter):
    """The tools that carry a word: `capability:sorting`. Shown only while it is in use; words link to it."""

    title = _("word")
    parameter_name = "term"

    def lookups(self, request, model_admin):
        if not self.value():
            return []
        term = self._term()
        return [(self.value(), str(term) if term else shown(self.value()))]

    def _term(self):
        kind, _colon, slug = (self.value() or "").partition(":")
        model = {model._meta.model_name: model for model in models.VOCABULARY}.get(kind)
        return model.objects.filter(slug=slug).first() if model and models.SLUG.regex.match(slug) else None

    def queryset(self, request, queryset):
        term = self._term()
        if term is None:
            return queryset.none() if self.value() else queryset
        return queryset.filter(**{merging.tools_relation(type(term)): term}).distinct()
