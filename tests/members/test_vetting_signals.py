"""Does each sign show what it compares, and nothing of other people?"""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from hub.languages import CODES
from members import applying, referees, vetting
from members.agencies import Trust
from members.application import Application, RefereeRequest, Vouch
from members.vetting_signals import CHECKS, LIKENESS, Level, domain_is_evidence, signals
from tests.factories.members import AgencyDomainFactory, AgencyFactory, ApplicationFactory, UserFactory
from tests.members import cases

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PASS, LOOK, STOP = Level.PASS, Level.LOOK, Level.STOP
GMAIL = "amina.example@gmail.com"


def sign(application: Application, key: str):
    return next(signal for signal in signals(Application.objects.get(pk=application.pk)) if signal.key == key)


def level(application: Application, key: str) -> str:
    return sign(application, key).level


def confirmed(domain="police.example", **agency):
    agency = {"name": "Police of Example"} | agency
    return AgencyDomainFactory(domain=domain, agency=AgencyFactory(**agency), confirmed=True)


# --- All together -------------------------------------------------------------------------------------------------


def test_a_good_application():
    entry = confirmed(domain="police.fr", trust=Trust.VERIFIED)
    entry.known_since = date(2001, 5, 1)
    entry.save()
    application = ApplicationFactory(email="amina@police.fr", referee_email="chief@police.fr")
    RefereeRequest.objects.update(answer="confirm", answered_at=timezone.now())
    Vouch.objects.create(application=application, by=UserFactory(), answer="yes")
    assert {signal.key: signal.level for signal in signals(application)} == dict.fromkeys(CHECKS, PASS)


@pytest.mark.parametrize("code", CODES)
def test_every_sign_is_one_sentence(code):
    confirmed()
    with translation.override(code):
        for application in (ApplicationFactory(), ApplicationFactory(email=GMAIL, referee_email=GMAIL)):
            for signal in signals(application):
                assert str(signal.sentence).strip(), signal.key
                assert "%(" not in str(signal.sentence)
        assert all(map(str, LIKENESS.values()))


def test_english_sentences_end_once():
    for signal in signals(ApplicationFactory()):
        assert re.fullmatch(r"[A-Z][^.!?]*\.", str(signal.sentence).replace(".org", "")), signal.sentence


def queries(application: Application) -> int:
    application = Application.objects.get(pk=application.pk)
    with CaptureQueriesContext(connection) as captured:
        signals(application)
    return len(captured)


def test_queries_do_not_grow():
    application = ApplicationFactory()
    few = queries(application)
    for number in range(12):
        confirmed(domain=f"agency{number}.example", name=f"Agency {number}")
        UserFactory(country="FR")
    ApplicationFactory.create_batch(12, full_name="Amina Example")
    assert queries(application) == few <= 9


def test_erased_answers_give_no_signs():
    application = ApplicationFactory()
    Application.objects.update(answers={}, erased_at=timezone.now())
    assert signals(Application.objects.get(pk=application.pk)) == []


def test_nothing_of_other_people_is_shown():
    """Staff see a reference, or "a member": no name, address or word of anybody else."""
    typed = {"tools_in_use": "canary " * 10, "sender_mark": "s" * 64}
    other = ApplicationFactory(full_name="Canary Name", email="canary@police.example", **typed)
    near = ApplicationFactory(full_name="Canary Namme", email="canari@police.example", **typed)
    ApplicationFactory(state="refused", full_name="Canary Name", email="canary@police.example")
    UserFactory(email="canary@police.example", name="Canary Name", country="FR")
    mine = ApplicationFactory(full_name="Canary Name", email="canary@police.example", latin_name="Other", **typed)
    found = {signal.key: signal for signal in signals(mine)}
    flagged = {"member", "same_address", "refused_before", "near_duplicate", "same_words", "same_sender"}
    assert {key for key in flagged if found[key].level == PASS} == set()
    told = " ".join(f"{signal.sentence} {signal.evidence}" for signal in found.values())
    assert "canary" not in told.casefold()
    assert (other.reference in told, near.reference in told) == (True, True)


# --- The domain ---------------------------------------------------------------------------------------------------


def test_domain_confirmed():
    confirmed()
    assert level(ApplicationFactory(), "domain") == PASS
    assert level(ApplicationFactory(email="a@cyber.police.example"), "domain") == PASS


def test_domain_only_proposed():
    AgencyDomainFactory(domain="police.example")
    assert level(ApplicationFactory(), "domain") == LOOK


