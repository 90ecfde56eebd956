"""Does the referee learn two facts, answer once, and nobody else learn the answer?"""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from hub import keys
from hub.languages import CODES
from hub.models import AuditEvent, OutboxMail
from hub.refusals import NotAllowed
from members import applying, case_permissions, questionnaire, referees, vetting, vetting_signals
from members.application import Application, RefereeRequest
from tests.factories.members import ApplicationFactory
from tests.members import cases
from tests.personas import Browser, make_user
from tests.site.html import page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CANARIES = {
    "latin_name": "CanaryLatin",
    "call_name": "CanaryCalled",
    "email": "canary@police.example",
    "agency_name": "CanaryAgency",
    "rank": "CanaryRank",
    "assignment_note": "CanaryNote",
    "referee_name": "CanaryReferee",
    "tools_in_use": "CanaryTools",
    "other_languages": "CanaryTongue",
}


def mails() -> list[str]:
    """The outbox, newest last."""
    return [keys.decrypt(row.message) for row in OutboxMail.objects.order_by("pk")]


def to_referee() -> list[str]:
    return [mail for mail in mails() if "/join/referee/" in mail]


def link() -> str:
    """The path of the newest link to a referee."""
    text = to_referee()[-1].replace("=\n", "").replace("=3D", "=")
    return re.search(r"/en/join/referee/[\w-]{43}/", text)[0]


def asked(**answers) -> Application:
    return ApplicationFactory(full_name="Amina Example", **answers)


def said(application: Application) -> list[str]:
    return list(application.referee_requests.order_by("pk").values_list("answer", flat=True))


def send(answer="confirm", path=""):
    return Browser().post(path or link(), {"answer": answer})


# --- Asking -------------------------------------------------------------------------------------------------------


def test_asked_when_the_address_is_proven():
    application = ApplicationFactory(state="submitted")
    assert to_referee() == []
    vetting.prove(application)
    (mail,) = to_referee()
    assert "chief@police.example" in mail
    request = application.referee_requests.get()
    assert request.expires_at - request.sent_at == pytest.approx(timedelta(days=14), abs=timedelta(minutes=1))
    assert AuditEvent.objects.filter(event="referee asked", target=f"application {application.pk}").count() == 1


def test_the_mail_tells_nobody_s_name_and_the_database_keeps_no_secret():
    asked(**CANARIES)
    (mail,) = to_referee()
    assert re.search("canary|amina|minors", mail, re.IGNORECASE) is None
    secret = link().split("/")[-2]
    request = RefereeRequest.objects.values().get()
    assert not any(secret in str(value) or "chief" in str(value) for value in request.values())


def test_proving_twice_asks_once():
    application = asked()
    vetting.prove(Application.objects.get(pk=application.pk))
    assert len(to_referee()) == 1


def test_staff_ask_again_once_and_the_applicant_is_told_nothing():
    application, by = asked(), cases.reviewer()
    before = len(mails())
    assert referees.ask(application, by=by) is True
    assert referees.ask(application, by=by) is False
    assert (len(to_referee()), len(mails()) - before) == (2, 1)
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        assert referees.ask(application, by=by) is True


def told_anew(application: Application, by, **answers) -> None:
    """Staff ask for a page again, and the applicant answers it."""
    page = next(page for page in questionnaire.PAGES if {question.key for question in page.questions} & answers.keys())
    vetting.ask(application, by=by, pages=[page.key])
    applying.save(application, page, answers, language="en")
    vetting.answer_more(application)


def test_what_was_confirmed_of_another_name_does_not_count():
    by = cases.reviewer()
    application = cases.called_back(by, email="amina.example@gmail.com")
    RefereeRequest.objects.update(answer="confirm", answered_at=timezone.now())
    case_permissions.check_ready_for_approval(application)
    told_anew(application, by, full_name="Somebody Else")
    with pytest.raises(NotAllowed, match="no_call_back"):
        case_permissions.check_ready_for_approval(application)
    assert len(to_referee()) == 2  # asked anew, about the new name
    vetting.take(application, by=by)
    channel = cases.registry()[1]
    vetting.record_call_back(application, by=by, found="registry", channel=channel, result="confirmed")
    with pytest.raises(NotAllowed, match="no_referee"):
        case_permissions.check_ready_for_approval(application)
    RefereeRequest.objects.filter(answer="").update(answer="confirm", answered_at=timezone.now())
    case_permissions.check_ready_for_approval(application)


