"""Do the staff's pages say in which language each of their words is?

A catalogue of which nothing is translated, beside a tool and a word that have a word of its own in every language: on
each page of the admin, in each language of the interface, such a word stands in an element that names its language
and direction. So does the name that a language has for itself, and a code of the audit.
"""

import re

import pytest

from catalogue import curation, models, origins, word_history
from catalogue.history import WordChange
from hub import audit
from hub.languages import BY_CODE, CODES, COMPLETE, DEFAULT, LANGUAGES, TRANSLATIONS
from hub.models import Origin, TextOrigin
from tests.factories import catalogue as rows
from tests.personas import browser_of, make_user
from tests.site import belongings, objects
from tests.site.test_one_language import CANARY, PROSE, Read, english, spoken  # noqa: F401

AUDITED = "something that nobody did"
ALIKE = ("theme", "input", "deployment", "audiencerole", "system", "family")  # as stages and capabilities
OWN_WORDS = "answers"  # of an applicant, as they were given
ISOLATE = "\u2068"  # before what people typed, where there is no markup
OWN_TITLE = "source_title"  # typed in whatever language the source has; the list shows it as the officers' pages do


def own(code: str) -> str:
    """A word that stands in a language and in no other."""
    return f"Kanari-{code}"


@pytest.fixture
def world(english):  # noqa: F811
    """With people, and with something of each kind that staff work on."""
    staff = make_user("reviewer"), make_user("administrator")
    tool = models.Tool.objects.get(slug="beta")
    rows.StageFactory(slug="spare", name_en=f"{CANARY} spare")  # in no use: it can be deleted
    for row in (
        tool,
        tool.evidence.get(),
        tool.error_figures.get(),
        tool.restrictions.get(),
        models.Caution.objects.get(),
    ):
        _translate(row)
    TextOrigin.objects.filter(field="limits").update(english="", source=f"{CANARY} earlier")  # outdated
    spare = models.Stage.objects.filter(slug="spare")
    with word_history.noting([spare], by=staff[0], why=""):
        spare.update(position=7)
    curation.note_change(tool=tool, fields=["limits", "court"], by=staff[0], why="")
    audit.record(AUDITED, by=staff[1], target=f"{CANARY} 1", what=f"{CANARY} what")
    rows.ReportFactory(tool=tool, language="fr")
    return {"people": belongings.strangers(staff), "tool": tool}


def _translate(row) -> None:
    for name in {"text", "claim", "data_set", *models.TEXTS} & {field.name for field in row._meta.fields}:
        for code in TRANSLATIONS:
            setattr(row, f"{name}_{BY_CODE[code].column}", f"{own(code)} {name}.")
            told = origins.place(row, name, code) | origins.stamp_of(row, name) | {"origin": Origin.MACHINE}
            TextOrigin.objects.create(**told)
    row.save()


def addresses(world, code: str) -> list[str]:
    """Every address of the admin, with rows that are there; of the tool its text in each language."""
    values = objects.parameters(world["people"]) | {"key": "beta"}
    found = {path for address, path in objects.addresses(DEFAULT, values) if address.is_admin}
    tool, step = world["tool"], world["tool"].changes.first()
    place = f"/admin/catalogue/tool/{tool.pk}"
    found |= {f"{place}/change/", f"{place}/history/", f"{place}/history/{step.pk}/", "/admin/catalogue/tool/?q=beta"}
    found |= {
        f"/admin/catalogue/translations/tool/beta/{name}/{code}/" for name in ("limits", "court") for code in CODES
    }
    found |= {f"/admin/catalogue/{kind}/{row.pk}/change/" for kind, row in _translated(tool)}
    here = f"{place}/preview/{code}/"  # a preview is a page of its own language
    found |= {f"/admin/catalogue/wordchange/{row.pk}/change/" for row in WordChange.objects.all()}
    return sorted({path for path in found if "/preview/" not in path} | {here})


def _translated(tool):
    return [("caution", models.Caution.objects.get()), ("stage", models.Stage.objects.get(slug="spare"))]


# --- What a page says ---------------------------------------------------------------------------------------------


