"""The curators' part of the admin's start page."""

from django import template
from django.utils import translation

from catalogue import desk

register = template.Library()


@register.inclusion_tag("admin/catalogue/desk.html", takes_context=True)
def catalogue_desk(context):
    """Nothing for who may not look at tools."""
    user = context["request"].user
    if not user.has_perm("catalogue.view_tool"):
        return {"work": [], "families": []}
    steps, families = desk.coverage(translation.get_language())
    days, most = desk.daily_use()
    return {"work": desk.work(user), "steps": steps, "families": families, "days": days, "most": most}
