"""The pages on which a file of tools is checked, and then taken in: spreadsheets and JSON, proposals of providers."""

from dataclasses import dataclass, replace
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from catalogue import importing, schema, tool_sheets
from catalogue.importing import BYTES, ROWS
from hub import sheets, waiting_files
from hub.admin import frame
from hub.downloads import attachment
from hub.forms import Form
from hub.sheets import BadFile
from hub.uploads import takes

SHOWN = 200  # rows, and problems
LONG = 400  # characters of a text, before and after
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Kind:
    """What may be taken in, and what is said of it."""

    name: str  # in the address
    title: Promise
    endings: tuple[str, ...]
    proposal: bool = False


IMPORT = Kind("import", gettext_lazy("Import tools"), (".csv", ".xlsx", ".json"))
PROPOSAL = Kind("proposal", gettext_lazy("Proposal from a provider"), (".json",), proposal=True)
COUNTED = {
    "new": gettext_lazy("New drafts"),
    "changed": gettext_lazy("Changed entries"),
    "unchanged": gettext_lazy("Unchanged entries"),
    "refused": gettext_lazy("Refused"),
}


def import_pages(admin) -> list:
    def page_of(kind: Kind):
        view = admin.admin_site.admin_view(partial(page, admin, kind))
        return path(f"{kind.name}/", view, name=takes(f"catalogue_tool_{kind.name}", BYTES))

    columns = admin.admin_site.admin_view(require_safe(partial(template, admin)))
    rules = admin.admin_site.admin_view(require_safe(partial(format_of_json, admin)))
    return [
        page_of(IMPORT),
        page_of(PROPOSAL),
        path("import/columns.xlsx", columns, name="catalogue_tool_columns"),
        path("import/catalogue.schema.json", rules, name="catalogue_tool_schema"),
    ]


class FileForm(Form):
    file = forms.FileField(label=gettext_lazy("File"))

    def __init__(self, *args, endings: tuple[str, ...], most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.endings, self.most = endings, most
        self.fields["file"].widget.attrs["accept"] = ",".join(endings)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(self.endings):
            names = get_text_list(self.endings, _("or"))
            raise forms.ValidationError(_("Choose a file whose name ends in %(names)s.") % {"names": names})
        if file.size > self.most:  # before any of it is read
            raise forms.ValidationError(sheets.TOO_LARGE % {"count": self.most // sheets.MEGABYTE})
        return file


def page(admin, kind: Kind, request):
    if not (admin.has_add_permission(request) and admin.has_change_permission(request)):
        raise Http404
    if request.method == "POST" and "digest" in request.POST:
        return _take_in(admin, kind, request)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*given, endings=kind.endings, most=BYTES)
    context = _checked(kind, form, request.user) if form.is_bound and form.is_valid() else {}
    return _render(admin, kind, request, form=form, **context)


def template(admin, request):
    if not admin.has_add_permission(request):
        raise Http404
    return attachment(tool_sheets.template(), "columns.xlsx", XLSX)


def format_of_json(admin, request):
    if not admin.has_add_permission(request):
        raise Http404
    return attachment(schema.FILE.read_bytes(), schema.FILE.name, "application/schema+json")


def _checked(kind: Kind, form: FileForm, user) -> dict:
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        result, seen = importing.check(name=file.name, content=content, by=user, proposal=kind.proposal)
    except BadFile as bad:
        form.add_error("file", str(bad))
        return {}
    context = report(result)
    if not result.has_validation_errors():
        context["digest"] = waiting_files.keep(_purpose(kind), user, name=file.name, content=content, seen=seen)
    return context


def report(result) -> dict:
    """What a page says of each row."""
    faults = [(row.place, row.slug, where, text) for row in result.rows for where, text in row.wrong]
    notes = [(row.place, row.slug, where, text) for row in result.rows for where, text in row.notes]
    told = [row for row in result.rows if row.kind in {"new", "changed"}]
    return {
        "counts": [(label, sum(row.kind == kind for row in result.rows)) for kind, label in COUNTED.items()],
        "faults": faults[:SHOWN],
        "more_faults": max(len(faults) - SHOWN, 0),
        "notes": notes[:SHOWN],
        "more_notes": max(len(notes) - SHOWN, 0),
        "rows": [] if faults else [(row, [_shortened(one) for one in row.differences]) for row in told[:SHOWN]],
        "more_rows": 0 if faults else max(len(told) - SHOWN, 0),
    }


def _shortened(difference: importing.Difference) -> importing.Difference:
    return replace(difference, before=_short(difference.before), after=_short(difference.after))


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _purpose(kind: Kind) -> str:
    return f"tool-{kind.name}"


def _take_in(admin, kind: Kind, request):
    kept = waiting_files.kept(_purpose(kind), request.user, request.POST["digest"])
    if kept is None:
        messages.error(request, _("The checked file is gone. Choose it again."))
        return HttpResponseRedirect(request.path)
    given = {"name": kept.name, "content": kept.content, "seen": kept.seen, "proposal": kind.proposal}
    result = importing.import_file(**given, by=request.user)
    waiting_files.forget(_purpose(kind), request.user)
    if result is None or result.has_validation_errors():
        messages.error(
            request, _("The catalogue has changed since the check. Nothing was imported. Check the file again.")
        )
        return HttpResponseRedirect(request.path)
    count = sum(row.kind in {"new", "changed"} for row in result.rows)
    text = ngettext("%(count)d entry is new or changed.", "%(count)d entries are new or changed.", count)
    messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("admin:catalogue_tool_changelist"))


def _render(admin, kind: Kind, request, *, form, **context):
    page = frame(admin, request, kind.title) | {
        "kind": kind,
        "form": form,
        "columns": [(", ".join(names), about) for names, about in tool_sheets.ABOUT.items()],
        "most": ROWS,
        "megabytes": BYTES // sheets.MEGABYTE,
    }
    return render(request, "admin/catalogue/tool/import.html", page | context)
