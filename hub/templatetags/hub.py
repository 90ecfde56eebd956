"""The few tags of every template; nothing here queries."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

from hub import bidi, punctuation, spoken
from hub.static_files import address_and_integrity

register = template.Library()


@register.simple_tag
def icon(name: str):
    """A decorative icon, always beside words: screen readers skip it."""
    address = f"{static('hub/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def script(path: str):
    """A script of ours; the browser runs it only where it is the file that we published."""
    return format_html('<script src="{}" integrity="{}" defer></script>', *address_and_integrity(path))


@register.simple_tag
def stylesheet(path: str):
    return format_html('<link rel="stylesheet" href="{}" integrity="{}">', *address_and_integrity(path))


@register.filter
def attribute(value, name: str):
    """A mapping's item by a key that is a variable."""
    return value.get(name)


@register.filter
def apart(text):
    """A name in its own direction, where that is not the page's."""
    return bidi.apart(text)


@register.filter
def names_apart(text, code: str | None = None):
    """A sentence of a language, or of the page's, with each Latin name in its own direction."""
    return text if hasattr(text, "__html__") else bidi.names_apart(str(text), code)


@register.filter
def spoken_as(name: str):
    """The attribute that a name needs on this page."""
    return spoken.attribute(name)


@register.filter
def named(code: str):
    """A language, by the name that it has for itself."""
    return spoken.named(code)


@register.filter
def listed(texts):
    """Several things on one line."""
    return bidi.listed(texts)


@register.filter
def enumerated(texts):
    """Several things in a sentence, with the comma of its language."""
    return bidi.listed(texts, punctuation.comma())


@register.filter
def bracketed(text):
    """What stands in brackets after a word."""
    before, after = punctuation.brackets()
    return format_html("{}{}{}", before, text, after)


@register.filter
def percent(number):
    """A share of a hundred."""
    return punctuation.percent(number)


@register.simple_tag
def gap():
    """Between two sentences."""
    return punctuation.gap()


@register.simple_tag
def colon():
    """Between a word and what it stands for."""
    return punctuation.colon()
