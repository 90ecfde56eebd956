"""How does a form look, and who says what is missing? One renderer, one field template, one base for the whole site."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import TemplatesSetting

from hub.sorting import ordered
from hub.spoken import Spoken

FORM = ("GET", "HEAD", "POST")  # the methods of a page with a form


class Renderer(TemplatesSetting):
    form_template_name = "hub/form.html"
    field_template_name = "hub/field.html"

    def render(self, template_name, context, request=None):
        """A browser holds an empty box whose first letter says its direction for one from left to right. With a blank
        placeholder the style sheet knows it as empty, and it begins where the page's lines do."""
        attrs = context.get("widget", {}).get("attrs", {})
        if attrs.get("dir") == "auto":
            attrs.setdefault("placeholder", " ")
        return super().render(template_name, context, request)


class OwnErrors:
    """Mixed into a form: what is missing is said by our page, in its language, and not by the browser's bubbles."""

    use_required_attribute = False


class Form(OwnErrors, forms.Form):
    pass


class PlainLineEnds:
    """Mixed into a field of a long text. A line end is one character, whatever the browser makes of it: else a text is
    longer than it looks, and looks changed where nobody changed it."""

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n"))


class InOrder(ModelChoiceIterator):
    """The rows by their names, in the reader's language and the same on every database."""

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from ordered(map(self.choice, self.queryset), by=lambda choice: choice[1])


class OrderedChoiceField(forms.ModelChoiceField):
    iterator = InOrder


class SpokenSelect(forms.Select):
    """An option can hold no element: one whose words are not in the page's language says so itself."""

    def create_option(self, name, value, label, *args, **kwargs):
        option = super().create_option(name, value, label, *args, **kwargs)
        if isinstance(label, Spoken):
            option["attrs"] |= {"lang": label.language.code, "dir": label.language.dir}
            option["label"] = str(label)
        return option
