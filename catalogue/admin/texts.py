"""How does the admin show a row whose texts exist in six languages?

One fieldset a language (no tabs, no script), each input with its language and direction, and in lists one column
that says in words how far each language is: its translation that needs most work.
"""

from collections import Counter
from typing import NamedTuple

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.validators import MaxLengthValidator
from django.db.models import ForeignKey, ManyToManyField, TextField, URLField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin, TranslationStackedInline
from modeltranslation.utils import build_localized_fieldname

from catalogue import documents, models, origins, translation_queue
from catalogue.admin.checked import ChecksTexts, tell_warnings
from catalogue.admin.conflicts import KeepsBoth, KeepsRows
from catalogue.admin.help import help_for
from catalogue.admin.order import choice_of
from catalogue.admin.reading import SaysItsLanguage
from catalogue.pasted import Address
from catalogue.translation_queue import ORDER, WORDS
from hub import spaces
from hub.admin_order import InReadersOrder, ListInOrder
from hub.forms import PlainLineEnds, SpokenSelect
from hub.languages import CODES, DEFAULT, TRANSLATIONS, language
from hub.punctuation import NOTHING, colon
from hub.spoken import named

LONG = 300  # characters from which a text gets more than one line


class Prose(PlainLineEnds, forms.CharField):
    """A text of several lines, kept as the data files have it."""


class Sentence(forms.CharField):
    """A text of one line with room to see all of it."""

    def to_python(self, value):
        return spaces.one_line(text) if (text := super().to_python(value)) else text


def translated_fields(model) -> tuple[str, ...]:
    return documents.translated(model)


