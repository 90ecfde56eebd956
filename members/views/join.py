"""The pages of somebody who applies: one question each, then the answers, the receipt and the status."""

import contextlib
import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub import limits, qr
from hub import mail as mails
from hub.addresses import network_of
from hub.forms import FORM, Form
from hub.punctuation import sentences
from hub.refusals import NotAllowed, StateChanged
from members import address_requests, applicant_links, applying, erasure, own_data, questionnaire, vetting
from members.application import State
from members.forms.contact import ContactForm
from members.forms.questionnaire import PageForm, PlainText, shown
from members.views.own_data import as_file

HOUR = timedelta(hours=1)


# --- Beginning ----------------------------------------------------------------------------------------------------


class StartForm(Form):
    """The box that people do not see, as in the form that writes to staff."""

    website = ContactForm.base_fields["website"]
    clean_website = ContactForm.clean_website


@require_http_methods(FORM)
def start(request):
    """What we ask and why; the button makes the draft."""
    form, code = StartForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        if limits.allow("applications begun", network_of(request), limit=30, per=HOUR):
            return _begin(request)
        messages.error(request, _("Many applications begin from your network just now. Try again in an hour."))
        code = 429
    page = {"application": applying.held(request), "token": uuid.uuid4(), "pages": questionnaire.PAGES, "form": form}
    return render(request, "join/start.html", page, status=code)


def _begin(request):
    try:
        token = uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        token = uuid.uuid4()
    language = translation.get_language()
    application = applying.begin(token=token, language=language, sender=applying.sender_of(request))
    if application is None:
        messages.error(request, _("This page was open for too long. Press the button once more."))
        return redirect("join:start")
    applying.hold(request, application)
    return redirect("join:question", page=questionnaire.PAGES[0].key)


# --- Questions ----------------------------------------------------------------------------------------------------


@sensitive_post_parameters()
@require_http_methods(FORM)
def question(request, page):
    asked = questionnaire.BY_KEY.get(page)
    if asked is None:
        raise Http404
    application = applying.held(request)
    if application is None:
        return _not_held(request)
    if not applying.may_answer(application, asked):
        if request.method == "POST":
            messages.error(request, _("These answers were sent in the meantime. What you typed just now was not kept."))
        return redirect("join:status")
    form = PageForm(asked, application.answers, request.POST or None)
    if request.method == "POST" and form.is_valid():
        applying.save(application, asked, form.cleaned_data, language=translation.get_language())
        return redirect(*_next(request, application, asked))
    return render(request, "join/question.html", _question_page(request, application, asked, form))


def _not_held(request):
    """Idle for too long, or never begun here: earlier pages are saved, the mailed link leads back to them."""
    if request.method != "POST":
        return redirect("join:start")
    messages.error(request, _("This page was open for too long. What you saved before is there: ask for a link to it."))
    return redirect("join:status")


def _question_page(request, application, asked, form) -> dict:
    pages = questionnaire.asked(application.answers)
    more = application.state == State.MORE_ASKED
    return {
        "application": application,
        "page": asked,
        "form": form,
        "number": pages.index(asked) + 1,
        "count": len(pages),
        "before": None if more else questionnaire.before(asked, application.answers),
        "from_check": more or "check" in request.GET,
    }


def _next(request, application, asked) -> tuple:
    """Back to the answers where the reader came from them, else on to the next question."""
    following = questionnaire.following(asked, application.answers)
    if application.state == State.MORE_ASKED or "check" in request.GET or following is None:
        return ("join:check",)
    return "join:question", following.key


@require_http_methods(FORM)
def check(request):
    """All answers on one page, each with a way to change it, and the button that sends them."""
    application = applying.held(request)
    if application is None:
        return redirect("join:start")
    if application.state not in {State.DRAFT, State.MORE_ASKED}:
        return redirect("join:status")
    missing = questionnaire.first_open(application.answers)
    if request.method == "POST" and missing is None:
        return _send(request, application)
    page = {"application": application, "missing": missing, "sections": answered(application)}
    return render(request, "join/check.html", page)


def answered(application) -> list[tuple]:
    """Each page with its questions and their answers in words."""
    pages = applying.open_again(application) or questionnaire.asked(application.answers)
    return [(page, [(question, shown(question, application.answers)) for question in page.questions]) for page in pages]


def _send(request, application):
    """The budget is asked at the end, and what was typed stays saved whatever it says."""
    if not limits.allow("applications sent", network_of(request), limit=20, per=HOUR):
        messages.error(request, _("Many applications come from your network just now. Yours is saved: send it later."))
        return redirect("join:check")
    send = vetting.answer_more if application.state == State.MORE_ASKED else vetting.submit
    with contextlib.suppress(StateChanged):  # sent by the other window or the first of two clicks
        send(application)
    return redirect("join:status")


