"""Can curators take a file of tools in, and the catalogue out, and nobody else?"""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalogue import archive, importing, models
from catalogue.admin import whole
from catalogue.history import Change
from hub.models import AuditEvent
from tests import world
from tests.catalogue.tool_files import ENTRY, ROW, as_csv, as_json, as_xlsx
from tests.personas import EVERYBODY, Browser, browser_of
from tests.site.html import Page, text_of

pytestmark = pytest.mark.django_db
LIST = "/admin/catalogue/tool/"
IMPORT = f"{LIST}import/"
PROPOSAL = f"{LIST}proposal/"
COLUMNS = f"{IMPORT}columns.xlsx"
SCHEMA = f"{IMPORT}catalogue.schema.json"
WHOLE = f"{LIST}whole/"
WHOLE_JSON = f"{WHOLE}catalogue.json"
XSS = "<img src=x onerror=alert(1)>"


@pytest.fixture
def words(provider_factory, stage_factory):
    provider_factory(slug="maker")
    stage_factory(slug="triage", name_en="Canary stage")


@pytest.fixture
def curator(words):
    return browser_of("curator")


def send(browser, content: bytes, name="tools.csv", place=IMPORT):
    return browser.post(place, {"file": SimpleUploadedFile(name, content)})


def check_and_confirm(browser, content: bytes, name="tools.csv", place=IMPORT):
    checked = send(browser, content, name, place)
    assert "Nothing has been written yet." in checked.content.decode()
    return browser.post(place, {"digest": checked.context["digest"]}, follow=True)


# --- Who ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_open_what(name, words):
    browser = Browser() if name == "visitor" else browser_of(name)
    answers = {page: browser.get(page).status_code for page in (IMPORT, PROPOSAL, COLUMNS, SCHEMA, WHOLE, WHOLE_JSON)}
    closed = 302 if name == "visitor" else 404
    imports = 200 if name in {"curator", "administrator"} else closed
    looks = 200 if name == "translator" else imports
    shut = dict.fromkeys((IMPORT, PROPOSAL, COLUMNS, SCHEMA), imports)
    assert answers == shut | {WHOLE: looks, WHOLE_JSON: looks}


@pytest.mark.parametrize("place", [IMPORT, PROPOSAL, WHOLE])
def test_who_may_only_look_takes_nothing_in(place, words):
    assert send(browser_of("translator"), as_json(), "a.json", place).status_code == 404
    assert not models.Tool.objects.exists()


# --- A file of tools ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "content"), [("a.csv", as_csv(ROW)), ("a.XLSX", as_xlsx(ROW)), ("a.json", as_json())])
def test_checked_then_imported(name, content, curator):
    checked = send(curator, content, name)
    assert not models.Tool.objects.exists()
    page = text_of(checked)
    assert "New drafts 1" in page
    assert "sorter : new draft" in page
    assert "Trie des fichiers." in page
    done = curator.post(IMPORT, {"digest": checked.context["digest"]}, follow=True)
    assert done.redirect_chain == [(LIST, 302)]
    assert "1 entry is new or changed." in text_of(done)
    assert models.Tool.objects.get().state == "draft"
    again = curator.post(IMPORT, {"digest": checked.context["digest"]}, follow=True)
    assert "The checked file is gone. Choose it again." in text_of(again)
    assert models.Tool.objects.count() == 1


def test_the_report_shows_what_changes(curator, tool_factory):
    tool_factory(slug="sorter", name="Old name", provider=models.Provider.objects.get())
    page = text_of(send(curator, as_csv({"slug": "sorter", "name": "New name"})))
    assert "Changed entries 1" in page
    assert "name Old name New name" in page


def test_a_translation_that_only_warns_is_shown_before_it_is_taken_in(curator):
    checked = send(curator, as_csv(ROW | {"summary_fr": "Trie des fichiers !"}))
    page = text_of(checked)
    assert "To be looked at This does not keep the file from being taken in." in page
    assert "2 sorter summary_fr Punctuation or spaces are not those of the language" in page
    curator.post(IMPORT, {"digest": checked.context["digest"]})
    assert models.Tool.objects.get().summary_fr == "Trie des fichiers !"
    assert "To be looked at" not in text_of(send(curator, as_csv(ROW | {"slug": "another"})))