@pytest.mark.parametrize(("answer", "level"), [("yes", "look"), ("no", "stop")])
def test_a_vouch_for_another_name_counts_only_where_it_is_a_no(answer, level):
    by = cases.reviewer()
    application = cases.called_back(by)
    application.vouches.create(by=make_user("officer"), answer=answer)
    told_anew(application, by, full_name="Somebody Else")
    [found] = [found for found in vetting_signals.signals(application) if found.key == "vouch"]
    assert found.level == level


def test_the_same_answer_again_changes_nothing():
    by = cases.reviewer()
    application = cases.called_back(by)
    told_anew(application, by, full_name=application.answers["full_name"])
    case_permissions.check_ready_for_approval(application)
    assert len(to_referee()) == 1


def test_of_a_referee_who_is_named_no_more_only_a_no_counts():
    by = cases.reviewer()
    for first, signal in (("confirm", "look"), ("deny", "stop")):
        application = cases.called_back(by, email=f"{first}@police.example")
        application.referee_requests.update(answer=first, answered_at=timezone.now())
        told_anew(application, by, referee_email=f"other.{first}@police.example")
        [found] = [found for found in vetting_signals.signals(application) if found.key == "referee_answer"]
        assert found.level == signal


def test_three_mails_a_day_for_one_address():
    for number in range(5):
        ApplicationFactory(referee_email=f"Chief+{number}@police.example")
    assert len(to_referee()) == 3
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        ApplicationFactory(referee_email="chief@police.example")
    assert len(to_referee()) == 4


@pytest.mark.parametrize("name", ["curator", "translator", "officer"])
def test_only_who_may_work_on_it_asks_again(name, sign_in):
    application = asked()
    with pytest.raises(NotAllowed):
        referees.ask(application, by=sign_in(name).user)
    assert len(to_referee()) == 1


@pytest.mark.parametrize("state", ["draft", "submitted", "refused"])
def test_not_asked_where_nobody_waits_for_it(state):
    application = ApplicationFactory(state=state)
    before = len(to_referee())
    assert referees.ask(application, by=cases.reviewer()) is False
    assert len(to_referee()) == before


def test_the_applicant_is_no_referee():
    ApplicationFactory(email="amina@police.example", referee_email="AMINA+chief@police.example")
    assert to_referee() == []


def test_who_has_answered_is_not_asked_again():
    application = asked()
    send("unsure")
    assert referees.ask(application, by=cases.reviewer()) is False


def test_another_referee_ends_the_link_of_the_first():
    application = asked()
    first = link()
    Application.objects.update(answers=application.answers | {"referee_email": "deputy@police.example"})
    assert referees.ask(Application.objects.get(), by=cases.reviewer()) is True
    assert send(path=first).status_code == 404
    assert send().status_code == 200
    assert said(application) == ["", "confirm"]


# --- The page -----------------------------------------------------------------------------------------------------


def test_it_shows_name_and_unit_and_nothing_else():
    asked(unit_name="Unit of the coast", **CANARIES)
    response = Browser().get(link())
    text = response.content.decode()
    assert "Amina Example" in text
    assert "Unit of the coast" in text
    assert re.search("canary|police\\.example", text, re.IGNORECASE) is None
    assert (response.headers["Cache-Control"], response.headers["X-Robots-Tag"]) == (
        "no-store, private",
        "noindex, noarchive",
    )


@pytest.mark.parametrize("code", CODES)
def test_it_reads_in_every_language(code):
    asked()
    response = Browser().get(link().replace("/en/", f"/{code}/"))
    read = page(response)
    assert (response.status_code, read.root["lang"]) == (200, code)
    assert [e["value"] for e in read.by_tag["input"] if e["type"] == "radio"] == ["confirm", "deny", "unsure"]


def test_typed_markup_is_text():
    asked(unit_name="<b>Unit</b><script>x</script>")
    assert "<b>Unit" not in Browser().get(link()).content.decode()


def test_opening_it_changes_nothing():
    """Programs that check mail open every link, some more than once."""
    application = asked()
    for _ in range(3):
        assert Browser().get(link()).status_code == 200
        assert Browser().head(link()).status_code == 200
    assert said(application) == [""]


@pytest.mark.parametrize("answer", ["confirm", "deny", "unsure"])
def test_an_answer(answer):
    application = asked()
    response = send(answer)
    assert response.status_code == 200
    assert "Thank you" in response.content.decode()
    assert re.search("amina|minors", response.content.decode(), re.IGNORECASE) is None
    request = application.referee_requests.get()
    assert (request.answer, request.language) == (answer, "en")
    assert timezone.now() - request.answered_at < timedelta(minutes=1)
    event = AuditEvent.objects.get(event="referee answered")
    assert (event.by, event.detail) == ("referee", {"request": request.pk, "answer": answer})


