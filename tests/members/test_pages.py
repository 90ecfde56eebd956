"""How do the account pages look, in each language and to every reader?"""

import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import resolve, reverse

from hub.languages import LANGUAGES
from tests.members.people import code, person, signed_in, type_code, type_password
from tests.members.softkey import SoftKey
from tests.members.test_factors import add_key
from tests.personas import TOTP_SECRET, Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
CODES = [language.code for language in LANGUAGES]
VOID = {"input", "meta", "link", "br", "hr", "img", "path", "use"}


class Page(HTMLParser):
    """What is checked of a page's HTML."""

    def __init__(self, html: str):
        super().__init__()
        self.inline, self.headings, self.boxes, self.labels, self.placeholders, self.images = [], 0, [], [], [], []
        self.ids, self.stack = [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.inline += [name for name in values if name.startswith("on") or name == "style"]
        self.inline += ["style"] if tag == "style" else []
        self.inline += (
            ["script"] if tag == "script" and "src" not in values and values.get("type") != "application/json" else []
        )
        self.headings += tag == "h1"
        self.placeholders += [values["placeholder"]] if "placeholder" in values else []
        self.images += [values.get("src", "")] if tag == "img" else []
        self.labels += [values.get("for")] if tag == "label" else []
        self.ids += [values["id"]] if "id" in values else []
        if tag in {"input", "select", "textarea"} and values.get("type") != "hidden":
            self.boxes.append(values.get("id"))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.stack.pop() == tag, f"</{tag}> closes another element"


def check(response, language="en"):
    html = response.content.decode()
    assert response.status_code == 200, response
    page = Page(html)
    assert page.stack == []
    assert page.inline == []
    assert "".join(page.placeholders).isspace() or page.placeholders == []  # no words that a label should say
    assert page.headings == 1
    assert set(page.boxes) <= set(page.labels)
    assert len(page.ids) == len(set(page.ids))
    assert page.images == []
    assert f'<html lang="{language}"' in html
    assert re.search(r"<title>\S", html)
    return html


OUTSIDE = (
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
)
INSIDE = (
    "members:standing",
    "members:settings",
    "members:sessions",
    "members:address",
    "members:terms",
    "account_logout",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)


@pytest.mark.parametrize("language", CODES)
def test_outside(language):
    browser = Browser()
    for name in OUTSIDE:
        check(browser.get(reverse(name).replace("/en/", f"/{language}/")), language)
    check(browser.get(f"/{language}/accounts/password/reset/key/abc-set-password/"), language)
    over = browser.get(f"/{language}/accounts/invitation/nothing/")
    assert over.status_code == 404
    assert Page(over.content.decode()).headings == 1
    type_password(browser, person())
    check(browser.get(f"/{language}/accounts/2fa/authenticate/"), language)


@pytest.mark.parametrize("language", CODES)
def test_inside(language):
    user = person()
    browser = signed_in(user)
    add_key(browser, SoftKey())
    key = user.authenticator_set.get(type="webauthn")
    pages = [reverse(name) for name in INSIDE if name != "mfa_activate_totp"]
    pages += [reverse(name, args=[key.pk]) for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")]
    for path in pages:
        check(browser.get(path.replace("/en/", f"/{language}/")), language)
    check(browser.get(f"/{language}/accounts/2fa/recovery-codes/"), language)  # now without the codes
    user.authenticator_set.filter(type="totp").delete()
    check(browser.get(f"/{language}/accounts/2fa/totp/activate/"), language)
    check(browser.post(f"/{language}/accounts/2fa/totp/activate/", {"code": "1"}), language)


def test_the_only_password_page_of_somebody_without_a_factor():
    user, browser = person(secret=None), Browser()
    type_password(browser, user)
    check(browser.get(reverse("account_reauthenticate")))
    check(browser.get(reverse("members:standing")))


def test_forms_with_errors():
    browser = Browser()
    html = check(browser.post(reverse("account_login"), {}))
    assert "There is a problem" in html
    check(browser.post(reverse("account_reset_password"), {"email": "x"}))
    inside = signed_in(person())
    check(inside.post(reverse("account_change_password"), {"oldpassword": "x", "password1": "y"}))
    check(inside.post(reverse("members:settings"), {"language": "xx", "time_zone": "nowhere"}))


@pytest.mark.parametrize("language", CODES)
def test_the_title_says_that_a_form_has_errors(language):
    error = {"ar": "خطأ:", "zh-hans": "错误：", "fr": "Erreur :", "ru": "Ошибка:"}.get(language, "Error:")
    browser, inside = Browser(), signed_in(person())
    for name, who, typed in (
        ("account_login", browser, {"login": "x"}),
        ("account_reset_password", browser, {"email": "x"}),
        ("contact", browser, {"text": "x"}),
        ("join:status", browser, {"email": "x"}),
        ("account_change_password", inside, {"oldpassword": "x"}),
        ("members:settings", inside, {"language": "xx"}),
        ("members:address", inside, {"email": "x"}),
    ):
        path = reverse(name).replace("/en/", f"/{language}/")
        for answer, said in ((who.get(path), 0), (who.post(path, typed), 1)):
            title = re.search(r"<title>(.*?)</title>", answer.content.decode())[1]
            assert title.replace(" ", " ").count(error) == said, path


def test_the_secret_is_text_in_fours_beside_the_picture():
    user, browser = person(secret=None), Browser()
    type_password(browser, user)
    html = check(browser.get(reverse("mfa_activate_totp")))
    assert re.search(r'<code class="secret" dir="ltr"[^>]*>([A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>', html)
    assert "<svg" in html
    assert "data:image" not in html
    assert "disabled" not in html


def test_three_ways_without_a_telephone_come_first():
    user, browser = person(secret=None), Browser()
    type_password(browser, user)
    html = browser.get(reverse("members:standing")).content.decode()
    assert "Three ways need no telephone" in html
    assert html.index("Three ways need no telephone") < html.index("Add a passkey or security key")


def test_the_sign_in_page_leads_to_no_sign_up():
    html = Browser().get(reverse("account_login")).content.decode()
    assert "signup" not in html
    assert reverse("account_reset_password") in html
    assert "data-hub-passkeys hidden" in html  # shown by the script where the browser has passkeys
    assert "demo" not in html


@pytest.mark.parametrize("script", ["mfa/js/webauthn-json", "mfa/js/webauthn", "account/js/onload", "hub/passkeys"])
def test_scripts_are_files_of_this_site(script):
    html = Browser().get(reverse("account_login")).content.decode()
    (address,) = re.findall(rf'<script src="(/static/{script}\.[0-9a-f]+\.js)"', html)
    assert Browser().get(address).status_code == 200


def test_pages_are_not_stored():
    browser = signed_in(person())
    for name in ("members:standing", "mfa_index", "account_change_password", "members:settings"):
        assert browser.get(reverse(name)).headers["Cache-Control"].startswith("no-store")


def test_settings_are_kept():
    user = person()
    browser = signed_in(user)
    answer = browser.post(reverse("members:settings"), {"language": "fr", "time_zone": "Africa/Dakar"})
    assert answer.url == "/fr/accounts/settings/"
    user.refresh_from_db()
    assert (user.language, user.time_zone) == ("fr", "Africa/Dakar")


def test_a_name_of_a_key_is_text():
    user = person()
    browser = signed_in(user)
    add_key(browser, SoftKey(), name='<script>alert("x")</script>')
    html = browser.get(reverse("mfa_list_webauthn")).content.decode()
    assert "&lt;script&gt;alert" in html
    assert "<script>alert" not in html


def test_a_page_of_allauth_that_we_did_not_write_looks_like_ours(rf):
    class Form(forms.Form):
        word = forms.CharField(label="Word")

    request = rf.get("/en/accounts/")
    request.user, request.resolver_match = AnonymousUser(), resolve("/en/accounts/")
    html = render_to_string("account/password_set.html", {"form": Form(), "redirect_field": ""}, request)
    assert '<label for="id_word">Word</label>' in html
    assert 'class="button"' in html


def test_codes_left_are_told():
    user = person()
    browser = signed_in(user)
    browser.post(reverse("mfa_generate_recovery_codes"))
    html = browser.get(reverse("mfa_view_recovery_codes")).content.decode()
    one = re.findall(r"(\d{20})%0D%0A", html)[0]
    other = Browser()
    type_password(other, user)
    type_code(other, one)
    assert "9 codes are left." in other.get(reverse("mfa_index")).content.decode()
    assert code(TOTP_SECRET) not in html
