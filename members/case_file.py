"""What is on the case file of one application?

Plain values for one page, read with the same few queries whatever the case holds. What people typed is handed on as
text; that it stays text is the template's part.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.models import AuditEvent
from hub.spoken import named
from members import case_steps, checklist, questionnaire, reasons, target_times, vetting_signals
from members.agency_timeline import names_of
from members.application import ALPHABET, UNDECIDED, Application, State
from members.checklist import Item
from members.forms.questionnaire import shown
from members.models import Invitation, User
from members.vetting_signals import Level, Signal

GRAVITY = (Level.STOP, Level.LOOK, Level.PASS)
LEFT_TO_RIGHT = {"email", "phone", "domains"}  # kinds of questions whose answers read so in every script
SIGNALS_THAT_NAME_OTHERS = {"same_address", "same_name", "refused_before", "near_duplicate", "same_words"}
REFERENCE = re.compile(rf"\b[{ALPHABET}]{{10}}\b")
HAPPENED: dict[str, str | Promise] = {  # events of the audit that no row of the case holds
    "application taken": _("Taken"),
    "application released": _("Given back to the queue"),
    "referee asked": _("Referee asked"),
    "application placed": _("Placed with an agency of the registry"),
    "invitation code read out": _("The code was read out"),
}


@dataclass(frozen=True)
class Answer:
    label: str | Promise
    text: str  # empty: none was given
    dir: str


@dataclass(frozen=True)
class Section:
    heading: str | Promise
    answers: tuple[Answer, ...]
    asked_again: bool


@dataclass(frozen=True)
class Other:
    """Another application, by the reference that leads to its own case file."""

    reference: str
    pk: object


@dataclass(frozen=True)
class Sign:
    level: str
    sentence: str | Promise
    evidence: str
    others: tuple[Other, ...]


@dataclass(frozen=True)
class Check:
    item: Item
    result: str  # empty: nobody has looked yet
    evidence: str
    who: str
    at: datetime | None


@dataclass(frozen=True)
class Called:
    """One use of the second channel."""

    at: datetime
    who: str
    found: str
    contact: str
    source: str
    result: str
    remark: str


@dataclass(frozen=True)
class Asked:
    """One request to a referee."""

    at: datetime
    expires_at: datetime
    answer: str  # empty: none yet
    answered_at: datetime | None
    is_over: bool


@dataclass(frozen=True)
class Vouched:
    at: datetime
    who: str
    answer: str


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    at: datetime
    what: str | Promise
    who: str  # an id or a word, until `_named`
    detail: str = ""
    text: str = ""  # as somebody typed it


@dataclass(frozen=True)
class CaseFile:
    application: Application
    state: str
    age: str  # in words; empty where nothing waits
    is_late: bool
    language: str
    holder: str  # empty: nobody
    held_until: datetime | None
    recommendation: str
    recommended_by: str
    reason: str
    asked: tuple[str, ...]
    sections: tuple[Section, ...]
    signals: tuple[Sign, ...]
    checks: tuple[Check, ...]
    called: tuple[Called, ...]
    referees: tuple[Asked, ...]
    vouches: tuple[Vouched, ...]
    timeline: tuple[Moment, ...]
    invitation: Invitation | None
    offer: case_steps.Offer


def of(application: Application, viewer: User) -> CaseFile:
    now = timezone.now()
    call_backs = list(application.call_backs.select_related("by", "channel").order_by("-pk"))
    referees = list(application.referee_requests.order_by("-pk"))
    vouches = list(application.vouches.select_related("by").order_by("-pk"))
    is_held = application.assigned_until is not None and application.assigned_until > now
    return CaseFile(
        application=application,
        state=case_steps.state_in_words(application.state),
        age=age(application, now),
        is_late=target_times.is_late(application, now),
        language=named(application.language),
        holder=str(application.assigned_to) if is_held else "",
        held_until=application.assigned_until if is_held else None,
        recommendation=application.get_recommendation_display(),
        recommended_by=str(application.recommended_by or ""),
        reason=label_of(application.reason),
        asked=tuple(str(page.heading) for page in questionnaire.PAGES if page.key in application.asked),
        sections=tuple(_sections(application)),
        signals=tuple(_signals(application)),
        checks=tuple(_checks(application)),
        called=tuple(map(_called, call_backs)),
        referees=tuple(_asked(request, now) for request in referees),
        vouches=tuple(Vouched(row.at, str(row.by), row.get_answer_display()) for row in vouches),
        timeline=tuple(_timeline(application, call_backs, referees, vouches)),
        invitation=Invitation.objects.filter(application=application).order_by("-pk").first(),
        offer=case_steps.offer(application, viewer),
    )


def age(application: Application, now: datetime) -> str:
    """How long the applicant has waited for the decision, in words; empty where nobody decides any more, or yet."""
    start = target_times.started(application)
    is_open = application.state in UNDECIDED and start is not None
    return timesince(start, now, depth=1) if is_open else ""


def label_of(reason: str) -> str:
    return str(reasons.LABELS.get(reason, reason))


# --- The parts ----------------------------------------------------------------------------------------------------


def _sections(application: Application) -> Iterator[Section]:
    """The answers, under the questions in the reader's language; none where they are erased."""
    if application.erased_at is not None:
        return
    for page in questionnaire.asked(application.answers):
        answers = tuple(
            Answer(question.label, shown(question, application.answers), _direction(question))
            for question in page.questions
        )
        yield Section(page.heading, answers, page.key in application.asked)


