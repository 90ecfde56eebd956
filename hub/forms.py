"""How does a form look, and who says what is missing? One renderer, one field template, one base for the whole site."""

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "hub/form.html"
    field_template_name = "hub/field.html"


class OwnErrors:
    """Mixed into a form: what is missing is said by our page, in its language, and not by the browser's bubbles."""

    use_required_attribute = False


class Form(OwnErrors, forms.Form):
    pass
