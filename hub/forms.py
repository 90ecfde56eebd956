"""How does a form look? One renderer and one field template for every form of the site."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "hub/form.html"
    field_template_name = "hub/field.html"
