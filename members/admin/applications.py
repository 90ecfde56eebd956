"""What waits for the reviewers, oldest first, and the case file of each application?

Nothing is edited in a form of the row: the steps are pages of their own (`members.admin.case`), each by one verb.
Answers are encrypted: the list is searched by reference alone. Nobody sees an application of their own.
"""

from datetime import UTC
from functools import partial

from django.contrib import admin, messages
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from hub import audit, spoken
from hub.admin import NotesReads, OwnFilters, frame
from hub.bidi import apart, isolated
from hub.languages import BY_CODE, CODES, LEFT_TO_RIGHT
from hub.punctuation import NOTHING
from hub.refusals import NotAllowed
from members import applicant_links, case_file, case_permissions, checklist, target_times, vetting
from members.admin import case as admin_case
from members.admin import decision as admin_decision
from members.admin.contact import MineFilter
from members.application import Application, CheckMark, RefereeRequest, State, Vouch
from members.case_steps import sentence, state_in_words
from members.forms.case import NoteForm
from members.questionnaire import FOCAL_POINT, OFFICER
from members.vetting_facts import marks

# name of the step (`members.case_steps`) -> what stands on its button or link, in the order of the work
BUTTONS = {"take": _("Take this case"), "code_read": _("I read the code out in a call")}
LINKS = {
    "place": _("Place in the registry"),
    "call_back": _("Record a call-back"),
    "referee": _("Ask the referee again"),
    "more": _("Ask the applicant"),
    "recommend_approval": _("Recommend approval"),
    "recommend_refusal": _("Recommend refusal"),
    "approve": _("Approve the application"),
    "refuse": _("Refuse the application"),
    "send_back": _("Send the case back"),
    "new_code": _("New link and code"),
    "release": _("Give this case back"),
}


# --- The filters --------------------------------------------------------------------------------------------------