def test_the_language_of_the_answer_is_kept():
    application = asked()
    send(path=link().replace("/en/", "/ar/"))
    assert application.referee_requests.get().language == "ar"


@pytest.mark.parametrize("typed", [{}, {"answer": ""}, {"answer": "yes"}, {"answer": "confirmed"}])
def test_no_answer_is_an_error_and_keeps_the_link(typed):
    application = asked()
    response = Browser().post(link(), typed)
    assert page(response).title.startswith("Error:")
    assert said(application) == [""]
    assert send().status_code == 200


def test_a_form_from_elsewhere_is_refused():
    application = asked()
    assert Browser(enforce_csrf_checks=True).post(link(), {"answer": "deny"}).status_code == 403
    assert said(application) == [""]


# --- A link that takes no answer ----------------------------------------------------------------------------------


def test_used_old_and_unknown_links_give_one_page():
    ended = {}
    asked(email="a@police.example", referee_email="a.chief@police.example")
    send("deny")
    ended["used"] = Browser().get(link())
    asked(email="b@police.example", referee_email="b.chief@police.example")
    RefereeRequest.objects.filter(answer="").update(expires_at=timezone.now())
    ended["old"] = Browser().get(link())
    application = asked(email="c@police.example", referee_email="c.chief@police.example")
    vetting.withdraw(application)
    ended["withdrawn"] = Browser().get(link())
    ended["unknown"] = Browser().get(reverse("join:referee", kwargs={"secret": "s" * 43}))
    ended["posted"] = send("confirm")
    secret = re.compile(rb"/join/referee/[\w-]+/")
    told = {name: (response.status_code, secret.sub(b"", response.content)) for name, response in ended.items()}
    assert set(told.values()) == {told["unknown"]}
    assert told["unknown"][0] == 404


def test_the_second_of_two_clicks_changes_nothing():
    application, path = asked(), link()
    assert send("confirm", path).status_code == 200
    assert send("deny", path).status_code == 404
    assert said(application) == ["confirm"]
    assert AuditEvent.objects.filter(event="referee answered").count() == 1


def test_two_at_once_yield_one_answer(monkeypatch):
    """Both have read the open link before either writes."""
    application, secret = asked(), link().split("/")[-2]
    seen = referees.find(secret)
    monkeypatch.setattr(referees, "find", lambda _secret: seen)
    assert [referees.answer(secret, "confirm", "en"), referees.answer(secret, "deny", "en")] == [True, False]
    assert said(application) == ["confirm"]


def test_the_other_mail_of_the_same_person_is_done_too():
    application, first = asked(), link()
    referees.ask(application, by=cases.reviewer())
    assert link() != first
    assert send("confirm", first).status_code == 200
    assert send("deny").status_code == 404
    assert said(application) == ["confirm", ""]


def test_after_two_weeks_it_takes_no_answer():
    asked()
    with time_machine.travel(timezone.now() + timedelta(days=14, minutes=1), tick=False):
        assert send().status_code == 404


def test_an_erased_application_shows_nothing():
    asked()
    Application.objects.update(erased_at=timezone.now())
    assert Browser().get(link()).status_code == 404


def test_who_tries_many_links_waits_and_a_real_link_still_opens():
    asked()
    tried = [Browser().get(reverse("join:referee", kwargs={"secret": f"{n:042d}x"})).status_code for n in range(61)]
    assert (set(tried[:60]), tried[60]) == ({404}, 429)
    assert Browser().get(link()).status_code == 200


# --- What the applicant sees --------------------------------------------------------------------------------------


def test_nothing_tells_the_applicant_what_was_said():
    """The status page is the same, byte for byte, whatever the referee said."""
    pages = set()
    for answer in ("", "confirm", "deny", "unsure"):
        application = ApplicationFactory(referee_email=f"chief{answer}@police.example", full_name="Amina Example")
        Application.objects.filter(pk=application.pk).update(
            reference="ABCDEFGHJK", proven_at=None, created_at=timezone.now(), submitted_at=None
        )
        if answer:
            send(answer)
        before = len(mails())
        browser = Browser()
        session = browser.session
        session[applying.HELD] = {"id": str(application.pk), "seen": int(timezone.now().timestamp())}
        session.save()
        with translation.override("en"):
            text = browser.get(reverse("join:status")).content.decode()
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"|<time.*?</time>', "", text))
        assert len(mails()) == before
        Application.objects.filter(pk=application.pk).update(reference=str(application.pk)[:12])
    assert len(pages) == 1
    assert "Amina" not in pages.pop()
