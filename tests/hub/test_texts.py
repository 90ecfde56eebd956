"""Do the long texts say who made them, and from which English? Do the legal ones change only with their number?"""

import datetime
import re

import pytest
import yaml

from hub import texts
from hub.languages import COMPLETE, DEFAULT

PAGES = [name for name in texts.names() if not name.startswith("mail/")]  # mails: test_mail.py


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """One page in English and French."""
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    texts.page.cache_clear()

    def write(code: str, body: str, **matter):
        values = {"title": "T", "description": "D", "origin": "source", "english": ""} | matter
        front = "".join(f'{key}: "{value}"\n' for key, value in values.items())
        (tmp_path / "about").mkdir(exist_ok=True)
        (tmp_path / "about" / f"{code}.md").write_text(f"---\n{front}---\n{body}\n", encoding="utf-8")

    yield write
    texts.page.cache_clear()


def test_a_language_that_is_not_there_gets_the_english_and_is_told(folder):
    folder("en", "Hello [[operator]].")
    text = texts.page("about", "fr")
    assert (text.language.code, text.machine, text.stale) == ("en", False, False)
    assert "The test operator" in text.html


def test_without_an_operator_and_a_contact_the_text_still_reads_well(folder, settings):
    settings.OPERATOR, settings.CONTACT, settings.SITE = "", "", "https://hub.example"
    folder("en", "[[operator]] runs it. Write to [[operator]]: [[contact]].")
    assert texts.page("about", "en").markdown.strip() == (
        "The operator of this Hub runs it. Write to the operator of this Hub: \u2066https://hub.example/en/contact/\u2069."
    )


def test_a_translation_of_the_present_english_is_fresh(folder):
    folder("en", "Hello.")
    folder("fr", "Bonjour.", origin="machine", english=texts.english_fingerprint("about"))
    text = texts.page("about", "fr")
    assert (text.language.code, text.machine, text.stale) == ("fr", True, False)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"description": "Other"}, {}])
def test_english_that_changed_makes_it_stale(folder, change):
    folder("en", "Hello.")
    stamped = texts.english_fingerprint("about")
    folder("en", "Hello." if change else "Hello again.", **change)
    folder("fr", "Bonjour.", origin="human", english=stamped)
    assert texts.page("about", "fr").stale


def test_line_breaks_are_no_change():
    assert texts.fingerprint("a  b\nc") == texts.fingerprint("a b c")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", [DEFAULT, *COMPLETE])
def test_every_public_page_exists_fresh_in_every_language(name, code):
    text = texts.page(name, code)
    assert text.language.code == code
    assert text.title
    assert text.description
    assert "[[" not in text.html
    assert not text.stale
    assert text.origin == ("source" if code == DEFAULT else text.origin)
    assert text.machine or code == DEFAULT or text.origin in ("human", "reviewed")


# --- Legal texts --------------------------------------------------------------------------------------------------

VERSIONS = yaml.safe_load((texts.FOLDER / "versions.yaml").read_text(encoding="utf-8"))
PERIOD = re.compile(r"\[\[(\w+_(?:days|months))\]\]")


def test_the_legal_texts_are_the_numbered_ones():
    assert sorted(VERSIONS) == ["data-notice", "privacy", "terms"]
    assert sorted(name for name in PAGES if "version" in texts.read(name, DEFAULT)[0]) == sorted(VERSIONS)


@pytest.mark.parametrize("name", VERSIONS)
def test_no_legal_text_changes_without_a_new_number(name):
    """What somebody accepted can be found again: raise `version`, set `date` and `changes`, add it to versions.yaml."""
    kept = VERSIONS[name]
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert texts.version(name) == max(kept)
    assert kept[texts.version(name)] == texts.english_fingerprint(name)


@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("code", [DEFAULT, *COMPLETE])
def test_each_translation_says_what_it_must(name, code):
    matter, body = texts.read(name, code)
    text = texts.page(name, code)
    assert (text.version, text.date) == (texts.version(name), texts.read(name, DEFAULT)[0]["date"])
    assert isinstance(text.date, datetime.date)
    assert text.changes == matter["changes"] != ""
    assert "The test operator" in text.html
    assert text.html.index("<strong>") < text.html.index("<h2>")  # that it is a specimen comes first
    english = texts.read(name, DEFAULT)[1]
    for pattern in (r"^## ", r"^- ", r"\[\[\w+\]\]", r"\*\*"):
        found, wanted = (re.findall(pattern, one, re.MULTILINE) for one in (body, english))
        assert sorted(found) == sorted(wanted), pattern
    prevails = {"en": "prevails", "ar": "الغلبة", "zh-hans": "为准", "fr": "fait foi", "ru": "преимущественную силу"}
    assert (prevails | {"es": "prevalece"})[code] in text.html


def test_the_periods_in_the_texts_are_those_of_the_settings(settings):
    settings.RETENTION = {name: 41 + place for place, name in enumerate(settings.RETENTION)}
    texts.page.cache_clear()
    named = {name: set(PERIOD.findall(texts.read(name, DEFAULT)[1])) for name in ("privacy", "data-notice")}
    assert named["privacy"] == set(settings.RETENTION)
    assert named["data-notice"] == set(settings.RETENTION) - {
        "sign_in_days",
        "report_months",
    }  # an applicant has no account
    for name, periods in named.items():
        html = texts.page(name, "en").html
        for period in periods:
            assert f"{settings.RETENTION[period]} {period.rpartition('_')[2]}" in html
    texts.page.cache_clear()


def test_no_period_is_written_by_hand():
    for name in VERSIONS:
        for code in (DEFAULT, *COMPLETE):
            assert re.findall(r"\d+", texts.read(name, code)[1]) == [], (name, code)


def test_one_day_is_no_days(settings):
    settings.RETENTION = settings.RETENTION | {"draft_days": 1, "audit_months": 1}
    assert (texts.period("draft_days"), texts.period("audit_months")) == ("1 day", "1 month")


@pytest.mark.django_db
@pytest.mark.parametrize("name", VERSIONS)
@pytest.mark.parametrize("code", [DEFAULT, *COMPLETE])
def test_a_visitor_is_told_the_version_and_which_language_prevails(name, code, visitor):
    html = visitor.get(f"/{code}/{name}/").content.decode()
    english = f'<a href="/en/{name}/" hreflang="en" lang="en" dir="ltr">English</a>'
    assert (english in html) == (code != DEFAULT)
    if code == DEFAULT:
        assert f"Version {texts.version(name)} of 22 November 2026." in html


@pytest.mark.parametrize("name", ["about", "mail/invitation"])
def test_what_has_no_number_is_nothing_to_accept(name):
    with pytest.raises(KeyError):
        texts.version(name)
