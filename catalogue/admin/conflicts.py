"""What if two curators write in the same entry at once?

Each form remembers what its fields held when the page was opened. A field that only the other one changed keeps the
other's text; one that both changed is refused with the other's words beside one's own, and the next save replaces them
knowingly. Nothing that anybody typed is lost.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from catalogue.history import Change


class KeepsBoth(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        opened = not self.is_bound or any(self.add_initial_prefix(name) in self.data for name in self.fields)
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk) and opened

    def _post_clean(self):
        for name, field in self.fields.items():
            if field.show_hidden_initial and name in self.cleaned_data:
                self._merge(name, field)
        super()._post_clean()

    def _merge(self, name: str, field: forms.Field) -> None:
        """Takes what is saved for what was not touched here; refuses what both changed, each in another way."""
        saved, opened = field.prepare_value(self[name].initial), self._opened(name, field)
        if not field.has_changed(opened, saved):
            return
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
        self.data = self.data.copy()
        values = saved if isinstance(saved, list | tuple) else ["" if saved is None else saved]
        self.data.setlist(self.add_initial_prefix(name), [str(value) for value in values])

    def _refusal(self, field: forms.Field, saved) -> str:
        tool = getattr(self.instance, "tool", self.instance)
        last = Change.objects.filter(tool=tool).select_related("by").defer("document").first()
        who = str(last.by) if last and last.by else gettext("Somebody else")
        facts = {"who": who, "theirs": _words(field, saved) or gettext("empty")}
        return (
            gettext("%(who)s changed this after you opened the page. Theirs: “%(theirs)s”. Save again to keep yours.")
            % facts
        )


def _words(field: forms.Field, saved) -> str:
    """A value as a curator reads it."""
    chosen = saved if isinstance(saved, list | tuple) else [saved]
    labels = {str(value): str(label) for value, label in getattr(field, "choices", ())}
    return ", ".join(labels.get(str(value), str(value)) for value in chosen if value is not None)
