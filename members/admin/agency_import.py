"""The page on which a spreadsheet of agencies is checked, and then taken in."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hub import waiting_files
from hub.admin import frame
from hub.forms import Form
from hub.sheets import MEGABYTE, TOO_LARGE, BadFile
from hub.uploads import takes
from members import agency_import
from members.agency_sheets import COLUMNS, ROWS

WAITS = "agency-import"
takes("members_agency_import", MEGABYTE)
SHOWN = 200  # faults
ABOUT = (
    ("agency", gettext_lazy("its official name, in its own script")),
    ("latin_name", gettext_lazy("the same in Latin letters; may be empty")),
    ("country", gettext_lazy("code of two letters, such as FR")),
    ("unit", gettext_lazy("may be empty")),
    ("domain", gettext_lazy("mail domain; may be empty")),
    ("switchboard", gettext_lazy("telephone number; may be empty")),
    ("source", gettext_lazy("where the domain and the number are published")),
)
NEW = {
    "agency": gettext_lazy("New agencies"),
    "unit": gettext_lazy("New units"),
    "domain": gettext_lazy("Domains proposed"),
    "switchboard": gettext_lazy("Switchboards proposed"),
}


class FileForm(Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError(_("Choose a file whose name ends in .csv or .xlsx."))
        if file.size > MEGABYTE:  # before any of it is read
            raise forms.ValidationError(TOO_LARGE % {"count": 1})
        return file


def page(admin, request):
    if not admin.has_add_permission(request):
        raise Http404
    if request.method == "POST" and "digest" in request.POST:
        return _take_in(admin, request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context = {}
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        context = _checked(form, request.user, file.name, file.read())
    return _render(admin, request, form=form, **context)


def _checked(form, user, name: str, content: bytes) -> dict:
    try:
        result = agency_import.check(name=name, content=content, by=user)
    except BadFile as bad:
        form.add_error("file", str(bad))
        return {}
    faults = faults_of(result)
    context = {"faults": faults[:SHOWN], "more_faults": len(faults) - SHOWN if len(faults) > SHOWN else 0}
    if not faults:
        context |= {"counts": counts_of(result), "digest": waiting_files.keep(WAITS, user, name=name, content=content)}
    return context


def faults_of(result) -> list[tuple[int, str, str]]:
    """Row in the file, column, what is wrong."""
    rows = [row for row in result.rows if row.validation_error]
    return [
        (row.place, column, " ".join(texts))
        for row in rows
        for column, texts in row.validation_error.message_dict.items()
    ]


def counts_of(result) -> list[tuple[str, int]]:
    counts = [(label, sum(key in row.added for row in result.rows)) for key, label in NEW.items()]
    return [*counts, (_("Rows with nothing new"), sum(not row.added for row in result.rows))]


# --- The second press ---------------------------------------------------------------------------------------------


def _take_in(admin, request):
    kept = waiting_files.kept(WAITS, request.user, request.POST["digest"])
    if kept is None:
        messages.error(request, _("The checked file is gone. Choose it again."))
        return HttpResponseRedirect(request.path)
    result = agency_import.import_file(name=kept.name, content=kept.content, by=request.user)
    waiting_files.forget(WAITS, request.user)
    if faults := faults_of(result):
        messages.error(request, _("The registry has changed since the check. Nothing was imported."))
        return _render(admin, request, form=FileForm(), faults=faults[:SHOWN], more_faults=0)
    count = sum(bool(row.added) for row in result.rows)
    text = ngettext("%(count)d row brought something new.", "%(count)d rows brought something new.", count)
    messages.success(request, text % {"count": count})
    return HttpResponseRedirect(reverse("admin:members_agency_changelist"))


def _render(admin, request, *, form, **context):
    page = frame(admin, request, _("Import agencies")) | {
        "form": form,
        "columns": ABOUT,
        "header": ",".join(COLUMNS),
        "rows": ROWS,
        "faults": [],
        "more_faults": 0,
        "counts": [],
        "digest": "",
    }
    return render(request, "admin/members/agency/import.html", page | context)
