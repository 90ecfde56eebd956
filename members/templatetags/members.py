"""Members' parts in pages of others."""

from django import template
from django.conf import settings

from members import demo

register = template.Library()


@register.inclusion_tag("members/demo_people.html", takes_context=True)
def demo_people(context):
    """The buttons that sign a reader in as a demo person; nothing outside demo mode."""
    people = [(key, name) for key, (name, *_rest) in demo.PEOPLE.items()] if settings.DEMO else []
    return {"people": people, "csrf_token": context.get("csrf_token", "")}