def test_domain_seen_by_one_person_is_only_proposed():
    AgencyDomainFactory(domain="police.example", confirmed=True, second_by=None, second_at=None, second_source="")
    assert level(ApplicationFactory(), "domain") == LOOK


def test_domain_unknown():
    confirmed(domain="other.example")
    found = sign(ApplicationFactory(), "domain")
    assert (found.level, found.evidence) == (LOOK, "police.example")


def test_domain_of_another_agency_than_staff_found():
    confirmed()
    application, by = ApplicationFactory(state="in_review"), cases.reviewer()
    Application.objects.update(assigned_to=None)
    vetting.place(Application.objects.get(), by=by, agency=AgencyFactory())
    assert level(application, "domain") == LOOK


def test_domain_that_programs_read_differently():
    application = ApplicationFactory(email="a@strasse.example")
    Application.objects.filter(pk=application.pk).update(answers=application.answers | {"email": "a@straße.example"})
    assert (level(application, "domain"), level(application, "look_alike")) == (STOP, STOP)


@pytest.mark.parametrize("address", [GMAIL, "a@mail.ru", "a@naver.com", "a@yahoo.co.in", "a@web.de", "a@163.com"])
def test_free_mail(address):
    assert level(ApplicationFactory(email=address), "free_mail") == LOOK


def test_disposable():
    assert level(ApplicationFactory(email="a@mailinator.com"), "disposable") == STOP
    assert level(ApplicationFactory(), "disposable") == PASS


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("a@police-gouv.fr", STOP),
        ("a@pоlice.gouv.fr", STOP),  # Cyrillic o
        ("a@xn--plice-jye.gouv.fr", STOP),
        ("a@p0lice.gouv.fr", STOP),
        ("a@police.gouv.fr.com", STOP),
        ("a@police.com", STOP),
        ("a@police.fr", LOOK),
        ("a@police.gouv.fr", PASS),
        ("a@mail.police.gouv.fr", PASS),
        ("a@harbour.example", PASS),
    ],
)
def test_look_alike(address, found):
    confirmed(domain="police.gouv.fr")
    assert level(ApplicationFactory(email=address), "look_alike") == found


def test_look_alike_names_both_domains():
    confirmed(domain="politie.nl", country="NL")
    found = sign(ApplicationFactory(email="a@p0litie.nl"), "look_alike")
    assert found.evidence == "p0litie.nl · politie.nl"


def test_letters_of_another_script_are_told_apart():
    confirmed(domain="politie.nl", country="NL")
    found = sign(ApplicationFactory(email="a@pоlitie.nl"), "look_alike")  # Cyrillic o
    assert found.evidence == "pоlitie.nl (xn--plitie-wqf.nl) · politie.nl"


def test_a_proposed_domain_lends_no_looks():
    """Anybody can propose one; it must not make honest ones suspicious."""
    AgencyDomainFactory(domain="harb0ur.example")
    assert level(ApplicationFactory(email="a@harbour.example"), "look_alike") == PASS


def test_domain_age():
    entry, application = confirmed(), ApplicationFactory()
    assert level(application, "domain_age") == LOOK
    for days, found in ((100, LOOK), (800, PASS)):
        entry.known_since = timezone.now().date() - timedelta(days=days)
        entry.save()
        assert level(application, "domain_age") == found


# --- A domain is evidence, never proof ----------------------------------------------------------------------------


def placed(application: Application, agency) -> Application:
    application.agency = agency
    application.save()
    return application


def test_evidence():
    entry = confirmed()
    assert domain_is_evidence(placed(ApplicationFactory(), entry.agency))
    assert not domain_is_evidence(placed(ApplicationFactory(), AgencyFactory()))
    assert not domain_is_evidence(ApplicationFactory())
    assert not domain_is_evidence(placed(ApplicationFactory(email="a@police-example.com"), entry.agency))


def test_a_proposed_domain_is_no_evidence():
    entry = AgencyDomainFactory(domain="police.example")
    assert not domain_is_evidence(placed(ApplicationFactory(), entry.agency))


@pytest.mark.parametrize("domain", ["gmail.com", "mailinator.com"])
def test_a_provider_for_anybody_is_no_evidence_even_if_two_people_confirmed_it(domain):
    entry = confirmed(domain=domain)
    assert not domain_is_evidence(placed(ApplicationFactory(email=f"a@{domain}"), entry.agency))


