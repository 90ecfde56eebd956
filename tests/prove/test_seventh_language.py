"""Is a seventh language one entry in the list, one catalogue and one migration, as docs/languages.md says?

Done in a copy of the project, with Portuguese: the steps of the document, then the site, served, with its pages in it.
"""

import json
import re
import shutil
from urllib.request import Request, urlopen

import polib
import pytest
from django.conf import settings

from hub.languages import CODES
from tests.e2e import served
from tests.site.html import Page

pytestmark = pytest.mark.prove
PARTS = ("hub", "catalogue", "learning", "members", "templates", "locale", "tests")
LAST = '    Language("es", "Español", "spanish"),\n'
ENTRY = '    Language("pt", "Português", "portuguese", complete=False),\n'
CATALOGUE = {"Tools": "Ferramentas", "Sign in": "Iniciar sessão", "Not published": "Não publicado"}
PAGES = {
    "visitor": ("", "about/", "accounts/login/", "join/", "contact/"),
    "officer": (
        "home/",
        "tools/",
        "tools/?q=hash",
        "tools/?q=grooming&texts=pt",
        "tools/photodna/",
        "tools/words/",
        "tools/workflow/",
        "tools/compare/?tool=photodna",
    ),
    "suspended": ("accounts/",),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project with one more language, before its migration."""
    folder = tmp_path_factory.mktemp("seventh")
    for part in PARTS:
        left_out = shutil.ignore_patterns("__pycache__", "*.mo")
        shutil.copytree(settings.BASE_DIR / part, folder / part, ignore=left_out)
    shutil.copy(settings.BASE_DIR / "manage.py", folder)
    languages = folder / "hub" / "languages.py"
    listed = languages.read_text(encoding="utf-8")
    assert listed.count(LAST) == 1
    languages.write_text(listed.replace(LAST, LAST + ENTRY), encoding="utf-8")
    _write_catalogue(folder)
    return folder


def _write_catalogue(folder):
    """The messages of another language, all but a few not translated yet."""
    messages = polib.pofile(folder / "locale" / "fr" / "LC_MESSAGES" / "django.po")
    messages.metadata |= {"Language": "pt", "Plural-Forms": "nplurals=2; plural=(n > 1);"}
    for entry in messages:
        entry.msgstr, entry.msgstr_plural = CATALOGUE.get(entry.msgid, ""), dict.fromkeys(entry.msgstr_plural, "")
    target = folder / "locale" / "pt" / "LC_MESSAGES"
    target.mkdir(parents=True)
    messages.save(target / "django.po")


@pytest.fixture(scope="module")
def site(copy, tmp_path_factory):
    own = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(served, "ROOT", copy)
        served.manage(served.environment(own / "none.sqlite3", own / "static"), "makemigrations", "--verbosity", "0")
        served.manage(served.environment(own / "none.sqlite3", own / "static"), "compile_messages")
        with served.serving(shared=own, own=own) as running:
            yield running


def opened(site, address: str, role: str = "visitor", **headers) -> tuple[str, str]:
    """Where one arrives, and what is there."""
    if role != "visitor":
        headers["Cookie"] = f"sessionid={site.session(role)}"
    asked = Request(site.url + address, headers=headers)  # noqa: S310  (our own site)
    with urlopen(asked) as answer:  # noqa: S310
        return answer.url.removeprefix(site.url), answer.read().decode()


def migrations(folder) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.glob("*/migrations/0*.py")}


def test_one_migration_is_all_that_it_needs(copy, site):
    new = migrations(copy) - migrations(settings.BASE_DIR)
    assert {path.partition("/")[0] for path in new} == {"catalogue"}
    assert len(new) == 1
    added = re.findall(r"migrations\.(\w+)\(", (copy / new.pop()).read_text(encoding="utf-8"))
    assert set(added) == {"AddField"}


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_its_pages_are_there(site, role, path):
    address, html = opened(site, f"/pt/{path}", role)
    page = Page(html)
    assert address == f"/pt/{path}"
    assert (page.root["lang"], page.root["dir"]) == ("pt", "ltr")
    assert [entry["lang"] for entry in page.language_bar()] == [*CODES, "pt"]
    assert page.language_bar()[-1].text == "Português"


def test_its_messages_are_shown_and_what_it_lacks_is_english_that_says_so(site):
    html = opened(site, "/pt/tools/photodna/", "officer")[1]
    assert "Ferramentas" in html
    assert "Não publicado" in html
    assert re.search(r'<(?:div|p|span|section)[^>]* lang="en" dir="ltr"', html)


def test_a_reader_of_it_arrives_there(site):
    assert opened(site, "/", **{"Accept-Language": "pt-BR,pt;q=0.9"})[0] == "/pt/"


def test_the_interface_for_programs_speaks_it(site):
    rows = json.loads(opened(site, "/api/v1/tools/?page_size=1&lang=pt", "officer")[1])
    assert rows["count"] > 100
    assert rows["results"][0]["url"].startswith("/pt/tools/")


@pytest.mark.parametrize("code", ["pt", *CODES])
def test_the_search_answers_in_every_language_and_its_own_speaks_of_concepts_in_english(site, code):
    html = opened(site, f"/{code}/tools/?q=hash+matching", "officer")[1]
    assert int(re.search(r'data-total="(\d+)"', html)[1]) > 10
    rows = json.loads(opened(site, f"/api/v1/tools/?q=hash+matching&page_size=1&lang={code}", "officer")[1])
    assert rows["count"] > 10
    assert rows["expanded"]
    for concept in rows["expanded"]:
        assert set(concept["names"]) == set(CODES)  # no English that passes for Portuguese


def test_a_query_finds_the_same_tools_in_it_as_in_english(site):
    def slugs(code: str) -> list[str]:
        whole = opened(site, f"/{code}/tools/export/json/?q=hash+matching", "officer")[1]
        return sorted(row["slug"] for row in json.loads(whole)["tools"])

    assert slugs("pt") == slugs("en") != []


@pytest.mark.parametrize("kind", ["print", "csv", "json"])
def test_what_was_found_goes_out(site, kind):
    assert "PhotoDNA" in opened(site, f"/pt/tools/export/{kind}/?q=photodna", "officer")[1]


def test_the_desk_asks_for_its_translations(site):
    html = opened(site, "/admin/catalogue/translations/?language=pt", "curator")[1]
    assert "/admin/catalogue/translations/tool/" in html
    assert opened(site, "/admin/catalogue/translations/tool/photodna/summary/pt/", "curator")[0].endswith("/pt/")


def test_the_reports_for_staff_do_not_ask_for_what_it_lacks(site, copy):
    assert re.search(r"^Translated texts of all .* pt$", site.manage("translations"), re.MULTILINE)
    (copy / "docs").mkdir(exist_ok=True)
    site.manage("document_translations")
    written, ours = (folder / "docs" / "translation-quality.md" for folder in (copy, settings.BASE_DIR))
    assert written.read_text(encoding="utf-8") == ours.read_text(encoding="utf-8")


def test_mails_are_whole_in_english_until_they_are_translated(site):
    printed = site.manage(
        "shell", "-c", "from hub import mail; print(mail.preview('membership_closed', 'pt')[2])", "--no-imports"
    )
    assert '<html lang="en" dir="ltr">' in printed