class StateFilter(admin.SimpleListFilter):
    """What waits for staff, unless somebody asks for more or searches."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        states = [(state.value, state_in_words(state)) for state in State if state != State.DRAFT]
        return [("all", _("every state")), *states]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": _("all that wait for staff")}, *others]

    def queryset(self, request, queryset):
        if self.value() in State.values:
            return queryset.filter(state=self.value())
        return queryset if self.value() == "all" or request.GET.get("q") else queryset.waiting()


class LanguageFilter(admin.SimpleListFilter):
    title = _("language")
    parameter_name = "language"

    def lookups(self, request, model_admin):
        return [("mine", _("my languages")), *spoken.choices()]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(language__in=request.user.reviews_in)
        return queryset.filter(language=self.value()) if self.value() in BY_CODE else queryset


class HolderFilter(MineFilter):
    """Who held a case for too long does not have it any more."""

    def queryset(self, request, queryset):
        held = Q(assigned_to__isnull=False, assigned_until__gt=timezone.now())
        if self.value() == "me":
            return queryset.filter(held, assigned_to=request.user)
        return queryset.exclude(held) if self.value() == "nobody" else queryset


class LateFilter(admin.SimpleListFilter):
    title = _("target times")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return (("yes", _("late")), ("no", _("in time")))

    def queryset(self, request, queryset):
        late = target_times.late(timezone.now())
        return {"yes": queryset.filter(late), "no": queryset.exclude(late)}.get(self.value(), queryset)


class KindFilter(admin.SimpleListFilter):
    title = _("applies for")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return ((OFFICER, _("an officer")), (FOCAL_POINT, _("a unit, as its focal point")))

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


# --- The flags of a row -------------------------------------------------------------------------------------------


def _same(mark: str) -> Exists:
    """Only by the marks, for the list; the case file compares more closely."""
    others = Application.objects.sent().exclude(pk=OuterRef("pk")).exclude(**{mark: ""})
    return Exists(others.filter(**{mark: OuterRef(mark)}))


def _answered(model, answer: str) -> Exists:
    return Exists(model.objects.filter(application=OuterRef("pk"), answer=answer))


FLAGS = {  # annotation -> what it finds, and its words
    "same_address": (_same("email_mark"), _("same address as another")),
    "same_name": (_same("name_mark"), _("same name as another")),
    "denied": (_answered(RefereeRequest, RefereeRequest.Answer.DENY), _("the referee denied it")),
    "not_known": (_answered(Vouch, Vouch.Answer.NO), _("the focal point denied it")),
    "vouched": (_answered(Vouch, Vouch.Answer.YES), _("the focal point vouched")),
}


def _results(application: Application) -> list[str]:
    """The newest of each item of the checklist."""
    newest = {mark.item: mark.result for mark in sorted(application.check_marks.all(), key=lambda mark: mark.pk)}
    return [newest[item.key] for item in checklist.ITEMS if item.key in newest]


# --- The queue and the case file ----------------------------------------------------------------------------------


@admin.register(Application)
class ApplicationAdmin(NotesReads, OwnFilters, admin.ModelAdmin):
    actions = None
    change_list_template = "admin/members/application/queue.html"
    list_display = (
        "spaced",
        "country",
        "agency_shown",
        "language_shown",
        "waits",
        "state_shown",
        "who",
        "checks",
        "flags",
    )
    list_filter = (StateFilter, LanguageFilter, HolderFilter, LateFilter, KindFilter)
    list_per_page = 50
    list_max_show_all = 0
    list_select_related = ("agency", "assigned_to")
    search_fields = ("reference",)
    ordering = ("proven_at", "pk")
    show_full_result_count = False

    # Permissions beside the table of `members.permissions`

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        raise Http404  # the case file has its timeline

    # The queue

    def get_queryset(self, request):
        """Sent ones; of one's own and of a colleague's, nothing."""
        own = Q(account=request.user.pk) | Q(email_mark__in=marks("email", request.user.email))
        annotations = {name: found for name, (found, _words) in FLAGS.items()} | {"start": target_times.STARTED}
        results = Prefetch("check_marks", CheckMark.objects.only("application", "item", "result"))
        return (
            Application.objects.sent()
            .exclude(own | case_permissions.of_own_agency(request.user))
            .annotate(**annotations)
            .prefetch_related(results)
        )

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        term = applicant_links.clean(search_term)
        return (queryset.filter(reference__contains=term) if term else queryset.none()), False

    def changelist_view(self, request, extra_context=None):
        mine = [spoken.named(code) for code in CODES if code in request.user.reviews_in]
        extra = {"my_languages": mine, "title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, extra | (extra_context or {}))

    @admin.display(description=_("reference"))
    def spaced(self, application):
        return application.spaced_reference

    @admin.display(description=_("country"))
    def country(self, application):
        code = application.agency.country.code if application.agency else application.answers.get("country", "")
        return countries.name(code) or NOTHING

    @admin.display(description=_("agency"))
    def agency_shown(self, application):
        if application.agency:
            return apart(application.agency.name)
        claim = application.answers.get("agency_name")
        return gettext("not placed; says: %(claim)s") % {"claim": isolated(claim)} if claim else NOTHING

    @admin.display(description=_("language"))
    def language_shown(self, application):
        return spoken.named(application.language).__html__()

    @admin.display(description=_("age"))
    def waits(self, application):
        now = timezone.now()
        age = case_file.age(application, now) or NOTHING
        return gettext("%(age)s, late") % {"age": age} if target_times.is_late(application, now) else age

    @admin.display(description=_("state"))
    def state_shown(self, application):
        return state_in_words(application.state)

    @admin.display(description=_("who has it"))
    def who(self, application):
        until = application.assigned_until
        if until is None or until <= timezone.now():
            return _("nobody")
        time = LEFT_TO_RIGHT % f"{until.astimezone(UTC):%H:%M} UTC"
        return gettext("%(name)s, until %(time)s") % {"name": isolated(application.assigned_to), "time": time}

    @admin.display(description=_("checks"))
    def checks(self, application):
        judged = sum(result in checklist.JUDGED for result in _results(application))
        return f"{judged}/{len(checklist.ITEMS)}"

    @admin.display(description=_("flags"))
    def flags(self, application):
        words = [words for name, (_found, words) in FLAGS.items() if getattr(application, name)]
        words += [_("appeal")] if application.appealed_at else []
        words += [_("a check says stop")] if CheckMark.Result.STOP in _results(application) else []
        return " · ".join(map(str, words)) or NOTHING

    # The case file

    def change_view(self, request, object_id, form_url="", extra_context=None):
        case = admin_case.find(object_id) if self.has_view_permission(request) else None
        if case is None:
            raise Http404
        try:
            case_permissions.check_may_read(case, request.user)
        except NotAllowed as refused:
            return self._closed(request, case, refused.code)
        audit.note_read(by=request.user, target=f"application {case.pk}")
        return render(request, "admin/members/application/case.html", self._case_page(request, case))

    def _closed(self, request, case, code: str):
        """A colleague's: the reason and no answer. One's own does not exist."""
        if code != "own_agency":
            raise Http404
        page = frame(self, request, case.spaced_reference) | {"case": case, "refusal": sentence(code)}
        return render(request, "admin/members/application/closed.html", page)

    def _case_page(self, request, case) -> dict:
        file = case_file.of(case, request.user)
        return frame(self, request, case.spaced_reference) | {
            "case": case,
            "file": file,
            "quick": _offered(BUTTONS, file.offer.steps),
            "pages": _offered(LINKS, file.offer.steps),
            "note": NoteForm(case=case),
        }

    # The other pages

    def get_urls(self):
        own = [
            self._path("take-next/", self.take_next, "take_next"),
            self._path("report/", self.report, "report"),
        ]
        for name, page in (admin_case.PAGES | admin_decision.PAGES).items():
            item = "<slug:slug>/" if name == "mark" else ""
            address = f"<str:object_id>/{name.replace('_', '-')}/{item}"
            own.append(self._path(address, partial(page, self), name))
        return [*own, *super().get_urls()]

    def _path(self, route: str, view, name: str):
        return path(route, self.admin_site.admin_view(view), name=f"members_application_{name}")

    def take_next(self, request):
        """Instead of picking (I15)."""
        if not self.has_change_permission(request):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        case = vetting.take_next(by=request.user)
        if case is None:
            messages.info(request, gettext("Nothing waits that you may work on."))
            return HttpResponseRedirect(reverse("admin:members_application_changelist"))
        messages.success(request, gettext("You have this case now."))
        return HttpResponseRedirect(admin_case.address_of(case))

    def report(self, request):
        if not self.has_view_permission(request):
            raise Http404
        page = {
            "months": target_times.report(),
            "open_now": target_times.open_now(),
            "first_look": target_times.FIRST_LOOK,
            "decision": target_times.DECISION,
        }
        return render(
            request, "admin/members/application/report.html", frame(self, request, gettext("Target times")) | page
        )


def _offered(words: dict, steps) -> list[tuple[str, object]]:
    return [(f"admin:members_application_{name}", text) for name, text in words.items() if name in steps]