# --- Country and agency -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "country", "agency", "found"),
    [
        ("a@police.fr", "FR", "FR", PASS),
        ("a@police.fr", "BE", "FR", LOOK),
        ("a@police.fr", "FR", "BE", LOOK),
        ("a@police.be", "FR", "FR", LOOK),
        ("a@police.int", "FR", "FR", PASS),
        ("a@police.int", "FR", None, LOOK),
        (GMAIL, "FR", "FR", PASS),
        ("a@web.de", "FR", "FR", PASS),  # a provider's country says nothing
        ("a@police.uk", "GB", None, PASS),
        ("a@xn--b1aew.xn--p1ai", "RU", None, PASS),
    ],
)
def test_country(address, country, agency, found):
    application = ApplicationFactory(email=address, country=country)
    if agency:
        placed(application, AgencyFactory(country=agency))
    assert level(application, "country") == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Police nationale", PASS),
        ("police  NATIONALE", PASS),
        ("La Police Nationale, France", PASS),
        ("Nationale Police", PASS),
        ("الشرطة الوطنية", PASS),
        ("Ministry of Fisheries", LOOK),
    ],
)
def test_agency(typed, found):
    confirmed(name="الشرطة الوطنيّة", latin_name="Police nationale")
    assert level(ApplicationFactory(agency_name=typed), "agency") == found


def test_agency_unknown():
    assert level(ApplicationFactory(), "agency") == LOOK


def test_trust():
    entry, application = confirmed(), ApplicationFactory()
    for value, active, found in (("none", True, LOOK), ("known", True, LOOK), ("verified", True, PASS)):
        entry.agency.trust, entry.agency.active = value, active
        entry.agency.save()
        assert level(application, "trust") == found
    entry.agency.active = False
    entry.agency.save()
    assert level(application, "trust") == STOP


# --- Duplicates ---------------------------------------------------------------------------------------------------


def test_no_duplicates():
    ApplicationFactory.create_batch(5)
    UserFactory(country="FR")
    keys = ("member", "same_address", "same_name", "refused_before", "near_duplicate", "same_words", "same_sender")
    application = ApplicationFactory()
    assert {key: level(application, key) for key in keys} == dict.fromkeys(keys, PASS)


def test_member_by_address():
    UserFactory(email="amina@police.example")
    assert level(ApplicationFactory(email="Amina@police.example"), "member") == STOP


def test_member_by_name():
    UserFactory(name="Example Amina", country="FR")
    assert level(ApplicationFactory(full_name="amina EXAMPLE"), "member") == LOOK
    assert level(ApplicationFactory(full_name="Amina Example", country="BE"), "member") == PASS


def test_own_account_is_no_duplicate():
    application = ApplicationFactory(email="amina@police.example")
    application.account = UserFactory(email="amina@police.example")
    application.save()
    assert level(application, "member") == PASS


def test_same_address():
    other = ApplicationFactory(email="amina@police.example")
    found = sign(ApplicationFactory(email="AMINA@police.example"), "same_address")
    assert (found.level, found.evidence) == (LOOK, other.reference)


def test_a_draft_is_nobodys_application():
    ApplicationFactory(state="draft", email="amina@police.example", full_name="Amina Example")
    mine = ApplicationFactory(email="amina@police.example", full_name="Amina Example")
    assert {level(mine, key) for key in ("same_address", "same_name", "near_duplicate")} == {PASS}


def test_same_name():
    other = ApplicationFactory(full_name="Amína Example")
    found = sign(ApplicationFactory(full_name="AMINA example"), "same_name")
    assert (found.level, found.evidence) == (LOOK, other.reference)
    assert level(ApplicationFactory(full_name="Amina Example", country="BE"), "same_name") == PASS


def test_marks_of_an_older_key_are_found(settings):
    ApplicationFactory(email="amina@police.example")
    settings.HUB_KEYS = ["bmV3ZXIta2V5LW5ld2VyLWtleS1uZXdlci1rZXktMDA=", *settings.HUB_KEYS]
    assert level(ApplicationFactory(email="amina@police.example"), "same_address") == LOOK


def test_refused_before_is_known_after_the_answers_are_erased():
    """DATA-06: by the keyed hash alone, and no longer once that is gone."""
    refused = ApplicationFactory(state="refused", email="amina@police.example", full_name="Amina Example")
    Application.objects.update(answers={}, erased_at=timezone.now())
    mine = ApplicationFactory(email="amina@police.example")
    found = sign(mine, "refused_before")
    assert (found.level, found.evidence, level(mine, "same_address")) == (LOOK, refused.reference, PASS)
    assert level(ApplicationFactory(full_name="Amina Example"), "refused_before") == LOOK
    Application.objects.filter(pk=refused.pk).update(email_mark="", name_mark="")
    assert level(mine, "refused_before") == PASS