def markers(code: str) -> dict[str, str]:
    """Words that are in one language wherever they stand -> that language."""
    names = {one.name: one.code for one in LANGUAGES if one.code != code}
    return {CANARY: DEFAULT, AUDITED: DEFAULT} | {own(one): one for one in TRANSLATIONS} | names


def unmarked(html: str, code: str) -> list[str]:
    """What stands in an element of another language; an attribute holds no element, and a title neither."""
    read = Read(html)
    assert (read.root["lang"], read.root["dir"]) == (code, BY_CODE[code].dir)
    assert not re.search(r'="[^"<]*<bdi|&lt;bdi', html)
    return [*_texts(read, code), *_inputs(read, code)]


def _texts(read: Read, code: str):
    for text, around in read.pieces:
        if any(one.tag == "title" or one["translate"] == "no" or one["aria-labelledby"] == OWN_WORDS for one in around):
            continue
        for word, of in markers(code).items():
            if word in text and spoken(around) != (of, BY_CODE[of].dir):
                yield f"{around[-1].tag}: {text.strip()}"


def untold(html: str, code: str) -> list[str]:
    """English prose in what the page calls its own language; what people typed stands apart from it."""
    found = []
    for text, around in Read(html).pieces:
        typed = any({one.tag, one["dir"]} & {"bdi", "title", "auto"} for one in around) or ISOLATE in text
        if not typed and spoken(around)[0] == code and PROSE.search(text):
            found.append(text.strip())
    return found


def _inputs(read: Read, code: str):
    for element in read.by_tag["input"]:
        if element["type"] in {"hidden", "checkbox", "radio"} or element["name"] == OWN_TITLE:
            continue
        for word, of in markers(code).items():
            if word in element["value"] and (element["lang"], element["dir"]) != (of, BY_CODE[of].dir):
                yield f"input: {element['name']}"


def walk(browser, world, code: str, *, wanted=bool) -> tuple[int, int]:
    """How many pages there were, and how many words in another language on them."""
    pages, met, found = 0, 0, {}
    for path in filter(wanted, addresses(world, code)):
        answer = browser.get(path, headers={"accept-language": code})
        if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
            assert answer.status_code < 500, path
            continue
        html = answer.content.decode()
        found[path] = unmarked(html, code) + (untold(html, code) if BY_CODE[code].rtl else [])
        pages, met = pages + 1, met + sum(map(html.count, markers(code)))
    assert {path: texts for path, texts in found.items() if texts} == {}
    return pages, met


def _once(path: str) -> bool:
    """One kind of word stands for all."""
    return not any(f"/catalogue/{kind}/" in path for kind in ALIKE)


def _some(path: str) -> bool:
    """A list and a form with texts, the start page, the queue and one text."""
    return path in {"/admin/", "/admin/catalogue/stage/", "/admin/catalogue/translations/"} or path.endswith(
        ("/tool/beta/limits/fr/", "/tool/beta/limits/ru/", "/admin/catalogue/caution/1/change/")
    )


def test_every_page_in_arabic(world):
    pages, met = walk(browser_of("administrator"), world, "ar", wanted=_once)
    assert pages > 90
    assert met > 700


@pytest.mark.parametrize("code", sorted({DEFAULT, *COMPLETE} - {"ar"}))
def test_some_pages_in_the_others(world, code):
    pages, met = walk(browser_of("administrator"), world, code, wanted=_some)
    assert pages >= 5
    assert met > 50


def test_the_desk_of_a_translator(world):
    translator = browser_of("translator", user=make_user("translator", working_languages=["ar", "fr"]))
    for code in ("fr", "zh-hans"):
        pages, _met = walk(translator, world, code, wanted=lambda path: _some(path) or "translations/files" in path)
        assert pages >= 5


@pytest.mark.prove
@pytest.mark.parametrize("code", [DEFAULT, *COMPLETE])
@pytest.mark.parametrize("role", ["administrator", "curator", "reviewer", "translator"])
def test_every_page_of_every_role(world, role, code):
    user = make_user(role, working_languages=list(TRANSLATIONS))
    pages, _met = walk(browser_of(role, user=user), world, code)
    assert pages > 20
