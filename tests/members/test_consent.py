"""Who has accepted which version of the terms, and what stays shut until the version in force is accepted?"""

import shutil

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hub import texts
from hub.access import Audience
from hub.languages import CODES
from hub.models import AuditEvent
from members import consent, standing
from members.application import Application
from members.models import Role, User
from tests.members.people import PASSWORD, code, is_in, person, signed_in, type_code, type_password
from tests.members.test_journey import accept, link  # noqa: F401  (a fixture)
from tests.personas import Browser, browser_for, make_user

pytestmark = pytest.mark.django_db
TERMS = "members:terms"


def version() -> int:
    return texts.version("terms")


def accepted():
    return AuditEvent.objects.filter(event="text accepted")


def press(browser, **values):
    return browser.post(reverse(TERMS), {"version": version()} | values)


def forget():
    texts.page.cache_clear()
    texts.version.cache_clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the terms to change."""
    shutil.copytree(texts.FOLDER / "terms", tmp_path / "terms")
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    forget()
    yield tmp_path / "terms"
    forget()


@pytest.fixture
def new_terms(folder):
    """Puts the next version in force, as a release of the site does."""

    def publish(said: str):
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n")
            lines = [f'changes: "{said}"' if line.startswith("changes:") else line for line in text.splitlines()]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        forget()

    return publish


# --- When the terms change ----------------------------------------------------------------------------------------


def test_a_member_accepts_the_new_terms_and_goes_on(new_terms):
    browser = signed_in(person())
    assert is_in(browser)

    new_terms("Tools are reported within a week.")
    assert browser.get("/en/tools/").url == reverse("members:standing")
    page = browser.get(reverse("members:standing")).content.decode()
    assert "There is a new version of the terms of engagement." in page
    assert "Tools are reported within a week." in page
    assert f'href="{reverse(TERMS)}"' in page

    page = browser.get(reverse(TERMS)).content.decode()
    assert "Tools are reported within a week." in page
    assert "No case data and no media" in page
    assert press(browser).url == reverse("members:standing")
    page = browser.get(reverse("members:standing")).content.decode()
    assert "You have accepted the terms of engagement." in page
    assert "Your account is in order." in page
    assert is_in(browser)
    assert "You accepted version 2 on" in browser.get(reverse(TERMS)).content.decode()


def test_the_old_acceptance_stays_as_proof(new_terms):
    user = person(terms_version=0)
    consent.accept("terms", user=user, language="fr")
    new_terms("Something else.")
    consent.accept("terms", user=user, language="ru")
    rows = user.consents.order_by("pk").values_list("text", "version", "language")
    assert list(rows) == [("terms", 1, "fr"), ("terms", 2, "ru")]


@pytest.mark.parametrize("path", ["/en/home/", "/en/tools/", "/en/no-such-page/"])
def test_nothing_of_the_wall_opens_before(path, terms_changed):
    assert terms_changed.get(path).url == reverse("members:standing")
    assert terms_changed.get("/api/v1/tools/").status_code == 403


def test_the_second_factor_comes_first():
    user, browser = person(terms_version=0), Browser()
    type_password(browser, user)
    assert "new version of the terms" not in browser.get(reverse("mfa_authenticate")).content.decode()
    assert type_code(browser, code()).url == reverse("members:standing")
    assert "new version of the terms" in browser.get(reverse("members:standing")).content.decode()


@pytest.mark.parametrize("factor", ["totp", "webauthn"])
def test_staff_are_no_exception(factor, settings):
    settings.STAFF_REQUIRE_PASSKEY = True
    browser = browser_for(make_user("administrator", terms_version=version() - 1), factor)
    assert browser.get("/admin/").status_code == 404
    assert browser.get("/en/home/").url == reverse("members:standing")
    press(browser)
    assert browser.get("/en/home/").status_code == 200
    assert browser.get("/admin/").status_code == (200 if factor == "webauthn" else 404)


@pytest.mark.parametrize("field", ["suspended_at", "expires_at"])
def test_accepting_opens_nothing_that_is_shut_for_another_reason(field):
    browser = signed_in(person(terms_version=0, **{field: timezone.now()}))
    assert press(browser).status_code == 302
    assert not is_in(browser)


def test_looking_at_the_terms_accepts_nothing(terms_changed):
    assert terms_changed.get(reverse(TERMS)).status_code == 200
    assert consent.Consent.objects.count() == 0
    assert terms_changed.user.terms_version == version() - 1


@pytest.mark.parametrize("seen", ["", "0", "999", "x", None])
def test_a_page_from_before_the_change_accepts_nothing(seen, terms_changed):
    values = {} if seen is None else {"version": seen}
    answer = terms_changed.post(reverse(TERMS), values or {"other": "1"})
    assert "The terms have changed since you opened this page." in answer.content.decode()
    assert f'name="version" value="{version()}"' in answer.content.decode()
    assert terms_changed.user.terms_version == version() - 1
    assert consent.Consent.objects.count() == 0


def test_pressing_twice_is_one_acceptance(terms_changed):
    press(terms_changed)
    press(terms_changed)
    assert consent.Consent.objects.count() == 1
    assert accepted().count() == 1


def test_the_question_is_not_asked_of_the_database(django_assert_num_queries):
    user = person()
    with django_assert_num_queries(0):
        assert consent.current(user)
        assert standing.Standing.TERMS.audience(user) == Audience.ACCOUNT


@pytest.mark.parametrize("language", CODES)
def test_the_page_in_each_language(language, terms_changed):
    answer = terms_changed.get(f"/{language}/accounts/terms/")
    html = answer.content.decode()
    text = texts.page("terms", language)
    assert f"<h2>{text.title}</h2>" in html
    assert text.changes.replace("'", "&#x27;") in html
    prevails = '<a href="/en/accounts/terms/" hreflang="en" lang="en" dir="ltr">English</a>'
    assert (prevails in html) == (language != "en")


# --- What is kept -------------------------------------------------------------------------------------------------


def test_the_language_is_the_one_that_was_shown():
    user = person(terms_version=0)
    browser = signed_in(user)
    browser.post(reverse(TERMS).replace("/en/", "/ar/"), {"version": version()})
    assert user.consents.get().language == "ar"


def test_a_text_that_is_missing_in_a_language_was_shown_in_english(folder):
    (folder / "es.md").unlink()
    user = person(terms_version=0)
    assert consent.accept("terms", user=user, language="es").language == "en"


def test_acceptance_of_an_application():
    application = Application.objects.create()
    for text in ("terms", "data-notice"):
        consent.accept(text, application=application, language="zh-hans")
    kept = application.consents.order_by("text").values_list("text", "version", "language")
    assert list(kept) == [("data-notice", texts.version("data-notice"), "zh-hans"), ("terms", version(), "zh-hans")]
    said = [(event.by, event.target, event.detail["text"]) for event in accepted()]
    assert sorted(said) == [("applicant", f"application {application.pk}", text) for text in ("data-notice", "terms")]


def test_another_text_does_not_count_as_the_terms():
    user = person(terms_version=0)
    consent.accept("privacy", user=user, language="en")
    user.refresh_from_db()
    assert not consent.current(user)


def test_the_audit_names_the_text_and_no_person():
    user = person(terms_version=0)
    consent.accept("terms", user=user, language="en")
    (event,) = accepted()
    assert (event.by, event.target) == (str(user.pk), f"user {user.pk}")
    assert event.detail == {"text": "terms", "version": version(), "language": "en"}


def test_a_row_is_not_changed():
    row = consent.accept("terms", user=person(terms_version=0), language="en")
    row.language = "fr"
    with pytest.raises(TypeError):
        row.save()


def test_the_database_wants_exactly_one_whose_it_is():
    user, application = person(), Application.objects.create()
    for whose in ({}, {"user": user, "application": application}):
        with pytest.raises(IntegrityError), transaction.atomic():
            consent.Consent.objects.create(text="terms", version=1, language="en", **whose)


# --- Opening an account -------------------------------------------------------------------------------------------


def test_the_invitation_asks_and_keeps_it(link):  # noqa: F811
    browser = Browser()
    french = link.replace("/en/", "/fr/")
    page = browser.get(french).content.decode()
    assert 'type="checkbox" name="terms"' in page
    assert 'href="/fr/terms/"' in page
    assert accept(browser, french).status_code == 302
    user = User.objects.get()
    assert user.terms_version == version()
    assert list(user.consents.values_list("text", "version", "language")) == [("terms", version(), "fr")]


@pytest.mark.parametrize("values", [{"terms": ""}, {"version": "0"}, {"version": ""}])
def test_no_account_without_the_terms(values, link):  # noqa: F811
    answer = accept(Browser(), link, **values)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert User.objects.count() == 0
    assert consent.Consent.objects.count() == 0
    assert accept(Browser(), link).status_code == 302


def test_an_invited_member_of_staff_accepts_too(link):  # noqa: F811
    accept(Browser(), link)
    User.objects.update(role=Role.ADMINISTRATOR)
    assert consent.current(User.objects.get())