def test_a_translation_with_a_fault_keeps_the_file_out(curator):
    checked = send(curator, as_csv(ROW | {"summary_fr": "<b>Trie</b> 999 fichiers."}))
    page = text_of(checked)
    assert "2 sorter summary_fr Numbers differ from the English: \u2068999\u2069." in page
    assert "digest" not in checked.context
    assert not models.Tool.objects.exists()


def test_what_is_wrong_is_shown_by_row_and_nothing_is_written(curator):
    response = send(curator, as_csv(ROW, ROW | {"slug": "other", "provider": XSS}))
    page = text_of(response)
    assert "Nothing was written" in page
    assert "3 other provider" in page
    assert XSS not in response.content.decode()
    assert "digest" not in response.context
    assert not models.Tool.objects.exists()


def test_a_long_list_of_problems_is_cut(curator):
    rows = [ROW | {"slug": f"tool-{number}", "provider": "nobody"} for number in range(210)]
    assert "10 more problems are not shown." in text_of(send(curator, as_csv(*rows)))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"x", "Choose a file whose name ends in .csv, .xlsx or .json."),
        ("a.csv", b"slug,owner\na,b\n", "There is no column “owner” in this list."),
        ("a.csv", b"x" * (importing.BYTES + 1), "The file is larger than 4 MB. Split it."),
        ("a.json", b"{", "This is not JSON: see line 1, column 2."),
    ],
)
def test_a_file_that_cannot_be_read(name, content, said, curator):
    response = send(curator, content, name)
    assert response.status_code == 200
    assert said in text_of(response)


def test_no_file_at_all(curator):
    assert "This field is required." in text_of(curator.post(IMPORT, {}))


def test_a_hundred_megabytes_are_refused_unread(curator, settings):
    settings.UPLOAD_BYTES = 1000
    response = send(curator, b"x" * 2000)
    assert response.status_code == 413
    assert "At most 4 MB can be sent from this page." in text_of(response)
    assert not models.Tool.objects.exists()


def test_an_entry_that_a_colleague_changed_meanwhile(curator, tool_factory):
    tool = tool_factory(slug="sorter", provider=models.Provider.objects.get())
    checked = send(curator, as_csv({"slug": "sorter", "name": "New name"}))
    models.Tool.objects.filter(pk=tool.pk).update(name="A colleague’s")
    done = curator.post(IMPORT, {"digest": checked.context["digest"]}, follow=True)
    assert "The catalogue has changed since the check. Nothing was imported." in text_of(done)
    assert models.Tool.objects.get().name == "A colleague’s"


def test_only_what_this_person_checked_is_imported(curator):
    digest = send(curator, as_csv(ROW)).context["digest"]
    other = browser_of("curator").post(IMPORT, {"digest": digest}, follow=True)
    assert "The checked file is gone." in text_of(other)
    assert not models.Tool.objects.exists()
    checked_as_proposal = curator.post(PROPOSAL, {"digest": digest}, follow=True)
    assert "The checked file is gone." in text_of(checked_as_proposal)


def test_the_empty_table(curator):
    response = curator.get(COLUMNS)
    assert response["Content-Disposition"] == 'attachment; filename="columns.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book["tools"]["A1"].value == "slug"
    assert "Canary stage" in {row[2] for row in book["columns"].iter_rows(values_only=True)}


def test_the_format_is_the_schema(curator):
    assert json.loads(curator.get(SCHEMA).content)["$defs"]["entry"]["required"] == [
        "slug",
        "name",
        "provider",
        "texts",
    ]


# --- A proposal ---------------------------------------------------------------------------------------------------


def test_a_proposal_becomes_a_draft(curator):
    done = check_and_confirm(curator, as_json(), "a.json", PROPOSAL)
    assert "1 entry is new or changed." in text_of(done)
    assert models.Tool.objects.get().state == "draft"
    assert AuditEvent.objects.filter(event="proposal taken in").count() == 1


def test_a_proposal_for_an_entry_is_refused(curator, tool_factory):
    tool_factory(slug="sorter", name="Old name")
    page = text_of(send(curator, as_json(), "a.json", PROPOSAL))
    assert "The Hub has an entry of this name." in page
    assert models.Tool.objects.get().name == "Old name"
    assert "Choose a file whose name ends in .json." in text_of(send(curator, as_csv(ROW), "a.csv", PROPOSAL))