@pytest.mark.parametrize(
    ("theirs", "mine", "found"),
    [
        ({"full_name": "Jonathan Examplemann"}, {"full_name": "Jonathon Examplemann"}, LOOK),
        ({"full_name": "Examplemann Jonathan"}, {"full_name": "Jonathan  Examplemann,"}, LOOK),
        ({"latin_name": "Aminata Examplova"}, {"full_name": "Aminata Exampłova"}, LOOK),
        ({"full_name": "Jonathan Examplemann"}, {"full_name": "Jonathon Examplemann", "country": "BE"}, PASS),
        ({"email": "examplemann.j@police.example"}, {"email": "examplemann-j2@police.example"}, LOOK),
        ({"email": "examplemann@police.example"}, {"email": "examplemann+hub@police.example"}, LOOK),
        ({"email": "examplemann@police.example"}, {"email": "exampelmann@police.example"}, LOOK),
        ({"email": "examplemann@police.example"}, {"email": "examplemann@gmail.com"}, PASS),
        ({"email": "info@police.example"}, {"email": "inbo@police.example"}, PASS),
    ],
)
def test_near_duplicates(theirs, mine, found):
    ApplicationFactory(**theirs)
    assert level(ApplicationFactory(**mine), "near_duplicate") == found


def test_near_duplicates_end_after_two_years():
    with time_machine.travel(timezone.now() - timedelta(days=740), tick=False):
        ApplicationFactory(full_name="Jonathan Examplemann")
    assert level(ApplicationFactory(full_name="Jonathon Examplemann"), "near_duplicate") == PASS


def test_same_words():
    text = "We use the same three programs, and none of them helps much."
    other = ApplicationFactory(tools_in_use=text)
    found = sign(ApplicationFactory(assignment_note=text.upper()), "same_words")
    assert (found.level, found.evidence) == (LOOK, other.reference)
    ApplicationFactory(tools_in_use="None so far")
    assert level(ApplicationFactory(tools_in_use="None so far"), "same_words") == PASS


def test_same_sender():
    mark = applying.mark("sender", "a network and a browser")
    mine = ApplicationFactory(sender_mark=mark)
    ApplicationFactory(sender_mark=mark, created_at=timezone.now() - timedelta(days=31))
    assert level(mine, "same_sender") == PASS
    ApplicationFactory(sender_mark=mark)
    assert str(sign(mine, "same_sender").sentence).startswith("1 other application ")
    ApplicationFactory(sender_mark=mark)
    assert str(sign(mine, "same_sender").sentence).startswith("2 other applications ")


# --- People who know the applicant --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("chief@police.example", PASS),
        ("chief@north.police.example", PASS),
        ("amina+chief@police.example", STOP),
        ("chief@gmail.com", LOOK),
        ("chief@mailinator.com", LOOK),
        ("chief@other.example", LOOK),
        ("chief@proposed.example", LOOK),
        ("chief@unknown.example", LOOK),
        ("chief@police-example.com", LOOK),
    ],
)
def test_referee_address(address, found):
    confirmed()
    confirmed(domain="other.example", name="Another agency")
    AgencyDomainFactory(domain="proposed.example")
    application = ApplicationFactory(email="amina@police.example", referee_email=address)
    assert level(application, "referee_address") == found


def test_referee_who_applies_too():
    """Two who vouch for each other are no second source."""
    confirmed()
    ApplicationFactory(email="chief@police.example")
    assert level(ApplicationFactory(referee_email="Chief@police.example"), "referee_address") == LOOK


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([], LOOK),
        ([""], LOOK),
        (["confirm"], PASS),
        (["unsure"], LOOK),
        (["deny"], STOP),
        (["confirm", "deny"], STOP),
        (["deny", "confirm"], STOP),
        (["unsure", "confirm"], PASS),
    ],
)
def test_referee_answer(answers, found):
    application = ApplicationFactory()
    application.referee_requests.all().delete()
    for number, answer in enumerate(answers):
        RefereeRequest.objects.create(
            application=application,
            address_mark=referees.address_mark("chief@police.example"),
            secret_mark=str(number),
            language="en",
            expires_at=timezone.now(),
            answer=answer,
            answered_at=timezone.now() if answer else None,
        )
    assert level(application, "referee_answer") == found


@pytest.mark.parametrize(("answer", "found"), [("yes", PASS), ("unsure", LOOK), ("no", STOP), ("", LOOK)])
def test_vouch(answer, found):
    application = ApplicationFactory()
    if answer:
        Vouch.objects.create(application=application, by=UserFactory(), answer=answer)
    assert level(application, "vouch") == found
