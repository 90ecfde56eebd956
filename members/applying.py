"""What can an applicant do with an application before it is sent, and which application does this browser hold?

Nobody who applies has an account. The browser's session holds the application; from another machine it is opened by a
mailed link together with the reference (`members.applicant_links`).
"""

import time
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from hub import audit, keys
from hub.addresses import network_of
from hub.search import fold
from members import consent, questionnaire, sessions
from members.application import Application, State

HELD = "hub_application"  # key in the session: id of the application, and when it was last used
IDLE = 2 * 3600  # seconds: slow lines and long answers, but not a whole day on a shared computer
DOUBLE_CLICK = timedelta(minutes=1)
IDENTITY = frozenset({"kind", "full_name", "latin_name", "agency_name", "unit_name", "referee_name", "referee_email"})
CARRIED = frozenset(questionnaire.QUESTIONS) - {"terms", "data_notice"}  # what an application anew begins with


# --- The browser --------------------------------------------------------------------------------------------------


def held(request) -> Application | None:
    """The application that this browser holds; lets go of it after two idle hours."""
    entry = request.session.get(HELD)
    if not entry:
        return None
    if time.time() - entry["seen"] > IDLE:
        let_go(request)
        return None
    application = Application.objects.filter(pk=entry["id"], erased_at=None).first()
    if application is not None and time.time() - entry["seen"] > 60:
        request.session[HELD] = {"id": entry["id"], "seen": int(time.time())}
    return application


def hold(request, application: Application) -> None:
    """A new session key: whoever knew the old one holds nothing."""
    sessions.rename(request.session)
    request.session[HELD] = {"id": str(application.pk), "seen": int(time.time())}


def let_go(request) -> None:
    request.session.pop(HELD, None)


def sender_of(request) -> str:
    """A keyed hash of network and browser: shows applications from one place without keeping the place."""
    return keys.fingerprint("sender", f"{network_of(request)}\n{request.headers.get('User-Agent', '')}")


# --- The answers --------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, token: uuid.UUID, language: str, sender: str) -> Application | None:
    """A new draft; the same one for a double click; None for the token of a page from long ago."""
    made = Application.objects.filter(start_token=token).first()
    if made is None:
        try:
            with transaction.atomic():
                made = Application.objects.create(start_token=token, language=language, sender_mark=sender)
        except IntegrityError:  # the other click was faster
            made = Application.objects.get(start_token=token)
        else:
            audit.record("application begun", by="applicant", target=f"application {made.pk}")
    fresh = made.state == State.DRAFT and timezone.now() - made.created_at < DOUBLE_CLICK
    return made if fresh else None


def may_answer(application: Application, page: questionnaire.Page) -> bool:
    if not page.when(application.answers):
        return False
    return application.state == State.DRAFT or page in open_again(application)


def open_again(application: Application) -> list[questionnaire.Page]:
    """What staff ask for once more, with what those answers, or newer questions, have left open."""
    if application.state != State.MORE_ASKED:
        return []
    answers = application.answers
    pages = questionnaire.asked(answers)
    return [page for page in pages if page.key in application.asked or not questionnaire.complete(page, answers)]


@transaction.atomic
def save(application: Application, page: questionnaire.Page, answers: dict, *, language: str) -> None:
    """Keeps the answers of one page. Two windows at once keep both pages."""
    row = Application.objects.select_for_update().get(pk=application.pk)
    if not may_answer(row, page):
        return
    if answers.get("email", row.email).casefold() != row.email.casefold():
        row.links.all().delete()  # a link proves the address that it was mailed to
    if row.state == State.MORE_ASKED and _is_told_anew(row, answers):
        row.told_anew_at = timezone.now()  # what others confirmed before was said of other answers
        row.referee_requests.filter(answer="", expires_at__gt=row.told_anew_at).update(expires_at=row.told_anew_at)
    row.answers |= answers
    row.language, row.changed_at, row.version = language, timezone.now(), questionnaire.VERSION
    row.revision += 1
    row.kind = row.answers.get("kind", "")
    row.email_mark = mark("email", row.answers.get("email", ""))
    row.name_mark = mark("name", row.answers.get("full_name", ""))
    fields = ("answers", "revision", "kind", "language", "changed_at", "version", "email_mark", "name_mark")
    row.save(update_fields=[*fields, "told_anew_at"])
    for key, text in questionnaire.ACCEPTED_TEXTS.items():
        if answers.get(key):
            consent.accept(text, application=row, language=language)
    application.refresh_from_db()


def _is_told_anew(application: Application, answers: dict) -> bool:
    return any(application.answers.get(key) != answers[key] for key in IDENTITY & answers.keys())


def mark(purpose: str, text: str) -> str:
    """The keyed hash by which equal addresses and names are found; empty for nothing."""
    return keys.fingerprint(purpose, fold(text)) if text else ""


@transaction.atomic
def begin_again(application: Application, *, language: str) -> Application:
    """A new draft with the old answers, after a refusal, a withdrawal or a lapse; the rules are accepted anew.

    The second of two clicks gets the draft of the first.
    """
    Application.objects.select_for_update().get(pk=application.pk)  # one click at a time
    token = uuid.uuid5(application.pk, "again")
    if made := Application.objects.filter(start_token=token, state=State.DRAFT, erased_at=None).first():
        return made
    Application.objects.filter(start_token=token).update(start_token=uuid.uuid4())  # that one was sent; here is another
    answers = {key: value for key, value in application.answers.items() if key in CARRIED}
    made = Application.objects.create(
        start_token=token,
        language=language,
        answers=answers,
        kind=application.kind,
        email_mark=application.email_mark,
        name_mark=application.name_mark,
        sender_mark=application.sender_mark,
    )
    audit.record("application begun", by="applicant", target=f"application {made.pk}", after=str(application.pk))
    return made
