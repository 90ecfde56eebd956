"""The few tags of every template; nothing here queries."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name: str):
    """A decorative icon, always beside words: screen readers skip it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("hub/icons.svg"), name)


@register.filter
def attribute(value, name: str):
    """A mapping's item by a key that is a variable."""
    return value.get(name)