# --- The whole ----------------------------------------------------------------------------------------------------


def test_the_whole_catalogue_leaves_and_comes_into_an_empty_hub(curator, tool_factory):
    tool_factory(slug="sorter", provider=models.Provider.objects.get())
    response = curator.get(WHOLE_JSON)
    assert response["Content-Disposition"] == 'attachment; filename="catalogue.json"'
    assert response.content == archive.as_bytes(archive.whole())
    same = curator.post(WHOLE, {"file": SimpleUploadedFile("a.json", response.content)}, follow=True)
    assert "The Hub holds just this catalogue already. Nothing was changed." in text_of(same)
    tool_factory()
    page = text_of(send(curator, response.content, "a.json", WHOLE))
    assert "This Hub has a catalogue already." in page
    world.forget_catalogue()
    done = curator.post(WHOLE, {"file": SimpleUploadedFile("a.json", response.content)}, follow=True)
    assert "1 entry was taken in." in text_of(done)
    assert archive.as_bytes(archive.whole()) == response.content


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "This is not JSON"),
        (b"[]", "This must be an object with keys."),
        (json.dumps({"format": XSS}).encode(), "/format"),
        (b"x" * (whole.BYTES + 1), "larger than 30 MB"),
    ],
)
def test_a_document_with_a_fault(content, said, curator):
    response = send(curator, content, "a.json", WHOLE)
    assert response.status_code == 200
    assert said in text_of(response)
    assert XSS not in response.content.decode()


# --- A list -------------------------------------------------------------------------------------------------------


def export(browser, action: str, **more):
    chosen = [str(pk) for pk in models.Tool.objects.filter(name__startswith="Chosen").values_list("pk", flat=True)]
    return browser.post(LIST, {"action": action, "_selected_action": chosen, **more})


@pytest.mark.parametrize("name", ["curator", "translator"])
def test_a_list_leaves_as_a_spreadsheet(name, words, tool_factory):
    tool_factory(slug="chosen", name="Chosen", summary_en="=1+1")
    tool_factory(slug="other")
    browser = browser_of(name)
    lines = export(browser, "export_csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["slug", "chosen"]
    assert "'=1+1" in lines[1]
    book = openpyxl.load_workbook(io.BytesIO(export(browser, "export_xlsx").content))
    assert [row[0].value for row in book["tools"].iter_rows()] == ["slug", "chosen"]
    assert not Change.objects.exists()


def test_the_pages_are_found_from_the_list(curator, words):
    links = curator.get(LIST).content.decode()
    assert all(f'href="{place}"' in links for place in (IMPORT, PROPOSAL, WHOLE))
    seen = browser_of("translator").get(LIST).content.decode()
    assert f'href="{WHOLE}"' in seen
    assert f'href="{IMPORT}"' not in seen


def test_the_check_of_a_longer_file_asks_no_more_for_each_row_than_writing_needs(
    curator, django_assert_max_num_queries
):
    rows = [ROW | {"slug": f"tool-{number}"} for number in range(20)]
    with django_assert_max_num_queries(100 + 20 * 20):
        send(curator, as_csv(*rows))
    assert ENTRY["slug"] == ROW["slug"]


def test_each_text_of_the_report_says_its_language(curator):
    texts = {"en": {"text": "Sorts files."}, "ar": {"text": "يرتب الملفات."}, "zh-hans": {"text": "整理文件。"}}
    said = {
        "by": "provider",
        "source": "https://source.example/",
        "claim": {"en": "Saves an hour.", "ar": "يوفر ساعة."},
    }
    entry = ENTRY | {"name": "Sorter", "texts": ENTRY["texts"] | {"summary": texts}, "evidence": [said]}
    page = Page(send(curator, as_json(entry), "a.json").content.decode())
    told = {cell.text: (cell["lang"], cell["dir"]) for cell in page.by_tag["td"] if cell.text != "–"}
    assert told["يرتب الملفات."] == told["يوفر ساعة."] == ("ar", "rtl")
    assert told["整理文件。"] == ("zh-hans", "ltr")
    assert told["Sorts files."] == told["Saves an hour."] == ("en", "ltr")
    assert told["Sorter"] == ("", "auto")  # of a name nobody knows the language
