"""How do two of staff decide on a case in the admin, and how does the approved person get in?

The pages that ask for a factor again before anything happens (SESS-07), and the one answer that shows the code.
"""

from functools import partial

from django.shortcuts import render
from django.utils.translation import gettext

from hub import audit
from hub.admin import frame
from members import case_file, checklist, reasons, vetting
from members.admin.case import Act, address_of, data_of, page_of, preview_of
from members.application import Application, Recommendation
from members.forms.case import ReasonForm, StepForm

PAGES = {}  # name of the step -> its page
step = partial(page_of, PAGES)

# --- What is decided ----------------------------------------------------------------------------------------------


@step("recommend_approval", step_up=True)
def recommend_approval(request, admin, case):
    return Act(
        title=gettext("Recommend approval"),
        button=gettext("Recommend to approve"),
        about=(gettext("Somebody else then decides. Nothing is sent to the applicant yet."),),
        facts=_checked(case),
        form=ReasonForm(data_of(request), case=case, reasons=reasons.APPROVAL),
        do=lambda reason: _recommend(request, case, Recommendation.APPROVE, reason),
        done=gettext("Recommended. Somebody else has to decide now."),
    )


@step("recommend_refusal", step_up=True)
def recommend_refusal(request, admin, case):
    return Act(
        title=gettext("Recommend refusal"),
        button=gettext("Recommend to refuse"),
        about=(
            gettext("Somebody else then decides. Nothing is sent to the applicant yet."),
            gettext("The reason is for staff: the applicant reads one neutral sentence, the same for every reason."),
        ),
        facts=_checked(case),
        form=ReasonForm(data_of(request), case=case, reasons=reasons.REFUSAL),
        do=lambda reason: _recommend(request, case, Recommendation.REFUSE, reason),
        done=gettext("Recommended. Somebody else has to decide now."),
    )


def _recommend(request, case, recommendation, reason) -> None:
    vetting.recommend(case, by=request.user, recommendation=recommendation, reason=reason)


@step("send_back", step_up=True)
def send_back(request, admin, case):
    return Act(
        title=gettext("Send the case back"),
        button=gettext("Send it back"),
        about=(gettext("The recommendation is taken off. Write a note first, so that the next person knows why."),),
        facts=_recommended(case),
        form=ReasonForm(data_of(request), case=case, reasons=reasons.SEND_BACK),
        do=lambda reason: vetting.send_back(case, by=request.user, reason=reason),
        done=gettext("The case is being checked again."),
    )


@step("approve", step_up=True)
def approve(request, admin, case):
    return Act(
        title=gettext("Approve the application"),
        button=gettext("Approve it now"),
        about=(
            gettext("This is final. A one-time link leaves for the address that the applicant proved."),
            gettext("You then see a code, once: it is read out to the agency by telephone."),
        ),
        facts=_recommended(case),
        form=ReasonForm(data_of(request), case=case, reasons=reasons.APPROVAL),
        do=lambda reason: _code(request, admin, case, vetting.approve(case, by=request.user, reason=reason)),
        preview=preview_of("invitation", case),
    )


@step("refuse", step_up=True)
def refuse(request, admin, case):
    return Act(
        title=gettext("Refuse the application"),
        button=gettext("Refuse it now"),
        about=(
            gettext("The applicant reads one neutral sentence, the same for every reason, and how to appeal."),
            gettext("An appeal goes to two other people."),
        ),
        facts=_recommended(case),
        form=ReasonForm(data_of(request), case=case, reasons=reasons.REFUSAL),
        do=lambda reason: vetting.refuse(case, by=request.user, reason=reason),
        done=gettext("Refused. The applicant is told that there is news."),
        preview=preview_of("application_decided", case),
    )


def _recommended(case: Application) -> list[tuple[str, str]]:
    return [
        (gettext("Recommendation"), case.get_recommendation_display()),
        (gettext("Reason"), case_file.label_of(case.reason)),
        (gettext("Recommended by"), str(case.recommended_by or "")),
        (gettext("Agency"), str(case.agency or "")),
        (gettext("Unit"), str(case.unit or "")),
        *_checked(case),
    ]


def _checked(case: Application) -> list[tuple[str, str]]:
    done, items = checklist.done(case)
    return [(gettext("Checks"), f"{done}/{items}")]


# --- The code -----------------------------------------------------------------------------------------------------


@step("new_code", step_up=True)
def new_code(request, admin, case):
    return Act(
        title=gettext("New link and code"),
        button=gettext("Mail a new link and show me the code"),
        about=(gettext("The earlier link and its code end. Call the agency again to read the new code out."),),
        form=StepForm(data_of(request), case=case),
        do=lambda: _code(request, admin, case, vetting.invite_again(case, by=request.user)),
        preview=preview_of("invitation", case),
    )


@step("code_read")
def code_read(request, admin, case):
    return Act(
        title=gettext("The code was read out"),
        button=gettext("I read the code out in a call"),
        about=(gettext("By a call to the agency, never by mail and never to a number from the application."),),
        form=StepForm(data_of(request), case=case),
        do=lambda: vetting.note_code_read(case, by=request.user),
        done=gettext("Noted: the code was read out."),
    )


def _code(request, admin, case, code: str):
    """The code is shown in this one answer and kept nowhere."""
    audit.note_read(by=request.user, target=f"application {case.pk}")
    page = {"case": case, "code": code, "contact": case_file.contact_of(case.call_back), "address": address_of(case)}
    return render(request, "admin/members/application/code.html", frame(admin, request, gettext("Approved")) | page)
