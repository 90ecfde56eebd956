"""Are the interface's messages whole in every language?

Stricter than GNU gettext's own check, which lets an Arabic catalogue with two of six forms pass and then shows English.
"""

import re
import shutil
import subprocess
import sys
from collections import Counter
from functools import partial
from gettext import c2py
from types import SimpleNamespace

import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets, label_for_field
from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext

from hub.languages import COMPLETE, DEFAULT, LANGUAGES
from members.models import Role, User

FORMS = {"ar": 6, "zh-hans": 1, "fr": 2, "ru": 4, "es": 3}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")


def catalogue(code: str) -> polib.POFile:
    folder = translation.to_locale(code)
    return polib.pofile(settings.LOCALE_PATHS[0] / folder / "LC_MESSAGES" / "django.po")


@pytest.mark.parametrize("code", COMPLETE)
def test_every_message_is_translated(code):
    po = catalogue(code)
    assert [entry.msgid for entry in po if entry.fuzzy or entry.obsolete or not entry.translated()] == []


@pytest.mark.parametrize("code", COMPLETE)
def test_every_plural_has_all_its_forms(code):
    po = catalogue(code)
    assert f"nplurals={FORMS[code]};" in po.metadata["Plural-Forms"]
    forms = {entry.msgid: [text for text in entry.msgstr_plural.values() if text] for entry in po if entry.msgid_plural}
    assert {msgid: len(texts) for msgid, texts in forms.items()} == dict.fromkeys(forms, FORMS[code])


@pytest.mark.parametrize("code", COMPLETE)
def test_placeholders_and_tags_are_those_of_the_english(code):
    """A number may be a word in the forms for one and two, never another placeholder."""
    wrong = []
    for entry in catalogue(code):
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
            found = set(PLACEHOLDER.findall(text))
            allowed = found == wanted or (entry.msgid_plural and found < wanted and len(wanted - found) == 1)
            if not allowed or sorted(TAG.findall(text)) != sorted(TAG.findall(entry.msgid)):
                wrong.append((entry.msgid, text))
    assert wrong == []


COUNTS = (0, 1, 2, 3, 5, 11, 21, 100)
COUNTED = re.compile(r"%(?:\((\w+)\))?[sd]")


def forms_of(entry: polib.POEntry, code: str) -> dict[int, str]:
    """The form of a message for each count, as a page gets it."""
    with translation.override(code):
        many = partial(npgettext, entry.msgctxt) if entry.msgctxt else ngettext
        return {count: many(entry.msgid, entry.msgid_plural, count) for count in COUNTS}


def without_its_number(entry: polib.POEntry, code: str) -> list[tuple[int, str]]:
    """Forms that serve several counts and do not say which: one for a single count may say it in words."""
    serves = Counter(form for form in forms_of(entry, code).values())
    return [
        (count, form)
        for count, form in forms_of(entry, code).items()
        if set(COUNTED.findall(form)) != set(COUNTED.findall(entry.msgid_plural)) and serves[form] > 1
    ]


@pytest.mark.parametrize("code", [DEFAULT, *COMPLETE])
def test_every_count_of_every_message_reads_right(code):
    """The count stands in each form that serves more than one."""
    counted = [entry for entry in catalogue("fr") if entry.msgid_plural]
    assert len(counted) >= 50
    wrong = {entry.msgid: faults for entry in counted if (faults := without_its_number(entry, code))}
    assert wrong == {}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ar", "0 1 2 3 3 4 4 5"),
        ("zh-hans", "0 0 0 0 0 0 0 0"),
        ("fr", "0 0 1 1 1 1 1 1"),
        ("ru", "2 0 1 1 2 2 0 2"),
        ("es", "2 0 2 2 2 2 2 2"),
    ],
)
def test_which_form_serves_which_count(code, expected):
    rule = c2py(catalogue(code).metadata["Plural-Forms"].partition("plural=")[2].rstrip(";"))
    assert " ".join(str(rule(count)) for count in COUNTS) == expected


SENTENCES = {
    "ar": "الإدراج لا يعني التأييد.",
    "zh-hans": "收录不等于认可。",
    "fr": "Figurer dans la liste ne vaut pas approbation.",
    "ru": "Включение в перечень не означает одобрения.",
    "es": "Figurar en la lista no equivale a un aval.",
}


@pytest.mark.parametrize("code", COMPLETE)
def test_one_known_sentence(code):
    with translation.override(code):
        assert gettext("Listing is not endorsement.") == SENTENCES[code]


