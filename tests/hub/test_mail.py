"""Is every mail whole in every language, and could whoever watches the mailbox learn anything from it?"""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core import mail as sent_mail
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from hub import celery, mail, outbox, texts
from hub.languages import CODES, DEFAULT, language
from hub.models import OutboxMail
from tests.site.html import Page

pytestmark = pytest.mark.slow

TO = "canary.reyes@canary-agency.example"
LINK = "https://testserver/en/page/aB3-_x__9/?key=Z_-9"
WHEN = datetime(2026, 3, 1, 10, 5, tzinfo=UTC)
LINK_UNTIL = {"link": LINK, "expires": WHEN}
AT = {"time": WHEN}
FACTS = {
    "account_changed": {"change": gettext_lazy("The password was changed."), "time": WHEN},
    "address_change_started": {"date": WHEN},
    "application_decided": LINK_UNTIL,
    "application_link": LINK_UNTIL,
    "application_more": LINK_UNTIL,
    "curators_digest": {"link": LINK, "overdue": 7, "dead": 3, "reports": 0, "review": 1, "untranslated": 120},
    "invitation": LINK_UNTIL,
    "membership_closed": {},
    "membership_lapsed": {"link": LINK},
    "membership_reinstated": {"link": LINK},
    "membership_suspended": {},
    "new_sign_in": AT,
    "password_reset": LINK_UNTIL,
    "recovery_link": LINK_UNTIL,
    "recovery_started": {"date": WHEN},
    "referee": LINK_UNTIL,
    "renewal_confirm": LINK_UNTIL,
    "renewal_due": {"link": LINK, "days": 10, "date": date(2026, 3, 1)},
    "report_answered": {"link": LINK},
    "second_factor_failed": AT,
    "session_ended": AT,
    "supervisor_confirm": LINK_UNTIL,
    "ticket_answered": {"link": LINK},
    "ticket_received": {"link": LINK},
    "vouch_asked": {"link": LINK},
    "watched_changed": {"link": LINK},
}
EVERY = pytest.mark.parametrize(("name", "code"), [(name, code) for name in FACTS for code in CODES])
# What a watched mailbox must not tell: what the Hub is about and who its members are. Beginnings of words.
TELLING = {
    "en": "police officer child case investig victim enforcement agency unicri interpol",
    "fr": "polic agents enfan enquêt victim application organis unicri interpol",
    "es": "polic agent niñ infan investig víctim institución unicri interpol",
    "ru": "полиц ребен дет следств расслед жертв правоохран ведомств unicri interpol",
    "ar": "شرطة طفل أطفال ضحي ضحايا تحقيق إنفاذ أجهزة unicri interpol",
    "zh-hans": "警 儿童 受害 执法 侦查 案件 机构 unicri interpol",
}
SITE_NAME = re.compile(r"hub|хаб|المنصة|平台", re.IGNORECASE)


@pytest.fixture(autouse=True)
def _our_backend(settings):
    """Django's test runner puts its own mail backend in the place of ours."""
    settings.EMAIL_BACKEND = "hub.outbox.OutboxBackend"


def leave(name: str, code: str, **facts):
    """The message as it leaves the outbox."""
    mail.send(name, to=TO, language=code, **facts)
    assert outbox.send_due() == 1
    return sent_mail.outbox[-1].message()


def parts(message) -> tuple[str, str]:
    plain, html = message.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return plain.get_content(), html.get_content()


def test_the_list_is_complete():
    assert [name for name in texts.names() if name.startswith("mail/")] == [f"mail/{name}" for name in FACTS]


@EVERY
def test_every_text_is_there_fresh_and_says_who_made_it(name, code):
    text = texts.page(f"mail/{name}", code)
    assert (text.language.code, text.stale) == (code, False)
    assert text.origin == "source" if code == DEFAULT else text.origin in ("machine", "human", "reviewed")
    assert not re.search(r"[*_#`<>]", mail.PLACEHOLDER.sub("", text.markdown))  # the text part shows it as it is


