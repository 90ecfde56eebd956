"""Can translators take texts out as a file and bring them back, and does nobody else's word leave with them?"""

import io
import zipfile

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalogue import models, translation_returns
from catalogue.admin import translation_files
from catalogue.history import Change
from hub.models import AuditEvent, TextOrigin
from hub.refusals import StateChanged
from tests.catalogue.tool_files import bomb
from tests.catalogue.translated import BETTER, FRENCH, as_bytes, table, translated, translated_po, workbook
from tests.personas import EVERYBODY, Browser, browser_of, make_user
from tests.site import belongings, canaries
from tests.site.html import text_of

pytestmark = pytest.mark.django_db
PAGE = "/admin/catalogue/translations/files/"
OUT = f"{PAGE}out/"
LIMITS, WORD = "tool/finder/limits", "stage/triage/name"
XSS = "<img src=x onerror=alert(1)>"


def send(browser, content: bytes, name="a.xlsx"):
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content)})


def out(browser, **chosen):
    return browser.get(OUT, {"language": "fr", "kind": "xlsx"} | chosen)


def places(response) -> list[str]:
    return [row["place"] for row in table(response.content)]


def unpacked(response) -> bytes:
    """All that an XLSX or PO file holds."""
    if not response.content.startswith(b"PK"):
        return response.content
    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_open_what(name, made):
    browser = Browser() if name == "visitor" else browser_of(name)
    opened = 200 if name in {"curator", "translator", "administrator"} else 302 if name == "visitor" else 404
    assert browser.get(PAGE).status_code == opened
    answer = out(browser)
    assert answer.status_code == opened
    assert answer.headers["Content-Type"].startswith("application/") == (name in {"curator", "administrator"})


def test_a_translator_has_ones_own_languages_alone(french_translator):
    assert out(french_translator).headers["Content-Disposition"] == 'attachment; filename="translations-fr.xlsx"'
    for code in ("ar", "en", "de", ""):
        answer = out(french_translator, language=code)
        assert answer.headers["Content-Type"].startswith("text/html")
        assert FRENCH not in answer.content.decode()


def test_a_file_in_another_language_is_refused(made):
    spanish = browser_of("translator", user=make_user("translator", working_languages=["es"]))
    assert "This file is in Français, which is not one of your languages." in text_of(
        send(spanish, translated({LIMITS: BETTER}))
    )


def test_a_translator_without_a_language_is_told_so(made):
    page = text_of(browser_of("translator").get(PAGE))
    assert "No language is given to your account yet." in page


# --- Out ----------------------------------------------------------------------------------------------------------


def test_the_choice_of_texts(french_translator, tool_factory):
    tool_factory(slug="other", name="Other", summary_fr="L’autre.")
    assert places(out(french_translator, standing="machine")) == [LIMITS]
    assert places(out(french_translator, section="limits")) == [LIMITS]
    assert places(out(french_translator, section="stage")) == [WORD]
    missing = places(out(french_translator, standing="missing"))
    assert LIMITS not in missing
    assert WORD in missing
    by_slug, by_name = (places(out(french_translator, tool=name)) for name in ("other", "Other"))
    assert by_slug == by_name == ["tool/other/summary", "tool/other/what_it_does"]


def test_as_po(french_translator):
    answer = out(french_translator, kind="po", standing="machine")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="translations-fr.po"'
    [entry] = polib.pofile("# \n" + answer.content.decode())
    assert (entry.msgctxt, entry.msgstr) == (LIMITS, FRENCH)


def test_a_choice_that_holds_no_text(french_translator):
    assert "There is no such text. Choose other texts." in text_of(out(french_translator, standing="needs-update"))
    assert "There is no one tool of this name." in text_of(out(french_translator, tool="nothing"))
    assert "Select a valid choice." in text_of(out(french_translator, section="users"))


