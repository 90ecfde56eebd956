"""The page on which texts leave for a translator outside as a file, and come back by one."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from catalogue import (
    models,
    translation_po,
    translation_queue,
    translation_returns,
    translation_rows,
    translation_sheets,
)
from catalogue.admin.importing import LONG, SHOWN, XLSX, FileForm
from catalogue.admin.translations import theirs
from catalogue.models import State
from catalogue.origins import Standing
from catalogue.translation_returns import Judged, Kind, Report
from catalogue.translation_rows import OPEN, Row
from catalogue.translation_sheets import BYTES, ROWS
from hub import sheets, waiting_files
from hub.downloads import attachment
from hub.forms import FORM, Form, SpokenSelect
from hub.languages import language
from hub.refusals import NotAllowed, StateChanged
from hub.sheets import BadFile
from hub.spoken import choices
from hub.uploads import takes

ENDINGS = (".xlsx", ".po")
PURPOSE = "translations"
PO = "text/x-gettext-translation; charset=utf-8"
COUNTED = {
    Kind.TAKEN: gettext_lazy("New or changed translations"),
    Kind.UNCHANGED: gettext_lazy("Unchanged translations"),
    Kind.LEFT_OUT: gettext_lazy("Left out"),
    Kind.REFUSED: gettext_lazy("Refused"),
}
KINDS = [("xlsx", gettext_lazy("XLSX, for a spreadsheet")), ("po", gettext_lazy("PO, for a translation program"))]
CHANGED = gettext_lazy("The catalogue has changed since the check. Nothing was imported. Check the file again.")
WANTED = (Standing.MISSING, Standing.MACHINE, Standing.NEEDS_UPDATE)


def pages() -> list:
    here = "catalogue/translations/files/"
    return [
        path(here, theirs(require_http_methods(FORM)(page)), name=takes("catalogue_translation_files", BYTES)),
        path(f"{here}out/", theirs(require_safe(out)), name="catalogue_translation_files_out"),
    ]


class OutForm(Form):
    """Which texts go out, and as what."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), widget=SpokenSelect)
    standing = forms.ChoiceField(label=gettext_lazy("Which texts"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Section"), required=False)
    tool = forms.CharField(
        label=gettext_lazy("One tool alone"),
        help_text=gettext_lazy("Its name, or its name in addresses. Empty: all."),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    drafts = forms.BooleanField(label=gettext_lazy("Also entries that are not published yet"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of file"), choices=KINDS, widget=forms.RadioSelect)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = choices(user.translates_into)
        standings = [(one.value, one.label) for one in WANTED]
        self.fields["standing"].choices = [("", _("All texts")), *standings]
        self.fields["section"].choices = [("", _("All sections")), *_sections()]
        if not user.has_perm("catalogue.change_tool"):
            del self.fields["drafts"]

    def clean(self):
        """The tool's slug: of two of one name the form cannot know which is meant."""
        cleaned = super().clean()
        if name := cleaned.get("tool", "").strip():
            shown = models.Tool.objects.filter(state__in=self.states)
            found = shown.filter(slug=name.lower()) or shown.filter(name__iexact=name)
            if len(found) != 1:
                self.add_error("tool", _("There is no one tool of this name."))
            else:
                cleaned["tool"] = found[0].slug
        return cleaned

    @property
    def states(self) -> tuple[str, ...]:
        return OPEN if self.cleaned_data.get("drafts") else (State.PUBLISHED,)

    def rows(self) -> list[Row]:
        chosen = self.cleaned_data
        among = [translation_queue.sections()[chosen["section"]]] if chosen["section"] else None
        found = translation_rows.rows(chosen["language"], among=among, tool=chosen["tool"], states=self.states)
        return [row for row in found if chosen["standing"] in {"", row.standing.value}]


def _sections() -> list:
    """The fields of tools in a group of their own."""
    found = translation_queue.sections().values()
    of_tools = [(one.key, one.label) for one in found if one.model is models.Tool]
    others = [(one.key, one.label) for one in found if one.model is not models.Tool]
    return [(capfirst(str(models.Tool._meta.verbose_name_plural)), of_tools), *others]


# --- Out ----------------------------------------------------------------------------------------------------------


def out(request):
    form = OutForm(request.GET, user=request.user)
    rows = form.rows() if form.is_valid() else []
    if form.is_valid() and not rows:
        form.add_error(None, _("There is no such text. Choose other texts."))
    if len(rows) > ROWS:
        form.add_error(None, _("More than %(count)d texts. Choose one section.") % {"count": ROWS})
    if form.errors:
        return _render(request, out_form=form)
    code = form.cleaned_data["language"]
    if form.cleaned_data["kind"] == "po":
        return attachment(translation_po.as_po(rows, code), f"translations-{code}.po", PO)
    return attachment(translation_sheets.as_xlsx(rows, code), f"translations-{code}.xlsx", XLSX)


# --- In -----------------------------------------------------------------------------------------------------------


def page(request):
    if request.method == "POST" and "digest" in request.POST:
        return _take_in(request)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*given, endings=ENDINGS, most=BYTES)
    told = _checked(form, request.user) if form.is_bound and form.is_valid() else {}
    return _render(request, form=form, **told)


def _checked(form: FileForm, user) -> dict:
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        report = translation_returns.check(name=file.name, content=content, languages=user.translates_into)
    except BadFile as bad:
        form.add_error("file", str(bad))
        return {}
    told = _told(report)
    if report.may_be_taken_in:
        kept = {"name": file.name, "content": content, "seen": report.seen}
        told["digest"] = waiting_files.keep(PURPOSE, user, **kept)
    return told


def _told(report: Report) -> dict:
    """What the page says of each row."""
    refused, taken = report.of(Kind.REFUSED), report.of(Kind.TAKEN)
    return {
        "spoken": language(report.language),
        "counts": [(label, len(report.of(kind))) for kind, label in COUNTED.items()],
        "refused": [_reason(one) for one in refused[:SHOWN]],
        "more_refused": max(len(refused) - SHOWN, 0),
        "left_out": [_reason(one) for one in report.of(Kind.LEFT_OUT)[:SHOWN]],
        "taken": [] if refused else [_change(one) for one in taken[:SHOWN]],
        "more_taken": 0 if refused else max(len(taken) - SHOWN, 0),
    }


def _reason(one: Judged) -> tuple[int, str, str, str]:
    """In words where the catalogue knows the place."""
    about = one.row.about if one.row else sheets.CONTROL.sub("\ufffd", one.said.place[:80])
    return one.said.number, about, one.row.label if one.row else "", " ".join(one.reasons)


def _change(one: Judged) -> dict:
    return {
        "about": one.row.about,
        "label": one.row.label,
        "english": _short(one.row.english),
        "before": _short(one.row.text),
        "after": _short(one.said.text),
        "warnings": one.warnings,
        "note": one.said.note,
    }


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _take_in(request):
    kept = waiting_files.kept(PURPOSE, request.user, request.POST["digest"])
    here = HttpResponseRedirect(reverse("admin:catalogue_translation_files"))
    if kept is None:
        messages.error(request, _("The checked file is gone. Choose it again."))
        return here
    waiting_files.forget(PURPOSE, request.user)
    try:
        given = {"name": kept.name, "content": kept.content, "seen": kept.seen}
        report = translation_returns.take_in(**given, by=request.user)
    except (BadFile, NotAllowed, StateChanged, ValidationError):
        report = None
    if report is None:
        messages.error(
            request, _("The catalogue has changed since the check. Nothing was imported. Check the file again.")
        )
        return here
    count = len(report.of(Kind.TAKEN))
    text = ngettext(
        "%(count)d translation was taken in. It waits for approval.",
        "%(count)d translations were taken in. They wait for approval.",
        count,
    )
    messages.success(request, text % {"count": count})
    return here


def _render(request, *, form=None, out_form=None, **told):
    user = request.user
    context = {**admin.site.each_context(request), "title": _("Files for translators")} | {
        "form": form or FileForm(endings=ENDINGS, most=BYTES),
        "out_form": out_form or OutForm(user=user, initial=_first(request)),
        "languages": user.translates_into,
        "most": ROWS,
        "megabytes": BYTES // sheets.MEGABYTE,
    }
    return render(request, "admin/catalogue/translation_files/page.html", context | told)


def _first(request) -> dict:
    """What the page that led here was about."""
    asked = {name: request.GET[name] for name in ("language", "standing", "section", "tool") if name in request.GET}
    return {"kind": "xlsx"} | asked


admin.site.add_pages(pages())