def columns(names: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(build_localized_fieldname(name, code) for name in names)


def language_fieldsets(model, row=None, names: tuple[str, ...] = ()) -> list:
    """English open, the others closed, with their state; a closed one with a fault opens by itself."""
    names = names or translated_fields(model)
    english = (_name(DEFAULT), {"fields": columns(names, DEFAULT)})
    return [english, *(_closed(_heading(row, code), columns(names, code)) for code in TRANSLATIONS)]


def _heading(row, code: str) -> SafeString:
    return _together([_name(code), *(_how_far(row, (code,)) if row else ())])


def _name(code: str) -> SafeString:
    """Of a language, for a heading: Django writes its first letter large, and a mark in front keeps it as it is."""
    return named(code).__html__()


def _how_far(row, codes: tuple[str, ...]) -> list[SafeString]:
    """How many of its texts in these languages are how far."""
    counted = Counter(standing for (_field, spoken), standing in _standings(row).items() if spoken in codes)
    found = [(WORDS[standing], colon(), counted[standing]) for standing in ORDER if counted[standing]]
    return [format_html("{}{}{}", *one) for one in found]


def _standings(row) -> dict[tuple[str, str], origins.Standing | None]:
    """Field and language -> standing; read once for a form, which asks several times."""
    if not hasattr(row, "standings"):
        _read_standings(type(row).objects.filter(pk=row.pk), [row])
    return row.standings


def _together(parts: list[SafeString]) -> SafeString:
    return format_html_join(" · ", "{}", ((part,) for part in parts))


def _read_standings(query, rows) -> None:
    """Of all these rows, in one query."""
    told = origins.told_of(query)
    for row in rows:
        row.standings = {
            (name, code): origins.standing(told.of(row, name, code), *_texts(row, name, code))
            for name in translated_fields(type(row))
            for code in TRANSLATIONS
        }


def _tell_how_far(fields: dict[str, forms.Field], row) -> None:
    """Beside each translation stands how far it is, and how long its English is."""
    for name in translated_fields(type(row)):
        length = len(getattr(row, f"{name}_{DEFAULT}") or "")
        for code in TRANSLATIONS:
            if length and (field := fields.get(build_localized_fieldname(name, code))):
                told = {"length": length, "standing": WORDS[_standings(row)[name, code]]}
                field.help_text = _("English: %(length)d characters. This translation: %(standing)s.") % told


def _texts(row, name: str, code: str) -> tuple[str, str]:
    """The translation and its English."""
    return tuple(getattr(row, build_localized_fieldname(name, one)) or "" for one in (code, DEFAULT))


def _closed(name, fields: tuple[str, ...]) -> tuple:
    return name, {"fields": fields, "classes": ("collapse",)}


class Inputs:
    """Inputs say which language they hold, and which way it runs; terms are ticked, not picked from a box."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        code = getattr(db_field, "language", None)
        if isinstance(db_field, URLField):
            kwargs["form_class"] = Address
        elif (code or isinstance(db_field, TextField)) and not db_field.choices:
            long = (db_field.max_length or 0) >= LONG
            kwargs |= {"form_class": Sentence, "widget": AdminTextareaWidget} if long else {"form_class": Prose}
        if isinstance(db_field, ManyToManyField):
            kwargs |= {"widget": forms.CheckboxSelectMultiple} | choice_of(db_field.related_model, several=True)
        elif isinstance(db_field, ForeignKey):
            kwargs = {"widget": SpokenSelect} | choice_of(db_field.related_model, several=False) | kwargs
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            self._tell(field, db_field, code)
        return field

    def _tell(self, field, db_field, code: str | None) -> None:
        """The language of the input, how long it may be (`hub/publishing.js` counts), and what is good in it."""
        if code:
            field.widget.attrs.update(lang=code, dir=language(code).dir)
            if most := _most(db_field):
                told = gettext("{n} of %(most)d characters") % {"most": most}
                field.widget.attrs.update({"data-hub-most": most, "data-hub-length": told})
        elif isinstance(field, forms.CharField):
            latin = isinstance(field, Address) or isinstance(db_field, models.SlugField)
            field.widget.attrs.setdefault("dir", "ltr" if latin else "auto")
        if isinstance(field, Sentence):
            field.widget.attrs.update(rows=2)
        if code in {None, DEFAULT} and not field.help_text:
            field.help_text = help_for(self.model, getattr(db_field, "translated_field", db_field).name)


def _most(db_field) -> int | None:
    limits = [check.limit_value for check in db_field.validators if isinstance(check, MaxLengthValidator)]
    return min(limits, default=None)


class RowForm(ChecksTexts, KeepsBoth):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            _tell_how_far(self.fields, self.instance)


class Rows(KeepsRows):
    def get_queryset(self):
        """How far the translations of all rows are is read once, with the rows."""
        read = hasattr(self, "_queryset")
        rows = super().get_queryset()
        if not read and self.instance.pk:
            _read_standings(rows, rows)
        return rows

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.about = self.instance.name
        return form


class TextsInline(SaysItsLanguage, Inputs, TranslationStackedInline):
    """Rows that hang on a tool: what is the same in all languages, English, then the translations."""

    form = RowForm
    formset = Rows
    extra = 1
    plain: tuple[str, ...] = ()
    readonly_fields = ("how_far",)

    def get_fieldsets(self, request, obj=None):
        names = translated_fields(self.model)
        others = tuple(column for code in TRANSLATIONS for column in columns(names, code))
        own = (*self.plain, *columns(names, DEFAULT), "position", "how_far")
        return self.as_read(request, obj, [(None, {"fields": own}), _closed(_("Translations"), others)])

    @admin.display(description=_("translations"))
    def how_far(self, row):
        """Seen without opening them."""
        return _together(_how_far(row, TRANSLATIONS)) if row.pk else NOTHING


class _ListWithStandings(ListInOrder):
    def get_results(self, request):
        super().get_results(request)
        least = translation_queue.least(self.model)
        self.result_list = list(self.result_list)
        for row in self.result_list:
            row.least = least.get(row.slug, {})

    def get_queryset(self, *args, **kwargs):
        """A list shows names in the reader's language alone: most of each row stays in the database."""
        others = [code for code in TRANSLATIONS if code != get_language()]
        unread = [column for code in others for column in columns(translated_fields(self.model), code)]
        return super().get_queryset(*args, **kwargs).defer(*unread)


def _by_standing(least: dict[str, origins.Standing]) -> list[SafeString]:
    """A line for each standing, what needs most work first, with the languages of which it is true."""
    groups = [(standing, [code for code in TRANSLATIONS if least.get(code) == standing]) for standing in ORDER]
    return [format_html("<div>{}{}{}</div>", WORDS[one], colon(), _languages(codes)) for one, codes in groups if codes]


def _languages(codes: list[str]) -> SafeString | str:
    return (
        pgettext("of a translation", "all languages")
        if len(codes) == len(TRANSLATIONS)
        else _together([_name(code) for code in codes])
    )


class _WithoutMarks(NamedTuple):
    """A row as the label of its box has it: an attribute holds no element."""

    pk: int
    words: str

    def __str__(self):
        return self.words


class TextsAdmin(InReadersOrder, SaysItsLanguage, Inputs, TranslationAdmin):
    """A row with a slug and texts in six languages."""

    list_per_page = 50
    list_max_show_all = 0
    save_on_top = True
    plain_search = ("slug",)

    def get_changelist(self, request, **kwargs):
        return _ListWithStandings

    def get_list_display(self, request):
        return (*self.list_display, "how_far")

    @admin.display(description=_("translations"))
    def how_far(self, row):
        return format_html_join("", "{}", ((line,) for line in _by_standing(row.least)))

    def get_search_fields(self, request):
        """Every language: a curator in Arabic finds the English name."""
        names = translated_fields(self.model)
        return (*self.plain_search, *(column for code in CODES for column in columns(names, code)))

    def get_readonly_fields(self, request, obj=None):
        """A slug is set once: it is in addresses, bookmarks and exports."""
        return (*super().get_readonly_fields(request, obj), *(("slug",) if obj else ()))

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if obj:
            _tell_how_far(form.base_fields, obj)
        return form

    def action_checkbox(self, obj):
        return super().action_checkbox(_WithoutMarks(obj.pk, str(str(obj))))

    def save_model(self, request, obj, form, change):
        """What a person wrote is theirs, not a machine's."""
        super().save_model(request, obj, form, change)
        _note_hand(form, request.user)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if issubclass(formset.model, models.STATEMENTS):
            for row_form in formset.forms:
                if row_form.instance.pk and row_form not in formset.deleted_forms:
                    _note_hand(row_form, request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        kept = (row for rows in formsets for row in rows.forms if row not in rows.deleted_forms)
        tell_warnings(request, [form, *(row for row in kept if isinstance(row, ChecksTexts))])


def _note_hand(form, by) -> None:
    """The translations that somebody wrote in this form."""
    for name in translated_fields(type(form.instance)):
        for code in TRANSLATIONS:
            if build_localized_fieldname(name, code) in form.changed_data:
                origins.written_by_hand(form.instance, name, code, by)
