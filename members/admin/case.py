"""What do the pages of a case have in common that each do one thing, and which of them gather what is to be known?

Each asks the table of `members.case_steps`, then calls one verb. A page that is out of date is told so, with what was
typed still in its boxes. The pages that decide are in `members.admin.decision`.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from hub import audit, languages
from hub import mail as mails
from hub.admin import frame
from hub.refusals import NotAllowed, StateChanged, may
from members import applicant_links, case_permissions, case_steps, checklist, referees, vetting
from members.application import Application
from members.forms.case import CallBackForm, MarkForm, MoreForm, NoteForm, PlaceForm, StepForm
from members.forms.questionnaire import shown
from members.models import Invitation
from members.questionnaire import QUESTIONS

PAGES: dict[str, Callable] = {}  # name of the step -> its page


# --- One page for one step ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Preview:
    """The mail as the applicant gets it."""

    language: languages.Language
    subject: str
    text: str


@dataclass
class Act:
    """What one page does. `do` gets the form's values; it may answer with a page of its own."""

    title: str
    button: str
    form: object
    do: Callable
    done: str = ""
    about: tuple[str, ...] = ()  # what will happen, in sentences
    facts: list[tuple[str, str]] = field(default_factory=list)
    preview: Preview | None = None
    links: list[tuple[str, str]] = field(default_factory=list)  # address and words
    refusal: str = ""


def page_of(pages: dict, name: str, *, step_up: bool = False):
    """Makes a page of a function that says what the step does. `step_up`: asks for a factor first (SESS-07)."""

    def decorate(describe):
        @wraps(describe)
        def view(admin, request, object_id, **kwargs):
            case = load(admin, request, object_id)
            run = reauthentication_required(_perform) if step_up else _perform
            return run(request, admin, case, name, lambda: describe(request, admin, case, **kwargs))

        pages[name] = view
        return view

    return decorate


def load(admin, request, object_id) -> Application:
    """The application, for those who may read it; absent for everybody else."""
    case = find(object_id) if admin.has_change_permission(request) else None
    if case is None or not may(case_permissions.check_may_read, case, request.user):
        raise Http404
    return case


def find(object_id: str) -> Application | None:
    try:
        pk = uuid.UUID(unquote(object_id))
    except ValueError:
        return None
    related = ("agency", "unit", "assigned_to", "recommended_by")
    return Application.objects.sent().select_related(*related).filter(pk=pk).first()


def _perform(request, admin, case, name, describe):
    act = describe()
    if request.method == "POST" and act.form.is_valid():
        answer = _tried(request, case, name, act)
        if answer is not None:
            return answer
    elif request.method != "POST":
        act.refusal = _refusal(name, case, request.user)
    audit.note_read(by=request.user, target=f"application {case.pk}")
    page = frame(admin, request, act.title) | {"act": act, "case": case}
    return render(request, "admin/members/application/step.html", page)


def _tried(request, case, name, act):
    """The answer of a step that was taken; None where the form has the reason why it was not."""
    try:
        if not act.form.is_fresh():
            raise StateChanged
        case_steps.check(name, case, request.user)
        answer = act.do(**act.form.values())
    except NotAllowed as refused:
        case.refresh_from_db()  # a step that was taken back has moved it here
        act.form.add_error(None, case_steps.sentence(refused.code))
        return None
    except StateChanged:
        case.refresh_from_db()
        act.form.add_error(None, _changed(case))
        return None
    if act.done:
        messages.success(request, act.done)
    return answer or HttpResponseRedirect(address_of(case))


def _changed(case: Application) -> str:
    text = gettext(
        "Somebody else has changed this case meanwhile. It is now in this state: %(state)s. What you typed is still"
        " here: read what is new, then press again."
    )
    return text % {"state": case_steps.state_in_words(case.state)}


def _refusal(name: str, case: Application, user) -> str:
    try:
        case_steps.check(name, case, user)
    except NotAllowed as refused:
        return case_steps.sentence(refused.code)
    except StateChanged:
        return gettext("This step is not possible in the state of this case: %(state)s.") % {
            "state": case_steps.state_in_words(case.state)
        }
    return ""


def address_of(case: Application, name: str = "change", *args) -> str:
    return reverse(f"admin:members_application_{name}", args=[case.pk, *args])


def data_of(request):
    return request.POST if request.method == "POST" else None


def preview_of(name: str, case: Application) -> Preview:
    """With an example in place of the link, which is made when the mail leaves."""
    view = "members:invitation" if name == "invitation" else "join:link"
    life = Invitation.LIFE if name == "invitation" else applicant_links.LIFE
    link = mails.address(view, case.language, secret="example")  # noqa: S106
    subject, text, _html = mails.preview(name, case.language, link=link, expires=timezone.now() + life)
    return Preview(languages.language(case.language), subject, text)


