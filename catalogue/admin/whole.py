"""The pages by which the catalogue leaves the Hub: whole, and into an empty Hub again; lists as spreadsheets."""

from functools import partial

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from catalogue import archive, spreadsheets, tool_sheets
from catalogue.admin.importing import SHOWN, XLSX, FileForm
from hub import sheets, strict_json
from hub.admin import frame
from hub.downloads import attachment
from hub.sheets import BadFile
from hub.uploads import takes

BYTES = 30 * sheets.MEGABYTE


def whole_pages(model_admin) -> list:
    view = model_admin.admin_site.admin_view
    return [
        path("whole/", view(partial(page, model_admin)), name=takes("catalogue_tool_whole", BYTES)),
        path("whole/catalogue.json", view(require_safe(partial(whole, model_admin))), name="catalogue_tool_whole_json"),
    ]


def whole(model_admin, request):
    if not model_admin.has_view_permission(request):
        raise Http404
    return attachment(archive.as_bytes(archive.whole()), "catalogue.json", "application/json")


def page(model_admin, request):
    if not model_admin.has_view_permission(request):
        raise Http404
    may_import = model_admin.has_add_permission(request) and model_admin.has_change_permission(request)
    if request.method == "POST" and not may_import:
        raise Http404
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*given, endings=(".json",), most=BYTES)
    problems: list = []
    if form.is_bound and form.is_valid():
        problems = _take_in(request, form)
        if not form.errors and not problems:
            return HttpResponseRedirect(reverse("admin:catalogue_tool_changelist"))
    context = frame(model_admin, request, _("The whole catalogue")) | {
        "form": form if may_import else None,
        "problems": problems[:SHOWN],
        "megabytes": BYTES // sheets.MEGABYTE,
    }
    return render(request, "admin/catalogue/tool/whole.html", context)


def _take_in(request, form: FileForm) -> list:
    """What is wrong with the document; or nothing, and the message is set."""
    try:
        document = strict_json.read(form.cleaned_data["file"].read())
        new = archive.take_in(document, by=request.user)
    except BadFile as bad:
        form.add_error("file", str(bad))
        return []
    except archive.Refused as refused:
        return refused.problems
    count = len(document["tools"])
    text = (
        ngettext("%(count)d entry was taken in.", "%(count)d entries were taken in.", count) % {"count": count}
        if new
        else _("The Hub holds just this catalogue already. Nothing was changed.")
    )
    messages.success(request, text)
    return []


class Exports:
    """Actions on the list of tools: those that are ticked, or all that the filters found."""

    @admin.action(description=gettext_lazy("Export as XLSX"), permissions=["view"])
    def export_xlsx(self, request, queryset):
        return attachment(tool_sheets.as_xlsx(tool_sheets.table(queryset)), "tools.xlsx", XLSX)

    @admin.action(description=gettext_lazy("Export as CSV"), permissions=["view"])
    def export_csv(self, request, queryset):
        return spreadsheets.answer("tools", tool_sheets.table(queryset))