@EVERY
def test_it_is_whole(name, code):
    subject, plain, html = mail.preview(name, code, **FACTS[name])
    assert subject.strip() == subject != ""
    assert "\n" not in subject
    for part in (subject, plain, html):
        assert re.findall(r"\[\[|\]\]|\{\{|\{%|%\(|None", part) == []
    links = [LINK] if "link" in FACTS[name] else []
    assert re.findall(r"\w+://\S+", plain) == links
    page = Page(html)
    assert [link["href"] for link in page.by_tag["a"]] == links
    shown = re.findall(r"<a [^>]*><strong>(.*?)</strong></a>", html)
    assert shown == links  # the address is there to read, in bold
    words = [line for line in plain.splitlines() if line and line not in links]
    seen = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", "\u00a0"))
    assert [line for line in words if re.sub(r"\s+", " ", line) not in seen] == []  # both parts say all


@EVERY
def test_it_is_marked_in_its_language_and_direction(name, code):
    html = mail.preview(name, code, **FACTS[name])[2]
    entry = language(code)
    page = Page(html)
    for tag in ("html", "div"):
        [element] = page.by_tag[tag]
        assert (element["lang"], element["dir"]) == (code, "rtl" if code == "ar" else "ltr") == (code, entry.dir)


@EVERY
def test_it_fetches_nothing(name, code):
    html = mail.preview(name, code, **FACTS[name])[2]
    tags = set(re.findall(r"<(\w+)", html))
    assert tags <= {"html", "head", "meta", "title", "body", "div", "p", "a", "strong", "hr"}
    assert not re.search(r"src|url\(|@import|<style|<link|<script", html)


@EVERY
def test_a_watcher_of_the_mailbox_learns_little(name, code):
    subject, plain, html = mail.preview(name, code, **FACTS[name])
    assert not SITE_NAME.search(subject)
    begins = "" if code in {"ar", "zh-hans"} else r"\b"  # a word may have a prefix there, or no space before it
    for part in (subject, plain.replace(LINK, ""), html.replace(LINK, "")):
        assert [word for word in TELLING[code].split() if re.search(begins + word, part, re.IGNORECASE)] == []


@pytest.mark.parametrize("code", CODES)
def test_nobody_is_named_in_what_leaves(code, db):
    message = leave("referee", code, **LINK_UNTIL)
    assert message["To"] == TO
    for told in (*parts(message), *[value for key, value in message.items() if key != "To"]):
        assert "canary" not in told


def test_what_leaves_is_what_was_previewed(db):
    message = leave("application_link", "ar", **LINK_UNTIL)
    subject, plain, html = mail.preview("application_link", "ar", **LINK_UNTIL)
    assert message["Subject"] == subject
    assert [part.strip() for part in parts(message)] == [plain.strip(), html.strip()]
    assert message.get_content_type() == "multipart/alternative"
    assert (message["Auto-Submitted"], message["Content-Language"]) == ("auto-generated", "ar")


def test_it_shares_the_fate_of_its_cause(transactional_db):
    def cause():
        with transaction.atomic():
            mail.send("membership_closed", to=TO, language="en")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause()
    assert not OutboxMail.objects.exists()


# --- In which direction it is read --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FACTS)
def test_no_latin_name_runs_against_an_arabic_subject(name):
    subject = re.sub("\u2068[^\u2068\u2069]*\u2069", "", mail.preview(name, "ar", **FACTS[name])[0])
    assert not re.search("[A-Za-z\u2068\u2069]", subject)


@pytest.mark.parametrize(
    ("code", "title", "subject"),
    [
        ("ar", "تغيّر Project VIC (VICS 2.0).", "تغيّر \u2068Project VIC (VICS 2.0)\u2069."),
        ("fr", "Project VIC a changé.", "Project VIC a changé."),
    ],
)
def test_a_latin_name_in_a_subject_stands_apart_as_it_leaves(code, title, subject, db, monkeypatch):
    text = replace(texts.page("mail/ticket_answered", code), title=title)
    monkeypatch.setattr(mail, "_text", lambda _name, _language: text)
    assert leave("ticket_answered", code, link=LINK)["Subject"] == subject


