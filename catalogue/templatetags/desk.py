"""The curators' parts of the admin's start page: the work above the list of tables, the charts below it."""

from django import template
from django.utils import translation

from catalogue import desk, translation_matrix

register = template.Library()


@register.inclusion_tag("admin/catalogue/desk.html", takes_context=True)
def catalogue_desk(context):
    """Nothing for who may not look at tools."""
    user = context["request"].user
    return {"shown": True, "work": desk.work(user)} if _looks_at_tools(user) else {"shown": False}


@register.inclusion_tag("admin/catalogue/translations/matrix.html", takes_context=True)
def translation_table(context):
    """In the languages of who looks; open for those whose main work it is."""
    user = context["request"].user
    shown = user.has_perm("catalogue.translate_tool")
    table = translation_matrix.matrix(user.translates_into) if shown and user.translates_into else None
    return {"shown": shown, "matrix": table, "open": not user.has_perm("catalogue.change_tool")}


@register.inclusion_tag("admin/catalogue/desk_charts.html", takes_context=True)
def catalogue_charts(context):
    if not _looks_at_tools(context["request"].user):
        return {"families": []}
    steps, families = desk.coverage(translation.get_language())
    days, most = desk.daily_use()
    return {"steps": steps, "families": families, "days": days, "most": most}


def _looks_at_tools(user) -> bool:
    return user.has_perm("catalogue.view_tool")
