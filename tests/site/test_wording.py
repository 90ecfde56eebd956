"""Does each language say one thing with one word, and write it in one way?

In Chinese no space stands beside a word in Latin letters, as in the catalogue's texts: `UTF-8编码的CSV`.
"""

import re

import pytest
from django.forms import NullBooleanSelect
from django.utils import translation
from django.utils.translation import gettext

from catalogue.admin.help import help_for
from catalogue.models import Tool
from hub import texts
from hub.languages import COMPLETE
from tests.site.test_translations import catalogue

HAN = "[\u3400-\u9fff]"
SPACED = re.compile(rf"{HAN} +[%{{A-Za-z0-9.+]|[A-Za-z0-9.)}}-] +{HAN}|[，。；：？！、] +\S")
MARKUP = re.compile(r"<[^>]*>|\*\*|[\[\]`]")
LIST_OR_HEAD = re.compile(r"^\s*(?:[-#>]+|\d+\.) +", re.MULTILINE)


def messages(code: str):
    """Each message that is no word of another kind's: the English, and all its forms in the language."""
    for entry in catalogue(code):
        yield entry, list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def spaced(text: str) -> list[str]:
    return SPACED.findall(LIST_OR_HEAD.sub("", MARKUP.sub("", text)))


def test_messages_in_chinese_have_no_space_beside_latin_words():
    assert [form for _entry, forms in messages("zh-hans") for form in forms if spaced(form)] == []


def test_pages_and_mails_in_chinese_have_none_either():
    found = {}
    for name in texts.names():
        matter, body = texts.read(name, "zh-hans")
        told = "\n".join([body, *(str(matter.get(key, "")) for key in ("title", "description", "changes"))])
        found |= {name: spaced(told)} if spaced(told) else {}
    assert len(texts.names()) > 20
    assert found == {}


# --- One word for one thing ---------------------------------------------------------------------------------------

REGISTRY = re.compile(r"registry|Retire|onfirmed entry|entry that you used|each entry from|a plural|both entries")
UNLIKE = {  # what is meant in English -> what does not mean it, by language
    r"\bentr(?:y|ies)\b": {"ar": "ماد[ةت]|مواد", "fr": "entrée", "es": "entrada"},  # material; what a tool reads
    r"\bofficers?\b": {"fr": "enquêteur", "zh-hans": "警员|警官"},
    r"\b(?:agency|agencies)\b": {"fr": "organisme", "es": "organismo", "zh-hans": "机关"},
    r"^For law enforcement only": {"zh-hans": "机关"},
    r"(?i)review risk": {
        "ar": "مستوى",
        "zh-hans": "复核",
        "fr": "révision",
        "ru": "пересмотр",
        "es": "^riesgo",
    },
    r"(?i)withdraw(?:n|ing)?\b.*\bentr|\bentr(?:y|ies)\b.*withdraw|drafts and withdrawn": {"zh-hans": "撤回"},
}


@pytest.mark.parametrize("code", COMPLETE)
def test_one_thing_has_one_name(code):
    wrong = {
        entry.msgid: form
        for meant, unlike in UNLIKE.items()
        for entry, forms in messages(code)
        for form in forms
        if code in unlike
        and re.search(meant, f"{entry.msgid} {entry.msgid_plural}")
        and not REGISTRY.search(entry.msgid)
        and re.search(unlike[code], form)
    }
    assert wrong == {}


@pytest.mark.parametrize("code", [*COMPLETE, "en"])
def test_the_help_names_the_choice_as_the_list_of_choices_does(code):
    with translation.override(code):
        unknown = str(dict(NullBooleanSelect().choices)["unknown"])
        assert unknown in str(help_for(Tool, "law_enforcement_only"))


@pytest.mark.parametrize("code", COMPLETE)
def test_a_state_of_the_applicant_is_not_that_of_staff(code):
    """ "Your" answers are those of who reads."""
    with translation.override(code):
        assert gettext("waiting for your answers") != gettext("waiting for the applicant")