# --- What is filled in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_times_are_utc_in_the_same_digits(code):
    for part in mail.preview("renewal_due", code, **FACTS["renewal_due"])[1:]:
        isolated = re.findall("\u2066([^\u2069]*)\u2069", part)
        assert isolated == (["2026-03-01", "10"] if code == "ar" else [])
        assert "2026-03-01" in part
    east = datetime.fromisoformat("2026-03-01T12:05+02:00")
    assert "2026-03-01 10:05 UTC" in mail.preview("new_sign_in", code, time=east)[1]


def test_a_message_of_the_interface_is_in_the_language_of_the_reader():
    assert "Le mot de passe a été modifié." in mail.preview("account_changed", "fr", **FACTS["account_changed"])[1]


@pytest.mark.parametrize(
    "facts",
    [
        {"expires": WHEN},
        {"link": LINK},
        LINK_UNTIL | {"time": WHEN},
        LINK_UNTIL | {"person": "Dana Reyes"},
        LINK_UNTIL | {"expires": "tomorrow, said Dana Reyes"},
        LINK_UNTIL | {"expires": datetime(2026, 3, 1)},  # noqa: DTZ001  (whose time is it?)
        LINK_UNTIL | {"expires": None},
        LINK_UNTIL | {"link": "https://elsewhere.example/en/"},
        LINK_UNTIL | {"link": "https://testserver.elsewhere.example/en/"},
        LINK_UNTIL | {"link": "https://testserver/en/ typed by Dana Reyes"},
        LINK_UNTIL | {"link": "/en/"},
    ],
)
def test_nothing_else_gets_in(facts):
    with pytest.raises(mail.WrongFacts):
        mail.preview("referee", "en", **facts)


def test_a_mail_that_nobody_wrote_is_a_fault():
    with pytest.raises(FileNotFoundError):
        mail.preview("refereee", "en", **LINK_UNTIL)


@pytest.mark.parametrize(
    "to",
    [
        "officer@agency.example\nBcc: other@elsewhere.example",
        "officer@agency.example\r\n",
        "officer@agency.example, other@elsewhere.example",
        "Dana Reyes <officer@agency.example>",
        "officer",
        "",
    ],
)
def test_one_address_and_nothing_beside_it(to, db):
    with pytest.raises(ValidationError):
        mail.send("membership_closed", to=to, language="en")
    assert not OutboxMail.objects.exists()


# --- Who made the words -------------------------------------------------------------------------------------------

MACHINE = {"ar": "ترجمة آلية", "zh-hans": "机器翻译", "fr": "Traduction automatique"}


@pytest.mark.parametrize("code", MACHINE)
def test_a_machine_translation_says_so(code):
    for part in mail.preview("membership_closed", code)[1:]:
        assert f"*{MACHINE[code]}" in part
    for part in mail.preview("membership_closed", "en")[1:]:
        assert "*Machine translation" not in part


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One mail, in English alone or also in French made from another English."""
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    texts.page.cache_clear()

    def write(code: str, origin: str):
        (tmp_path / "mail" / "note").mkdir(parents=True, exist_ok=True)
        matter = f'---\ntitle: "T"\norigin: {origin}\nenglish: "other"\n---\n\nWords.\n'
        (tmp_path / "mail" / "note" / f"{code}.md").write_text(matter, encoding="utf-8")

    yield write
    texts.page.cache_clear()


def test_a_translation_of_another_english_says_so(folder):
    folder("en", "source")
    folder("fr", "human")
    for part in mail.preview("note", "fr")[1:]:
        assert "Le texte anglais a changé" in part
        assert "Traduction automatique" not in part


def test_where_there_is_no_translation_all_of_it_is_english(folder, db):
    folder("en", "source")
    message = leave("note", "fr")
    plain, html = parts(message)
    assert "This message was made by a computer." in plain
    assert (message["Content-Language"], Page(html).root["lang"]) == ("en", "en")


# --- When it leaves -----------------------------------------------------------------------------------------------


def test_celery_asks_for_the_same_job_every_few_seconds():
    [entry] = celery.app.conf.beat_schedule.values()
    celery.app.loader.import_default_modules()
    assert entry["task"] in celery.app.tasks
    assert entry["schedule"] <= 5
    assert entry["options"]["expires"] <= entry["schedule"]  # a worker that comes back late finds no queue of them