# --- Afterwards ---------------------------------------------------------------------------------------------------


class LinkForm(Form):
    """Asks for a link to an application."""

    reference = PlainText(
        label=gettext_lazy("Reference"),
        help_text=gettext_lazy("Ten letters and digits that were shown on the screen."),
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "class": "code"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address in the application"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )


@require_http_methods(FORM)
def status(request):
    """Where the application stands; without one in this browser, a form that asks for a link to it."""
    application = applying.held(request)
    if application is not None:
        return render(request, "join/status.html", _status_page(application))
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if limits.allow("links asked", network_of(request), limit=20, per=HOUR):
            kind, asked = address_requests.AddressRequest.Kind.APPLICATION, form.cleaned_data
            language = translation.get_language()
            address_requests.ask(kind, asked["email"], reference=asked["reference"], language=language)
        return render(request, "join/link_sent.html")
    return render(request, "join/link_form.html", {"form": form})


def _status_page(application) -> dict:
    return {
        "application": application,
        "state": application.state,
        "asked": applying.open_again(application),
        "may_appeal": vetting.may_appeal(application),
        "may_withdraw": State.WITHDRAWN in vetting.TRANSITIONS[State(application.state)],
        "may_begin_again": application.state in {State.REFUSED, State.WITHDRAWN, State.EXPIRED},
    }


class ReferenceForm(Form):
    reference = LinkForm.base_fields["reference"]


@require_http_methods(FORM)
def link(request, secret):
    """The mailed link: the same page whatever the link is worth; the reference decides."""
    form = ReferenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        allowed = limits.allow("links opened", network_of(request), limit=60, per=HOUR)
        application = applicant_links.open_with(secret, form.cleaned_data["reference"]) if allowed else None
        if application is not None and application.erased_at is None:
            applying.hold(request, application)
            return _opened(application)
        form.add_error("reference", _("This reference and this link do not fit, or the link is too old."))
    return render(request, "join/link.html", {"form": form})


def _opened(application):
    """Opening the link is the proof of the address; then on to what is next."""
    with contextlib.suppress(StateChanged):  # the first of two clicks has proven it
        vetting.prove(application)
    application.refresh_from_db()
    if application.state == State.DRAFT:
        missing = questionnaire.first_open(application.answers)
        return redirect("join:question", page=missing.key) if missing else redirect("join:check")
    return redirect("join:status")


@require_POST
def step(request, step):
    """A button of the status page."""
    application = applying.held(request)
    if application is None or step not in STEPS:
        return redirect("join:status")
    try:
        return STEPS[step](request, application)
    except (StateChanged, NotAllowed):
        messages.error(request, _("This is not possible any more. Here is where the application stands now."))
        return redirect("join:status")


def _mail_link(request, application):
    """To go on from another machine; also once more where the first mail did not arrive. Limits are not told."""
    if not application.email:
        return redirect("join:question", page="email")
    if limits.allow("links asked", network_of(request), limit=20, per=HOUR):
        applicant_links.mail_if_few(application, "application_link")
    sent = _("A link goes to the address in the application, if not too many were sent today.")
    later = _("Nothing after a few minutes? Wait until tomorrow: few mails leave for one address in a day.")
    messages.info(request, sentences([sent, later]))
    return redirect("join:status")


def _correct(request, application):
    vetting.correct(application)
    return redirect("join:check")


def _withdraw(request, application):
    vetting.withdraw(application)
    return redirect("join:status")


def _appeal(request, application):
    vetting.appeal(application)
    return redirect("join:status")


def _again(request, application):
    if application.state not in {State.REFUSED, State.WITHDRAWN, State.EXPIRED}:
        raise NotAllowed("again")
    applying.hold(request, applying.begin_again(application, language=translation.get_language()))
    return redirect("join:check")


def _download(request, application):
    return as_file(own_data.as_json(own_data.of_applicant(application)))


def _erase(request, application):
    """Ends it where it still goes on, and erases every answer."""
    if State.WITHDRAWN in vetting.TRANSITIONS[State(application.state)]:
        vetting.withdraw(application)
    if application.state == State.APPROVED:
        raise NotAllowed("approved")
    erasure.erase_application(application, by="applicant", messages_too=True)
    applying.let_go(request)
    return render(request, "join/erased.html")


def _leave(request, application):
    """Nothing stays in this browser."""
    applying.let_go(request)
    return redirect("landing")


STEPS = {
    "link": _mail_link,
    "correct": _correct,
    "withdraw": _withdraw,
    "appeal": _appeal,
    "again": _again,
    "download": _download,
    "erase": _erase,
    "leave": _leave,
}


@require_safe
def poster(request):
    """A page to print and hang up: the address of the questionnaire as a code."""
    address = mails.address("join:start", translation.get_language())
    return render(request, "join/poster.html", {"address": address, "code": qr.svg(address)})
