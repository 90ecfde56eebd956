"""What does the person say who can confirm the applicant?

A single-use link goes to the address in the form. Its page shows the applicant's name and unit and takes one of three
answers. Nothing tells the applicant what was said, and no answer decides: staff read it beside the other signals.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from hub import audit, keys, limits, mail
from members import case_permissions
from members.application import UNDECIDED, Application, RefereeRequest
from members.mail_domains import domain_of, mailbox

LIFE = timedelta(days=14)
MAILS = {"limit": 3, "per": timedelta(days=1)}  # to one address, for whichever applicants
REQUESTS = {"limit": 2, "per": LIFE}  # for one application, and anew for other answers
REFEREE = "referee"  # who answers, in the audit
PURPOSE = "referee"


@transaction.atomic
def ask(application: Application, by=None) -> bool:
    """Mails a link: by itself when the applicant's address is proven, or once more by staff. False: none may leave."""
    if by is not None:
        case_permissions.check_may_work_on(application, by)
    address = application.answers.get("referee_email", "").strip()
    if not _may_be_asked(application, address):
        return False
    secret, mark = secrets.token_urlsafe(32), address_mark(address)
    _end_other_links(application, mark)
    made = RefereeRequest.objects.create(
        application=application,
        address_mark=mark,
        secret_mark=keys.fingerprint(PURPOSE, secret),
        language=application.language,  # theirs is not known; the page has all six
        expires_at=timezone.now() + LIFE,
    )
    link = mail.address("join:referee", made.language, secret=secret)
    mail.send("referee", to=address, language=made.language, link=link, expires=made.expires_at)
    audit.record("referee asked", by=by, target=_target(application), request=made.pk)
    return True


def _may_be_asked(application: Application, address: str) -> bool:
    if application.state not in UNDECIDED or application.erased_at is not None or not domain_of(address):
        return False
    if mailbox(address) == mailbox(application.email):
        return False
    if answers_that_count(application).exclude(answer="").exists():
        return False  # has answered
    return limits.allow("referee of application", _answers_of(application), **REQUESTS) and limits.allow(
        "mail to referee", mailbox(address), **MAILS
    )


def _answers_of(application: Application) -> str:
    return f"{application.pk} {application.told_anew_at or ''}".strip()


def answers_that_count(application: Application) -> QuerySet[RefereeRequest]:
    """Of the referee who is named now, about what the applicant says now."""
    marks = address_marks(application.answers.get("referee_email", ""))
    asked = application.referee_requests.filter(address_mark__in=marks)
    return asked.filter(sent_at__gt=application.told_anew_at) if application.told_anew_at is not None else asked


def answers_for_staff(application: Application) -> list[str]:
    """For the signal: a "no" of whomever counts for good, or naming somebody else would undo it."""
    denied = application.referee_requests.filter(answer=RefereeRequest.Answer.DENY)
    rows = (answers_that_count(application) | denied).order_by("-pk")
    return list(rows.values_list("answer", flat=True))


def _end_other_links(application: Application, mark: str) -> None:
    """The applicant named somebody else since: the first one is asked no more."""
    others = application.referee_requests.filter(answer="").exclude(address_mark=mark)
    others.filter(expires_at__gt=timezone.now()).update(expires_at=timezone.now())


def find(secret: str) -> RefereeRequest | None:
    """The request of a link that still takes an answer; None for a used, old or unknown one alike."""
    return _open(secret).select_related("application").first()


@transaction.atomic
def answer(secret: str, said: str, language: str) -> bool:
    """Once: of two clicks at the same time one is the answer. False where the link takes none."""
    request = find(secret)
    if request is None:
        return False
    now = timezone.now()
    untaken = RefereeRequest.objects.filter(pk=request.pk, answer="", expires_at__gt=now)
    if not untaken.update(answer=RefereeRequest.Answer(said), answered_at=now, language=language):
        return False
    # The mail may have been sent twice: the other link of the same person has done its work too.
    others = RefereeRequest.objects.filter(application=request.application, answer="", expires_at__gt=now)
    others.update(expires_at=now)
    audit.record("referee answered", by=REFEREE, target=_target(request.application), request=request.pk, answer=said)
    return True


def address_mark(address: str) -> str:
    return keys.fingerprint("referee address", mailbox(address))


def address_marks(address: str) -> list[str]:
    return keys.fingerprints("referee address", mailbox(address))


def _open(secret: str):
    return RefereeRequest.objects.filter(
        secret_mark__in=keys.fingerprints(PURPOSE, secret),
        answer="",
        expires_at__gt=timezone.now(),
        application__state__in=UNDECIDED,
        application__erased_at=None,
    )


def _target(application: Application) -> str:
    return f"application {application.pk}"
