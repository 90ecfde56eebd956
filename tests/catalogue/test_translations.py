"""Is everything that the project's files say translated, from the present English, without a fault that can be seen?

Public pages and mails: tests/hub/test_texts.py and test_mail.py; their words are looked at here. Messages of the
interface: tests/site/test_translations.py.
"""

from collections.abc import Iterator

import pytest

from catalogue import files
from catalogue.translation_checks import check
from catalogue.translation_files import SECTIONS, STATEMENTS
from catalogue.yaml_files import load_yaml
from hub import texts
from hub.languages import DEFAULT, TRANSLATIONS
from hub.texts import fingerprint

pytestmark = pytest.mark.slow
EVERY = pytest.mark.parametrize("code", TRANSLATIONS)
WARNINGS = {"ar": 7, "zh-hans": 8, "fr": 2, "ru": 5, "es": 3}  # a text that is right may be unusual


@pytest.fixture(scope="module")
def contents():
    return files.read_all()


def of_tools(contents, code: str) -> Iterator[tuple[str, str, str, str]]:
    """Place, English, text and name of every text of the entries, paragraph by paragraph."""
    for slug, tool in contents.tools.items():
        other = load_yaml(files.FOLDER / "translations" / code / f"{slug}.yaml")
        yield f"{slug} summary", tool["summary"]["text"], other["summary"], tool["name"]
        for key in SECTIONS:
            for passage, text in zip(tool[key] or [], other.get(key) or [], strict=True):
                yield f"{slug} {key}", passage["text"], text, tool["name"]
        for key, (_relation, fields) in STATEMENTS.items():
            for row, text in zip(tool[key] or [], other.get(key) or [], strict=True):
                for field in fields:
                    if row.get(field):
                        yield f"{slug} {key} {field}", row[field], text[field], tool["name"]


def of_words(contents, code: str) -> Iterator[tuple[str, str, str, str]]:
    for section, terms in contents.vocabulary.items():
        for slug, term in terms.items():
            other = contents.translations[code][section][slug]
            for field in ("name", "definition"):
                yield f"{section} {slug} {field}", term[field], other[field], ""
    for caution in contents.cautions:
        yield f"caution {caution['slug']}", caution["text"][DEFAULT], caution["text"][code], ""


def of_files(code: str) -> Iterator[tuple[str, str, str, str]]:
    for name in texts.names():
        english, text = texts.read(name, DEFAULT), texts.read(name, code)
        yield f"{name} title", english[0]["title"], text[0]["title"], ""
        yield name, english[1], text[1], ""


def every(contents, code: str) -> list[tuple[str, str, str, str]]:
    return [*of_tools(contents, code), *of_words(contents, code), *of_files(code)]


def wanted(tool: dict) -> set[str]:
    """The keys of a tool's file that hold a text."""
    return {"summary"} | {key for key in (*SECTIONS, *STATEMENTS) if tool[key]}


def test_every_entry_is_whole_in_every_language(contents):
    for slug, tool in contents.tools.items():
        for code in TRANSLATIONS:
            given = load_yaml(files.FOLDER / "translations" / code / f"{slug}.yaml")
            assert given.keys() - {"origin", "english"} == wanted(tool), f"{code} {slug}"
            for key, (_relation, fields) in STATEMENTS.items():
                rows = [{field for field in fields if row.get(field)} for row in tool[key] or []]
                assert [set(row) for row in given.get(key) or []] == rows, f"{code} {slug} {key}"


def test_every_text_is_made_from_the_present_english(contents):
    """After a change of the English: translate, then `manage.py stamp_translations LANGUAGE TOOL`."""
    stale = []
    for slug, translations in contents.tool_translations.items():
        tool = contents.tools[slug]
        present = {fingerprint(tool["summary"]["text"])}
        present |= {fingerprint("\n\n".join(one["text"].strip() for one in tool[key] or [])) for key in SECTIONS}
        for key, (_relation, fields) in STATEMENTS.items():
            present |= {fingerprint(row[field]) for row in tool[key] or [] for field in fields if row.get(field)}
        stale += [
            f"{code} {slug} {text.field}"
            for code, translation in translations.items()
            for text in translation.texts
            if text.english not in present
        ]
    assert stale == []


def test_what_a_machine_made_says_so(contents):
    origins = {one.origin for languages in contents.tool_translations.values() for one in languages.values()}
    assert origins == {"machine"}  # until a person approves one in the files


@EVERY
def test_nothing_blocks_and_little_warns(contents, code):
    found = [
        (finding.blocks, f"{place}: {finding.kind}: {finding.found}")
        for place, english, text, name in every(contents, code)
        for finding in check(english, text, code, name=name)
    ]
    lines = [line for _blocks, line in found]
    assert [line for blocks, line in found if blocks] == []
    assert len(found) <= WARNINGS[code], "\n".join(lines)


@EVERY
def test_no_two_languages_have_the_same_sentence(contents, code):
    """A file that was copied and not translated."""
    same = [place for place, english, text, _name in of_tools(contents, code) if text == english and len(text) > 25]
    assert same == [] or all("data_set" in place for place in same)
