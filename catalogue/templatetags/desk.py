"""The curators' parts of the admin's start page: the work above the list of tables, the charts below it."""

from django import template
from django.utils import translation

from catalogue import desk

register = template.Library()


@register.inclusion_tag("admin/catalogue/desk.html", takes_context=True)
def catalogue_desk(context):
    """Nothing for who may not look at tools."""
    user = context["request"].user
    return {"shown": True, "work": desk.work(user)} if _looks_at_tools(user) else {"shown": False}


@register.inclusion_tag("admin/catalogue/desk_charts.html", takes_context=True)
def catalogue_charts(context):
    if not _looks_at_tools(context["request"].user):
        return {"families": []}
    steps, families = desk.coverage(translation.get_language())
    days, most = desk.daily_use()
    return {"steps": steps, "families": families, "days": days, "most": most}


def _looks_at_tools(user) -> bool:
    return user.has_perm("catalogue.view_tool")
