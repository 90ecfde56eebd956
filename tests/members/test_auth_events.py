"""Is every act around signing in in the audit, without what was typed (AUD-05)?"""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse

from hub.models import AuditEvent
from tests.members.people import PASSWORD, WRONG, code, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key
from tests.members.test_passwords import set_new
from tests.personas import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def events() -> list[tuple[str, str, str]]:
    """Which event, by whom, upon whom."""
    return list(
        AuditEvent.objects.exclude(event="catalogue loaded").order_by("pk").values_list("event", "by", "target")
    )


def detail(event: str) -> dict:
    return AuditEvent.objects.filter(event=event).latest("pk").detail


@pytest.fixture
def dana():
    return person()


@pytest.fixture
def about(dana):
    """The events by and upon Dana, by name."""

    def find() -> list[str]:
        return [event for event, by, target in events() if (by, target) == (str(dana.pk), f"user {dana.pk}")]

    return find


def test_signing_in_and_out(dana, about):
    browser = signed_in(dana)
    assert about() == ["factor used", "signed in"]
    assert detail("signed in") == {"network": "127.0.0.0", "methods": ["password", "totp"]}
    browser.post(reverse("account_logout"))
    assert about()[-1] == "signed out"


def test_a_wrong_password_names_nobody(dana):
    unknown = person(email="somebody@agency.example")
    unknown.email = "nobody@agency.example"
    for who in (dana, unknown):
        type_password(Browser(), who, WRONG)
    assert events() == [("wrong password", "visitor", "")] * 2
    assert detail("wrong password") == {"page": "account_login", "network": "127.0.0.0"}


def test_a_wrong_code(dana, about):
    browser = Browser()
    type_password(browser, dana)
    type_code(browser, "000000")
    assert about() == ["second factor failed"]


def test_a_code_that_was_used_before(dana, about):
    used = code()  # kept: the next half-minute has another
    for browser in (Browser(), Browser()):
        type_password(browser, dana)
        type_code(browser, used)
    assert about()[-1] == "second factor failed"


def test_an_answer_that_no_key_gave(dana, about):
    browser = Browser()
    type_password(browser, dana)
    browser.post(reverse("mfa_authenticate"), {"credential": '{"id": "x"}'})
    assert about() == ["second factor failed"]


def test_a_passkey_of_nobody():
    browser = Browser()
    browser.get(reverse("mfa_login_webauthn"))
    browser.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'})
    assert events() == [("second factor failed", "visitor", "")]


def test_recovery_codes(dana, about):
    browser = signed_in(dana)
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert about()[-1] == "recovery codes made"
    browser.post(reverse("mfa_generate_recovery_codes"))
    assert about()[-2:] == ["recovery codes removed", "recovery codes made"]
    another = Browser()
    type_password(another, dana)
    codes = Authenticator.objects.get(user=dana, type="recovery_codes").wrap().get_unused_codes()
    type_code(another, codes[0])
    assert about()[-2:] == ["recovery code used", "signed in"]


def test_factors_come_and_go(about, dana):
    Authenticator.objects.filter(user=dana).delete()
    browser = Browser()
    type_password(browser, dana)
    form = browser.get(reverse("mfa_activate_totp")).context["form"]
    browser.post(reverse("mfa_activate_totp"), {"code": code(form.secret)})
    assert about() == ["signed in", "factor added", "recovery codes made"]
    add_key(browser, SoftKey())
    browser.post(reverse("mfa_deactivate_totp"))
    assert about()[-2:] == ["factor added", "factor removed"]
    assert (detail("factor added")["factor"], detail("factor removed")["factor"]) == ("webauthn", "totp")


def test_the_password_changes(dana, about):
    browser = signed_in(dana)
    wrong = {"oldpassword": WRONG, "password1": "green ladder in the orchard"}
    browser.post(reverse("account_change_password"), wrong)
    assert about()[-1] == "wrong password"
    browser.post(reverse("account_change_password"), wrong | {"oldpassword": PASSWORD})
    assert "password changed" in about()


def test_the_password_is_reset(dana, about):
    key = default_token_generator.make_token(dana)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(dana), key])
    set_new(f"https://testserver{path}")
    assert "password reset" in about()


def test_throttled_sign_ins_are_told_once(dana):
    for _ in range(9):
        type_password(Browser(), dana, WRONG)
    assert [event for event, _, _ in events()] == ["wrong password"] * 5 + ["throttled"]
    cache.clear()
    type_password(Browser(), dana, WRONG)
    assert [event for event, _, _ in events()][-1] == "wrong password"


def test_a_page_that_says_too_many_is_told_once(dana):
    for _ in range(9):
        Browser().post(reverse("account_reset_password"), {"email": "nobody@agency.example"})
    assert [(event, by) for event, by, _ in events() if event == "throttled"] == [("throttled", "visitor")]
    assert detail("throttled")["page"] == "account_reset_password"


def test_nothing_that_was_typed(dana):
    browser = signed_in(dana)
    type_password(Browser(), dana, WRONG)
    browser.post(reverse("account_change_password"), {"oldpassword": WRONG, "password1": PASSWORD})
    rows = str(list(AuditEvent.objects.values()))
    assert len(events()) >= 4
    assert [word for word in ("dana", "agency.example", WRONG, PASSWORD, code()) if word in rows] == []