step = partial(page_of, PAGES)


# --- Who has it ---------------------------------------------------------------------------------------------------


@step("take")
def take(request, admin, case):
    return Act(
        title=gettext("Take this case"),
        button=gettext("Take it"),
        about=(gettext("Others see that you have it. It goes back by itself if you do not touch it for eight hours."),),
        form=StepForm(data_of(request), case=case),
        do=lambda: vetting.take(case, by=request.user),
        done=gettext("You have this case now."),
    )


@step("release")
def release(request, admin, case):
    return Act(
        title=gettext("Give this case back"),
        button=gettext("Give it back"),
        about=(gettext("It goes back to the queue. What you have found stays in the case file."),),
        form=StepForm(data_of(request), case=case),
        do=lambda: vetting.release(case, by=request.user),
        done=gettext("The case is in the queue again."),
    )


# --- What is found out --------------------------------------------------------------------------------------------


@step("note")
def note(request, admin, case):
    return Act(
        title=gettext("Write a note"),
        button=gettext("Add the note"),
        form=NoteForm(data_of(request), case=case),
        do=lambda text: _nothing(vetting.note(case, by=request.user, text=text)),
        done=gettext("Noted."),
    )


@step("mark")
def mark(request, admin, case, slug):
    item = checklist.BY_KEY.get(slug)
    if item is None:
        raise Http404
    return Act(
        title=str(item.label),
        button=gettext("Keep this result"),
        about=(str(item.look_at),),
        form=MarkForm(data_of(request), case=case),
        do=lambda **values: _nothing(checklist.mark(case, by=request.user, item=slug, **values)),
        done=gettext("The result is kept."),
    )


@step("place")
def place(request, admin, case):
    """In the applicant's country first; `?all` has every country."""
    everywhere = "all" in request.GET
    links = [] if everywhere else [("?all", gettext("Show the agencies of all countries"))]
    return Act(
        title=gettext("Place in the registry"),
        button=gettext("Place it there"),
        about=(gettext("Which agency of the registry is this? What the form calls it is only a claim."),),
        facts=_claims(case, "country", "agency_name", "unit_name"),
        form=PlaceForm(data_of(request), case=case, country="" if everywhere else case.answers.get("country", "")),
        do=lambda agency, unit: vetting.place(case, by=request.user, agency=agency, unit=unit),
        done=gettext("Placed."),
        links=[*links, (reverse("admin:members_agency_add"), gettext("Add an agency to the registry"))],
    )


@step("call_back")
def call_back(request, admin, case):
    """The second channel. The numbers of the form are not shown here."""
    agency = [(reverse("admin:members_agency_change", args=[case.agency_id]), str(case.agency))] if case.agency else []
    return Act(
        title=gettext("Record a call-back"),
        button=gettext("Keep this call-back"),
        about=(
            gettext("Reach the agency by a contact that does not come from the application, and ask for this person."),
            gettext("Only entries of the registry that two people confirmed are offered."),
        ),
        form=CallBackForm(data_of(request), case=case),
        do=lambda **values: _nothing(vetting.record_call_back(case, by=request.user, **values)),
        done=gettext("The call-back is kept."),
        links=agency,
    )


@step("referee")
def referee(request, admin, case):
    return Act(
        title=gettext("Ask the referee again"),
        button=gettext("Mail the referee"),
        about=(gettext("The mail has one link and no name. Its page shows the applicant's name and unit."),),
        facts=_claims(case, "referee_name", "referee_email", "referee_is"),
        form=StepForm(data_of(request), case=case),
        do=lambda: _ask_referee(request, case),
        done=gettext("The mail is on its way."),
    )


def _ask_referee(request, case) -> None:
    if not referees.ask(case, by=request.user):
        raise NotAllowed("referee")


def _claims(case: Application, *keys: str) -> list[tuple[str, str]]:
    """What the form says about it."""
    return [(str(QUESTIONS[key].label), shown(QUESTIONS[key], case.answers)) for key in keys]


def _nothing(made) -> None:
    """A verb's row is no page."""


@step("more")
def more(request, admin, case):
    return Act(
        title=gettext("Ask the applicant"),
        button=gettext("Send these questions"),
        about=(gettext("The applicant gets a mail that an answer is needed. It does not say which."),),
        form=MoreForm(data_of(request), case=case),
        do=lambda pages: vetting.ask(case, by=request.user, pages=pages),
        done=gettext("The questions are with the applicant. The case stays with you."),
        preview=preview_of("application_more", case),
    )
