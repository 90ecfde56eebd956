"""How is a translation that somebody types in a form held against its English?

What blocks is an error at its field, in the reader's language; what only warns is told after saving. The English is
that of the same form. A text that stood there before hinders nothing.
"""

from collections.abc import Iterable

from django import forms
from django.contrib import messages
from django.utils.translation import gettext, ngettext

from catalogue import documents, incoming
from hub.bidi import isolated
from hub.languages import DEFAULT, TRANSLATIONS
from hub.punctuation import sentences

SHOWN = 8  # texts; the rest is a number


class ChecksTexts(forms.ModelForm):
    """Mixed into every form of a row with texts in six languages, before `KeepsBoth`."""

    about = ""  # name of the tool, which may stand in any of its texts

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.to_look_at: dict[str, list[str]] = {}  # field -> what warns

    def _post_clean(self):
        """After what somebody else changed meanwhile was taken in."""
        super()._post_clean()
        for column in self._meta.model._meta.fields:
            if getattr(column, "language", None) in TRANSLATIONS:
                self._check_text(column.name, documents.column(column.translated_field.name, DEFAULT), column.language)

    def _check_text(self, name: str, english: str, code: str) -> None:
        """An English that is refused itself is no measure."""
        if name not in self.cleaned_data or english in self.errors:
            return
        text, before = self.cleaned_data[name] or "", self.initial.get(name) or ""
        original = self.cleaned_data.get(english, getattr(self.instance, english)) or ""
        found = incoming.findings(text=text, before=before, english=original, code=code, about=self.about)
        if blocking := [finding.text for finding in found if finding.blocks]:
            self.add_error(name, blocking)
        elif found:
            self.to_look_at[name] = [finding.text for finding in found]


def tell_warnings(request, filled: Iterable[forms.ModelForm]) -> None:
    """Once all is saved."""
    told = [(form.fields[name].label, texts) for form in filled for name, texts in form.to_look_at.items()]
    for label, texts in told[:SHOWN]:
        facts = {"field": isolated(str(label)), "findings": sentences(texts)}
        messages.warning(request, gettext("Saved, but look again at %(field)s. %(findings)s") % facts)
    if (more := len(told) - SHOWN) > 0:
        text = ngettext(
            "%(count)d more translation is to be looked at again.",
            "%(count)d more translations are to be looked at again.",
            more,
        )
        messages.warning(request, text % {"count": more})
