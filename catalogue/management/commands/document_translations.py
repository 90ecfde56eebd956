"""`manage.py document_translations`: draws docs/translation-quality.md from glossary, checks and back-readings."""

from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from catalogue import back_reading, files, glossary
from catalogue.translation_checks import BLOCKING, Kind
from hub.languages import COMPLETE, DEFAULT, TRANSLATIONS, language

FILE = settings.BASE_DIR / "docs" / "translation-quality.md"
HEAD = """# How the texts came into six languages, and how good they are

Written by `manage.py document_translations`. `manage.py translations` prints shares and findings of an installation.

English is written first. The texts of {tools} tools in {languages} other languages (`catalogue/data/translations/`) are
a machine translation by written rules: nothing added or lost, nothing stronger or weaker, who claims what stays, names
and numbers stay, and the terms are the glossary's. So are the words, the cautions, the public pages, the mails and the
messages of the interface. No native reader has approved any of it: each text is `machine` until a person does, and its
reader is told.

## Read back into English

An independent pass, no native reader either, read the translations of a sample of {sample} tools back into English,
without sight of the English, and then compared the two statement by statement. The rate is what differed in meaning or
term, in a hundred points, before it was mended. {unmended} and where the same fault stood in other tools it was mended
there too. Every disagreement is in `catalogue/data/back_reading/`.

A point is one statement. Points were counted from the English by a rule (sentences and their clauses), each language by
its own, so languages are better compared by texts than by points.

"""
KINDS = """
{kinds}

The sample says nothing of the texts outside it, nor of how a text sounds to an officer who speaks the language.

## The glossary

`catalogue/data/glossary.yaml`: {concepts} concepts. A term is *verified* where it was read in the text that its source
names. It is *proposed* until a specialist who speaks the language approves it; translators see which.

"""
CHECKS = """
## What is checked without reading the language

`catalogue/translation_checks.py` compares a text with its English: every text that staff change at the translation
desk, in a form of an entry, a statement, a word or a caution, or by a file (tools as JSON, CSV or XLSX, proposals of
providers, translators' files), and in the tests every text of the project's files. What blocks cannot be saved; what
warns is told, and may be passed by a person who looked at it. The English is that of the same form or row. A text that
stays as it is hinders nothing, whatever is wrong with it.

Not checked anew is what the Hub or another one held before: a step of the history that is taken back, the words of a
merge, the project's own files (`load_catalogue`), and a whole catalogue that comes into an empty Hub.

"""
FOUND = {
    Kind.EMPTY: "nothing is written",
    Kind.CONTROL: "control, zero-width, soft-hyphen, private and unassigned characters, invisible tags, separators"
    " of lines, marks of direction outside Arabic, isolates that do not end; no-break spaces are right",
    Kind.LANGUAGE: "another script; a language of the Hub for another; German, Dutch, Portuguese or Italian for French"
    " or Spanish; Ukrainian, Bulgarian or Serbian for Russian; Persian or Urdu for Arabic. Told by letters and small"
    " words (`catalogue/data/function_words.yaml`), so a few words alone, or a list of names, may pass",
    Kind.TRADITIONAL: "in Chinese, each character that only traditional writing has",
    Kind.NUMBER: "a number that one of the two texts does not have",
    Kind.SIGN: "95 for 95 %, 5 for -5, and the other way round",
    Kind.ADDRESS: "links of any scheme, e-mail addresses, and hosts that end as a registry gives them away",
    Kind.PLACEHOLDER: "`%(name)s`, `%5.2f`, `%1$s`, `{user.name}`, `{0:.2f}`, `[[contact]]`, `${name}`, a lone brace",
    Kind.MARKUP: "tags, with spaces in them too, character references, comments, and links of Markdown",
    Kind.DOUBT: "the same by what a quotation, a name or a borrowed word may be too",
    Kind.WRITTEN: "numbers that differ where English has a way of its own: 24/7, 21st, 5 p.m., 3M, $1.2bn",
    Kind.WORDED: "a number up to ten of the English that is not there in digits",
    Kind.NAME: "names with capitals or digits within, the entry's own, and those of the providers in"
    " `catalogue/data/providers/` (not of authorities, nor of bodies with several words, which may have a name in"
    " each language), translated or in other letters",
    Kind.SAME: "longer than 40 characters, or with a word in small letters that the language does not have",
    Kind.ENGLISH: "English small words; in French and Spanish any word of the English that stands unchanged and is not"
    " known to be a word of both (`catalogue/data/same_words.yaml`); in other scripts any word in small Latin letters",
    Kind.LENGTH: "less or more than is usual for the language",
    Kind.DIGITS: "digits other than 0 to 9, stretched letters",
    Kind.PUNCTUATION: "marks and spaces of another language",
    Kind.TERM: "a term of the glossary in the English whose translation is not there",
}


def page() -> str:
    with translation.override(DEFAULT):
        return HEAD.format(**_facts()) + _rates() + KINDS.format(**_facts()) + _terms() + CHECKS + _checks()


def _facts() -> dict:
    readings = back_reading.readings().values()
    unmended = sum(len(one.unmended) for one in readings)
    return {
        "tools": len([*(files.FOLDER / "tools").glob("*.yaml")]),
        "languages": len(COMPLETE),
        "sample": next(iter(readings)).tools,
        "unmended": f"{unmended} were left," if unmended else "All of it was mended,",
        "kinds": "\n".join(f"- *{kind}*: {meaning}" for kind, meaning in back_reading.KINDS.items()),
        "concepts": len(glossary.entries()),
    }


def _table(head: list, rows: list[list]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"


def _rates() -> str:
    rows = [
        [
            _name(one.language),
            one.passages,
            one.points,
            *_counts(one),
            f"{one.rate:.1f} %",
            f"{one.rate_of_texts:.1f} %",
        ]
        for one in back_reading.readings().values()
    ]
    return _table(["language", "texts", "points", *back_reading.KINDS, "rate", "of texts"], rows)


def _counts(reading: back_reading.Reading) -> list[int]:
    return [reading.kinds[kind] for kind in back_reading.KINDS]


def _terms() -> str:
    rows = []
    for code in TRANSLATIONS:
        statuses = Counter(entry.terms[code].status for entry in glossary.entries() if code in entry.terms)
        if statuses or code in COMPLETE:
            rows.append([_name(code), statuses[glossary.VERIFIED], statuses[glossary.PROPOSED]])
    return _table(["language", "verified", "proposed"], rows)


def _checks() -> str:
    rows = [[kind.label, "blocks" if kind in BLOCKING else "warns", FOUND[kind]] for kind in Kind]
    return _table(["check", "does", "finds"], rows)


def _name(code: str) -> str:
    return f"{language(code).name} (`{code}`)"


class Command(BaseCommand):
    help = "Writes docs/translation-quality.md."

    def handle(self, **options):
        FILE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"{len(COMPLETE)} languages")
