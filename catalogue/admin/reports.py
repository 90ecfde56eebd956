"""How do curators work through what officers tell them?

One inbox, the oldest first. Who sent something is nowhere in it, and no filter, search or order reaches it.
"""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import IntegrityError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from catalogue import reports, suggesting
from catalogue.forms.reports import PARTS, AnswerForm, DraftForm
from catalogue.reports import Kind, State
from hub.admin import LanguageFilter, ReadOnly, ShowsLanguage, frame
from hub.bidi import apart, isolated
from hub.refusals import NotAllowed, StateChanged

SHOWN = 20  # above the form of an entry; the inbox has all
STATES = {"open": reports.OPEN} | {str(state): (state,) for state in State if state != State.WITHDRAWN}


class StateFilter(admin.SimpleListFilter):
    """What waits is shown; the rest when asked for."""

    title = pgettext_lazy("report", "state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        each = [(str(state), state.label) for state in State if state != State.WITHDRAWN]
        return (("open", _("Open")), *each, ("all", _("All")))

    def choices(self, changelist):
        """Without Django's own "All": none chosen means open."""
        chosen = self.value() or "open"
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": value == chosen, "query_string": query, "display": label}

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.filter(state__in=STATES.get(self.value() or "open", reports.OPEN))


@admin.register(reports.Report)
class ReportAdmin(ShowsLanguage, ReadOnly):
    list_display = ("subject", "kind", "state", "spoken", "sent_on")
    list_filter = (StateFilter, "kind", ("language", LanguageFilter))
    list_select_related = ("tool",)
    list_max_show_all = 0
    search_fields = ("tool__slug", "tool__name", "name", "text")
    sortable_by = ()
    ordering = ()

    def get_queryset(self, request):
        return reports.Report.objects.for_staff().oldest_first()

    def has_change_permission(self, request, obj=None):
        """Here nothing is typed over; the steps ask `may_decide`."""
        return False

    def may_decide(self, request) -> bool:
        return request.user.has_perm("catalogue.change_report")

    @admin.display(description=_("about"))
    def subject(self, report):
        return apart(report.about)

    # One report

    def change_view(self, request, object_id, form_url="", extra_context=None):
        report = self.get_object(request, unquote(object_id))
        if report is None or not self.may_decide(request):
            raise Http404
        step = STEPS.get(request.POST.get("step"))
        form = AnswerForm(request.POST if step in ANSWERS else None, initial={"answer_language": report.language})
        draft = _draft_form(request, report, bound=step == _make_draft)
        if step is not None:
            try:
                if (answer := step(request, report, draft if step == _make_draft else form)) is not None:
                    return answer
            except StateChanged:
                messages.error(request, gettext("Somebody else was faster. Here is what it looks like now."))
                return HttpResponseRedirect(_address(report))
        return self._page(request, report, form, draft)

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the audit has it

    def _page(self, request, report, form, draft):
        page = frame(self, request, f"{report.get_kind_display()} · {isolated(report.about)}") | {
            "report": report,
            "part": PARTS.get(report.part, ""),
            "form": form,
            "draft": draft,
        }
        return render(request, "admin/catalogue/report/report.html", page)


# --- The buttons --------------------------------------------------------------------------------------------------


def _address(report) -> str:
    """Of the inbox where the sender has just taken it back."""
    if reports.Report.objects.for_staff().filter(pk=report.pk).exists():
        return reverse("admin:catalogue_report_change", args=[report.pk])
    return reverse("admin:catalogue_report_changelist")


def _take_up(request, report, _form):
    reports.take_up(report=report, by=request.user)
    return HttpResponseRedirect(_address(report))


def _finish(request, report, form):
    return _close(request, report, form, reports.finish)


def _decline(request, report, form):
    return _close(request, report, form, reports.decline)


def _close(request, report, form, verb):
    """None where there is a fault in what was typed."""
    if not form.is_valid():
        return None
    said = {"answer": form.cleaned_data["answer"], "language": form.cleaned_data["answer_language"]}
    try:
        verb(report=report, by=request.user, **said)
    except NotAllowed:
        form.add_error("answer", gettext("Say why it is not taken up."))
        return None
    messages.success(request, gettext("Closed. The sender sees the state and your answer."))
    return HttpResponseRedirect(reverse("admin:catalogue_report_changelist"))


def _make_draft(request, report, form):
    if form is None:
        raise StateChanged
    if not form.is_valid():
        return None
    try:
        tool = suggesting.make_draft(report=report, by=request.user, **form.as_entry())
    except IntegrityError:  # a colleague took the name meanwhile
        raise StateChanged from None
    messages.success(request, gettext("A draft is made. Officers do not see it yet."))
    return HttpResponseRedirect(reverse("admin:catalogue_tool_change", args=[tool.pk]))


STEPS = {"take-up": _take_up, "finish": _finish, "decline": _decline, "draft": _make_draft}
ANSWERS = (_finish, _decline)


def _draft_form(request, report, *, bound: bool) -> DraftForm | None:
    """For a suggestion of which nobody has made an entry yet."""
    if report.kind != Kind.SUGGESTION or report.tool_id or not report.is_open:
        return None
    if not request.user.has_perm("catalogue.add_tool"):
        return None
    return DraftForm(request.POST if bound else None, initial=DraftForm.starting_with(report))


# --- Beside the form of an entry ----------------------------------------------------------------------------------


class ShowsReports:
    """Mixed into the admin of tools: what officers say of this entry stands above its form."""

    change_form_template = "admin/catalogue/tool/change_form.html"

    def lookup_allowed(self, lookup, value, request):
        """Translators see the list of tools and no reports: no address of it finds the entries that have some."""
        return lookup.partition("__")[0] != "reports" and super().lookup_allowed(lookup, value, request)

    def render_change_form(self, request, context, **options):
        tool = options.get("obj")
        if tool is not None and request.user.has_perm("catalogue.change_report"):
            found = tool.reports.open().oldest_first()
            context["reports"] = [(report, PARTS.get(report.part, "")) for report in found[:SHOWN]]
            context["reports_total"] = found.count()
        return super().render_change_form(request, context, **options)