def names_in_the_admin(model, page, request):
    """What heads the lists and forms of a model; forms that are pages of our own say what they show in templates."""
    yield from (model._meta.app_config.verbose_name, model._meta.verbose_name, model._meta.verbose_name_plural)
    columns = [name for name in page.get_list_display(request) if name != "__str__"]
    shown = [(model, page, columns)]
    if type(page).change_view is admin.ModelAdmin.change_view:
        parts = ((model, page), *((inline.model, inline) for inline in page.get_inline_instances(request)))
        shown += [(part, rows, flatten_fieldsets(rows.get_fieldsets(request))) for part, rows in parts]
        yield from (part._meta.verbose_name_plural for part, _rows in parts)
    for part, rows, names in shown:
        own = getattr(rows.form, "declared_fields", {})
        yield from (own[name].label if name in own else label_for_field(name, part, rows) for name in names)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["ar", "zh-hans", "ru"])  # in other letters than English
def test_the_admin_has_no_english_names(code):
    request = SimpleNamespace(user=User(role=Role.ADMINISTRATOR))
    same = {"ID", "URL", *(language.name for language in LANGUAGES)}
    with translation.override(code):
        names = {
            str(name)
            for model, page in admin.site._registry.items()
            if page.has_view_permission(request)
            for name in names_in_the_admin(model, page, request)
        }
    assert sorted(name for name in names - same if name.isascii()) == []


@pytest.mark.slow
def test_catalogues_are_up_to_date(tmp_path):
    """Collecting the messages of the code anew finds nothing that the catalogues lack."""
    base = settings.BASE_DIR
    for name in ("hub", "catalogue", "learning", "members", "templates", "locale"):
        shutil.copytree(base / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "data", "*.mo"))
    shutil.copy(base / "manage.py", tmp_path)
    locales = [argument for code in COMPLETE for argument in ("-l", translation.to_locale(code))]
    command = [sys.executable, "manage.py", "makemessages", *locales, "--no-location", "--no-obsolete", "-v0"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    for code in COMPLETE:
        path = tmp_path / "locale" / translation.to_locale(code) / "LC_MESSAGES" / "django.po"
        fresh = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in polib.pofile(path)}
        held = {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in catalogue(code)}
        assert (sorted(fresh - held, key=str), sorted(held - fresh, key=str)) == ([], [])


HAN_STOP = re.compile(r"[。！？：；，、）] +[^\s·]")
IN_A_LINE = re.compile(r"</?(?:a|b|bdi|em|label|small|span|strong|time)\b[^>]*>")
MESSAGE = re.compile(
    r"""\{% translate (["'])(?P<words>.*?)\1(?: context "(?P<context>[^"]*)")? %\}"""
    r"|\{% blocktranslate[^%]*%\}(?P<first>.*?)(?:\{% plural %\}.*?)?\{% endblocktranslate %\}"
)


def in_chinese(source: str) -> str:
    """A template with its messages in Chinese and something in the place of each value."""
    known = {(entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural[0] for entry in catalogue("zh-hans")}

    def said(found: re.Match) -> str:
        first = re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", found["first"] or "")
        return known.get((found["context"], found["words"] or first), "")

    text = re.sub(r"\{% gap %\}", "", MESSAGE.sub(said, re.sub(r"\{% colon %\}", "：", source)))
    text = re.sub(r"\{% (?:el|block|endblock|include)[^%]*%\}", "\n", text)
    return re.sub(r"<[^>]+>", "\n", IN_A_LINE.sub("", re.sub(r"\{%[^%]*%\}", "", re.sub(r"\{\{.*?\}\}", "x", text))))


def test_sentences_of_a_template_stand_together_in_chinese():
    """Whatever the page says: those of every condition too."""
    templates = settings.BASE_DIR / "templates"
    texts = {path: in_chinese(path.read_text(encoding="utf-8")) for path in templates.rglob("*.html")}
    assert sum("。" in text for text in texts.values()) > 60
    faults = {path.name: HAN_STOP.search(text) for path, text in texts.items() if HAN_STOP.search(text)}
    assert faults == {}


def test_a_day_in_digits_stands_apart_in_lines_from_right_to_left():
    """Else 2023-11-05 is read as 05-11-2023."""
    days = re.compile(r"(?<!\u2066)\b\d{4}-\d\d")
    for code in (entry.code for entry in LANGUAGES if entry.rtl and entry.code in COMPLETE):
        assert [entry.msgid for entry in catalogue(code) if days.search(entry.msgstr)] == []
        assert "\u20662023-11-05\u2069" in "".join(entry.msgstr for entry in catalogue(code))