def _direction(question: questionnaire.Question) -> str:
    return "ltr" if question.kind in LEFT_TO_RIGHT else "auto"


def _signals(application: Application) -> Iterator[Sign]:
    """What asks for attention first."""
    found = sorted(vetting_signals.signals(application), key=lambda signal: GRAVITY.index(signal.level))
    named = {signal.key: _references(signal) for signal in found}
    others = _others(application, {reference for references in named.values() for reference in references})
    for signal in found:
        references = named[signal.key]
        links = tuple(others[reference] for reference in references if reference in others)
        told = bool(links) and ", ".join(link.reference for link in links) == signal.evidence
        yield Sign(signal.level.label, signal.sentence, "" if told else signal.evidence, links)


def _references(signal: Signal) -> list[str]:
    """Of the signals that compare applications: elsewhere something that was typed may look like a reference."""
    return REFERENCE.findall(signal.evidence) if signal.key in SIGNALS_THAT_NAME_OTHERS else []


def _others(application: Application, references: Iterable[str]) -> dict[str, Other]:
    rows = Application.objects.sent().exclude(pk=application.pk).filter(reference__in=references)
    return {reference: Other(reference, pk) for reference, pk in rows.values_list("reference", "pk")}


def _checks(application: Application) -> Iterator[Check]:
    for item, mark in checklist.marks(application):
        if mark is None:
            yield Check(item, "", "", "", None)
        else:
            yield Check(item, mark.get_result_display(), mark.evidence, str(mark.by), mark.at)


def _called(row) -> Called:
    return Called(
        at=row.at,
        who=str(row.by),
        found=row.get_found_display(),
        contact=contact_of(row),
        source=row.source,
        result=row.get_result_display(),
        remark=row.remark,
    )


def contact_of(call_back) -> str:
    """The number or address that reached somebody outside of the application."""
    return call_back.channel.shown if call_back.channel is not None else call_back.contact


def _asked(row, now: datetime) -> Asked:
    is_over = not row.answer and row.expires_at <= now
    return Asked(row.sent_at, row.expires_at, row.get_answer_display(), row.answered_at, is_over)


# --- The timeline -------------------------------------------------------------------------------------------------


def _timeline(application: Application, call_backs, referees, vouches) -> list[Moment]:
    """Everything in one list, newest first; who did it by name."""
    rows = [
        *_decisions(application),
        *_notes(application),
        *_marks(application),
        *_events(application),
        *[Moment(row.at, _("Call-back"), str(row.by_id), row.get_result_display(), row.remark) for row in call_backs],
        *_referees(referees),
        *[Moment(row.at, _("Focal point answered"), str(row.by_id), row.get_answer_display()) for row in vouches],
    ]
    names = names_of(row.who for row in rows if row.who)
    rows.sort(key=lambda row: row.at, reverse=True)
    return [Moment(row.at, row.what, names.get(row.who, ""), row.detail, row.text) for row in rows]


def _decisions(application: Application) -> Iterator[Moment]:
    for row in application.decisions.order_by("-pk"):
        appeal = row.from_state == State.REFUSED
        detail = gettext("appeal") if appeal else label_of(row.reason)
        yield Moment(row.at, _state_reached(row), row.by, detail)


def _state_reached(row) -> str:
    return gettext("State: %(state)s") % {"state": case_steps.state_in_words(row.to_state)}


def _referees(referees) -> Iterator[Moment]:
    """That one was asked, and by whom, the audit knows."""
    for row in referees:
        if row.answer:
            yield Moment(row.answered_at, _("Referee answered"), "", row.get_answer_display())


def _notes(application: Application) -> Iterator[Moment]:
    for row in application.notes.order_by("-pk"):
        yield Moment(row.at, _("Note"), str(row.by_id), text=row.text)


def _marks(application: Application) -> Iterator[Moment]:
    for row in application.check_marks.order_by("-pk"):
        item = checklist.BY_KEY.get(row.item)
        what = gettext("Checked: %(item)s") % {"item": item.label if item else row.item}
        yield Moment(row.at, what, str(row.by_id), row.get_result_display(), row.evidence)


def _events(application: Application) -> Iterator[Moment]:
    """The moments are indexed, the targets are not."""
    since = AuditEvent.objects.filter(at__gte=application.created_at, target=f"application {application.pk}")
    for row in since.filter(event__in=HAPPENED).order_by("-pk"):
        yield Moment(row.at, HAPPENED[row.event], row.by)