def test_too_many_at_once(french_translator, monkeypatch):
    monkeypatch.setattr(translation_files, "ROWS", 2)
    assert "More than 2 texts. Choose one section." in text_of(out(french_translator))


def test_drafts_leave_only_by_who_may_change_them(french_translator, tool_factory):
    tool_factory(slug="draft", state=models.State.DRAFT, summary_en="Canary draft.")
    tool_factory(slug="gone", state=models.State.WITHDRAWN, summary_en="Canary gone.")
    assert b"Canary" not in unpacked(out(french_translator, drafts="on"))
    curator = browser_of("curator")
    assert b"Canary" not in unpacked(out(curator))
    asked = unpacked(out(curator, drafts="on"))
    assert b"Canary draft." in asked
    assert b"Canary gone." not in asked


def test_what_leaves_is_of_the_catalogue_and_nothing_else(made):
    """Applications, messages, notes, reports, lists and the remarks of staff hold words that must not be there."""
    staff = make_user("reviewer"), make_user("curator")
    belongings.strangers(staff)
    planted = canaries.plant({})
    TextOrigin.objects.update(note="xq99900001", by=staff[1])
    Change.objects.create(tool=made.tool, kind=Change.Kind.CHANGED, by=staff[1], why="xq99900002")
    browser = browser_of("administrator")
    for kind in ("xlsx", "po"):
        for code in ("ar", "zh-hans", "fr", "ru", "es"):
            held = unpacked(out(browser, kind=kind, language=code, drafts="on"))
            assert b"Finds known files." in held
            assert canaries.WORD.findall(held.lower()) == []
            for user in staff:
                assert user.name.encode() not in held
    assert len(planted.by_word) > 50


