"""What if two curators write in the same entry at once?

Each form remembers what its fields held when the page was opened. A field that only the other one changed keeps the
other's text; one that both changed is refused with the other's words beside one's own, and the next save replaces them
knowingly. A row that only the other one deleted or added stays so; one that the other deleted while it was written in,
or wrote in while it was deleted, waits for a second save. Nothing that anybody typed is lost.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext

from catalogue import schema, word_history
from catalogue.history import Change
from catalogue.models import Tool
from hub.bidi import isolated
from hub.punctuation import enumerated


class KeepsBoth(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opened = not self.is_bound or any(self.add_initial_prefix(name) in self.data for name in self.fields)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk) and opened
        self.overtaken: list[str] = []  # fields that somebody else changed since the page was opened

    def _post_clean(self):
        for name, field in self.fields.items():
            if field.show_hidden_initial and name in self.cleaned_data:
                self._merge(name, field)
        super()._post_clean()
        self._refuse_what_no_document_holds()

    def _refuse_what_no_document_holds(self) -> None:
        """What stood there before hinders no other change."""
        columns = {column.name: column for column in self._meta.model._meta.fields}
        for name in columns.keys() & {*self.changed_data} & self.cleaned_data.keys():
            if isinstance(text := self.cleaned_data[name], str):
                for fault in schema.text_faults(columns[name], text):
                    self.add_error(name, fault)

    def _merge(self, name: str, field: forms.Field) -> None:
        """Takes what is saved for what was not touched here; refuses what both changed, each in another way."""
        saved, opened = field.prepare_value(self[name].initial), self._opened(name, field)
        if not field.has_changed(opened, saved):
            return
        self.overtaken.append(name)
        if name not in self.changed_data:
            self.cleaned_data[name] = field.clean(saved)
        elif field.has_changed(saved, self[name].data):
            self._remember_saved(name, saved)
            self.add_error(name, self._refusal(field, saved))

    def _opened(self, name: str, field: forms.Field):
        """What the field held when the page was opened."""
        told = self._widget_data_value(field.hidden_widget(), self.add_initial_prefix(name))
        try:
            return field.prepare_value(field.to_python(told))
        except ValidationError:  # a term that is gone since
            return told

    def _remember_saved(self, name: str, saved) -> None:
        """The page that comes back was opened now: the next save is a choice."""
        self._write(self.add_initial_prefix(name), saved)

    def _write(self, key: str, saved) -> None:
        self.data = self.data.copy()
        values = saved if isinstance(saved, list | tuple) else ["" if saved is None else saved]
        self.data.setlist(key, [str(value) for value in values])

    def show_theirs(self) -> None:
        """The page that comes back holds what the other wrote, where nothing else was typed here."""
        for name in self.overtaken:
            saved = self.fields[name].prepare_value(self[name].initial)
            self._remember_saved(name, saved)
            if name not in self.changed_data:
                self._write(self.add_prefix(name), saved)

    def _refusal(self, field: forms.Field, saved) -> str:
        tool = getattr(self.instance, "tool", self.instance)
        facts = {"who": isolated(_who_was_last(tool)), "theirs": isolated(_words(field, saved)) or gettext("empty")}
        return (
            gettext("%(who)s changed this after you opened the page. Theirs: “%(theirs)s”. Save again to keep yours.")
            % facts
        )


class HoldsRow:
    """Mixed into the admin of such rows: who saves holds one. Of two at once the second sees what the first wrote."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            hold(self.model, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)


def hold(model, object_id: str) -> None:
    """Until the transaction ends."""
    number = int(object_id) if object_id.isdecimal() and len(object_id) < 19 else None
    model.objects.select_for_update(of=("self",)).filter(pk=number).first()


class KeepsRows(BaseInlineFormSet):
    """The rows that hang on an entry, each a `KeepsBoth`."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.orphans: set[int] = set()  # forms of rows that somebody else deleted and in which something was typed
        if self.is_bound and self.instance.pk and self.management_form.is_valid():
            self._take_up_orphans()

    def clean(self):
        super().clean()
        orphans = [self.forms[number] for number in self.orphans if self._is_wanted(self.forms[number])]
        overtaken = [form for form in self.initial_forms if form.overtaken and self._should_delete_form(form)]
        if not orphans and not overtaken:
            return
        who = _who_was_last(self.instance)
        told = gettext("%(who)s deleted this after you opened the page. Save again to keep it, with your words.")
        for form in orphans:
            form.add_error(None, told % {"who": who})
        for form in overtaken:
            form.show_theirs()
        told = gettext("%(who)s changed “%(row)s” after you opened the page. Save again to delete it all the same.")
        if overtaken:
            raise ValidationError([told % {"who": who, "row": form.instance} for form in overtaken])

    def _is_wanted(self, form: forms.ModelForm) -> bool:
        return form.has_changed() and not self._should_delete_form(form)

    def _take_up_orphans(self) -> None:
        """Django knows no form of a row that is gone: it becomes one of a new row, or goes where nothing was typed."""
        told, key = self.management_form.cleaned_data, self.model._meta.pk.name
        first, total = (min(told[name], self.absolute_max) for name in ("INITIAL_FORMS", "TOTAL_FORMS"))
        held = {str(row.pk) for row in self.get_queryset()}
        alive = [number for number in range(first) if self.data.get(f"{self.prefix}-{number}-{key}") in held]
        typed = [number for number in range(first) if number not in alive and self._typed_in(number)]
        if len(alive) == first:
            return
        self.orphans = set(range(len(alive), len(alive) + len(typed)))
        self.data = self._renumbered([*alive, *typed, *range(first, total)], initial=len(alive))
        for number in self.orphans:
            self.data[f"{self.prefix}-{number}-{key}"] = ""
        del self.management_form  # it is read again

    def _typed_in(self, number: int) -> bool:
        place = f"{self.prefix}-{number}-"
        if f"{place}DELETE" in self.data:
            return False
        names = set(self.form.base_fields) - {self.fk.name, self.model._meta.pk.name}
        return any(self._sent(f"{place}{name}") != self._sent(f"initial-{place}{name}") for name in names)

    def _sent(self, key: str) -> list[str]:
        values = [value.replace("\r\n", "\n").strip() for value in self.data.getlist(key)]
        return [value for value in values if value]

    def _renumbered(self, numbers: list[int], *, initial: int):
        """What was sent of these forms, in this order."""
        shape = re.compile(rf"((?:initial-)?{re.escape(self.prefix)}-)(\d{{1,9}})(-.+)", re.ASCII)
        places = {old: new for new, old in enumerate(numbers)}
        sent = self.data.copy()
        sent.clear()
        for name, values in self.data.lists():
            found = shape.fullmatch(name)
            if found is None:
                sent.setlist(name, values)
            elif (new := places.get(int(found[2]))) is not None:
                sent.setlist(f"{found[1]}{new}{found[3]}", values)
        sent[f"{self.prefix}-INITIAL_FORMS"] = str(initial)
        sent[f"{self.prefix}-TOTAL_FORMS"] = str(len(numbers))
        return sent


def _who_was_last(row) -> str:
    steps = Change.objects.filter(tool=row) if isinstance(row, Tool) else word_history.steps(row)
    last = steps.select_related("by").defer("document").first()
    return str((last.by if last else None) or gettext("Somebody else"))


def _words(field: forms.Field, saved) -> str:
    """A value as a curator reads it."""
    chosen = saved if isinstance(saved, list | tuple) else [saved]
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return enumerated(labels.get(str(value), str(value)) for value in chosen if value is not None)