def test_the_number_of_queries_does_not_depend_on_the_catalogue(french_translator, tool_factory, stage_factory):
    def asked(place: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert french_translator.get(place).status_code == 200
        return len(queries)

    pages = (PAGE, f"{OUT}?language=fr&kind=xlsx", f"{OUT}?language=fr&kind=po&section=limits")
    french_translator.get(PAGE)  # the first page of a session notes the visit
    before = [asked(place) for place in pages]
    for _ in range(10):
        tool_factory()
        stage_factory()
    assert [asked(place) for place in pages] == before


def test_a_file_out_writes_nothing(french_translator):
    before = TextOrigin.objects.count(), AuditEvent.objects.count()
    out(french_translator)
    assert (TextOrigin.objects.count(), AuditEvent.objects.count()) == before


# --- In -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_checked_then_taken_in(kind, french_translator, made):
    texts = {LIMITS: BETTER, WORD: "Tri"}
    content = translated(texts, note="Read twice") if kind == "xlsx" else as_bytes(translated_po(texts))
    checked = send(french_translator, content, f"A.{kind.upper()}")
    page = text_of(checked)
    assert "Nothing has been written yet." in page
    assert "New or changed translations 2" in page
    assert BETTER in page
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == FRENCH
    done = french_translator.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "2 translations were taken in. They wait for approval." in text_of(done)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == BETTER
    again = french_translator.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "The checked file is gone. Choose it again." in text_of(again)


def test_the_report_says_what_is_wrong_where(french_translator, made):
    content = translated({LIMITS: BETTER.replace("3", "8"), WORD: "Tri"})
    response = send(french_translator, content)
    page = text_of(response)
    assert "Nothing was written" in page
    assert "Refused 1" in page
    assert "2 Finder · Limits and when not to use it Numbers differ" in page
    assert "digest" not in response.context
    made.stage.refresh_from_db()
    assert made.stage.name_fr is None


def test_warnings_and_the_translators_note_are_shown(french_translator):
    models.Stage.objects.update(name_en="Grooming")
    page = text_of(send(french_translator, translated({WORD: "Tri"}, note=f"Sure? {XSS}")))
    assert "To look at: The glossary has another word" in page
    assert f"The translator’s note: Sure? {XSS}" in page


def test_what_a_file_says_is_shown_as_text(french_translator):
    rows = [
        row | {"place": f"tool/{XSS}/limits", "translation": XSS} for row in table(out(french_translator).content)[:1]
    ]
    response = send(french_translator, workbook(rows))
    assert XSS not in response.content.decode()
    assert XSS in text_of(response) or "&lt;img" in response.content.decode()


def test_a_text_that_a_colleague_changed_after_the_check(french_translator, made):
    checked = send(french_translator, translated({LIMITS: BETTER}))
    models.Tool.objects.update(limits_fr="D’une collègue : 3 sur 4.")
    done = french_translator.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "The catalogue has changed since the check. Nothing was imported." in text_of(done)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == "D’une collègue : 3 sur 4."


def test_the_checked_file_is_its_own_persons(french_translator, made):
    checked = send(french_translator, translated({LIMITS: BETTER}))
    other = browser_of("translator", user=make_user("translator", working_languages=["fr"]))
    done = other.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "The checked file is gone. Choose it again." in text_of(done)
    made.tool.refresh_from_db()
    assert made.tool.limits_fr == FRENCH


def test_a_rule_that_is_broken_between_check_and_writing_is_no_fault_of_the_page(french_translator, monkeypatch):
    checked = send(french_translator, translated({LIMITS: BETTER}))
    monkeypatch.setattr(translation_returns, "_seen", lambda *_: checked.context["digest"])
    models.Tool.objects.update(limits_en="")
    done = french_translator.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "Nothing was imported." in text_of(done)


def test_what_fails_half_way_leaves_nothing(french_translator, made, monkeypatch):
    checked = send(french_translator, translated({LIMITS: BETTER, WORD: "Tri"}))

    def fail(*_args, **_detail):
        raise StateChanged

    monkeypatch.setattr(translation_returns.audit, "record", fail)
    done = french_translator.post(PAGE, {"digest": checked.context["digest"]}, follow=True)
    assert "Nothing was imported." in text_of(done)
    made.tool.refresh_from_db()
    made.stage.refresh_from_db()
    assert (made.tool.limits_fr, made.stage.name_fr) == (FRENCH, None)
    assert not Change.objects.filter(tool=made.tool).exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"x", "Choose a file whose name ends in .xlsx or .po."),
        ("a.csv", b"place\n", "Choose a file whose name ends in .xlsx or .po."),
        ("a.xlsx", b"", "The submitted file is empty."),
        ("a.xlsx", b"PK nothing", "not a workbook"),
        ("a.xlsx", bomb(61), "not a workbook"),
        ("a.xlsx", b"x" * (translation_files.BYTES + 1), "The file is larger than 8 MB. Split it."),
        ("a.xlsx", workbook([{"place": "a"}]), "No row of this file names a language"),
        ("a.po", b"\xff\xfe", "This file is not in UTF-8."),
        ("a.po", b"msgid", "This is not a PO file that we can read: see line 1."),
        ("a.po", b'msgid ""\nmsgstr "Language: de\\n"\n', "does not name one of the languages"),
    ],
)
def test_a_file_that_cannot_be_read(name, content, said, french_translator):
    response = send(french_translator, content, name)
    assert response.status_code == 200
    assert said in text_of(response)


def test_fifty_megabytes_are_refused_unread(french_translator, settings):
    settings.UPLOAD_BYTES = 1000
    response = send(french_translator, b"x" * 2000)
    assert response.status_code == 413
    assert "At most 8 MB can be sent from this page." in text_of(response)


def test_no_file_at_all(french_translator):
    assert "This field is required." in text_of(french_translator.post(PAGE, {}))


def test_a_long_list_of_problems_is_cut(french_translator, monkeypatch):
    monkeypatch.setattr(translation_files, "SHOWN", 1)
    content = translated({LIMITS: BETTER.replace("3", "8"), "tool/finder/summary": "Знает файлы."})
    assert "1 more problem is not shown." in text_of(send(french_translator, content))
