"""What can be seen to be wrong in a translation without reading the language?

`check` compares a text with its English: what must be equal in every language (numbers, addresses, placeholders, tags),
what the language is written in, and what a translator should look at again. The first two block, the rest warns.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalogue import files, glossary, numerals, translation_english, translation_language, translation_tokens
from catalogue.translation_tokens import without_addresses
from catalogue.yaml_files import load_yaml
from hub.bidi import ISOLATED

MOST, SHOWN = 5, 80  # of what is found, and characters of each


class Kind(TextChoices):
    """What is found, for filters and counts."""

    EMPTY = "empty", _("Empty")
    CONTROL = "control", _("Characters that cannot be seen")
    LANGUAGE = "language", _("Another language")
    TRADITIONAL = "traditional", _("Traditional characters")
    NUMBER = "number", _("Numbers")
    SIGN = "sign", _("Per cent and minus signs")
    ADDRESS = "address", _("Addresses")
    PLACEHOLDER = "placeholder", _("Placeholders")
    MARKUP = "markup", _("Tags and links")
    DOUBT = "doubt", _("Perhaps another language")
    WORDED = "worded", _("Numbers as words")
    WRITTEN = "written", _("Numbers written in another way")
    NAME = "name", _("Names")
    SAME = "same", _("Same as the English")
    ENGLISH = "english", _("English left over")
    LENGTH = "length", _("Length")
    DIGITS = "digits", _("Digits and letters")
    PUNCTUATION = "punctuation", _("Punctuation")
    TERM = "term", _("Glossary")


BLOCKING = frozenset(
    {
        Kind.EMPTY,
        Kind.CONTROL,
        Kind.LANGUAGE,
        Kind.TRADITIONAL,
        Kind.NUMBER,
        Kind.SIGN,
        Kind.ADDRESS,
        Kind.PLACEHOLDER,
        Kind.MARKUP,
    }
)
TEXTS = {
    Kind.EMPTY: _("The text is empty."),
    Kind.CONTROL: _("The text holds characters that cannot be seen: %(found)s."),
    Kind.LANGUAGE: _("The text is not in the language that it is for."),
    Kind.TRADITIONAL: _("The text holds traditional characters: %(found)s."),
    Kind.NUMBER: _("Numbers differ from the English: %(found)s."),
    Kind.SIGN: _("A number has a per cent or minus sign in only one of the two texts: %(found)s."),
    Kind.ADDRESS: _("Addresses differ from the English: %(found)s."),
    Kind.PLACEHOLDER: _("Placeholders differ from the English: %(found)s."),
    Kind.MARKUP: _("Tags or links differ from the English: %(found)s."),
    Kind.DOUBT: _("The text may not be in the language that it is for."),
    Kind.WRITTEN: _("Numbers are not written as in the English: %(found)s. Are they the same?"),
    Kind.WORDED: _("A number of the English is not there in digits: %(found)s. Is it there as a word?"),
    Kind.NAME: _("A name of the English is missing: %(found)s."),
    Kind.SAME: _("The text is the same as the English."),
    Kind.ENGLISH: _("English words are left: %(found)s."),
    Kind.LENGTH: _("The text is unusually short or long beside the English."),
    Kind.DIGITS: _("Digits are 0 to 9 here, and letters are not stretched: %(found)s."),
    Kind.PUNCTUATION: _("Punctuation or spaces are not those of the language: %(found)s."),
    Kind.TERM: _("The glossary has another word: %(found)s."),
}


@dataclass(frozen=True)
class Finding:
    kind: Kind
    found: str = ""

    @property
    def blocks(self) -> bool:
        return self.kind in BLOCKING

    @property
    def text(self) -> str:
        """For a reader of the active language."""
        return TEXTS[self.kind] % {"found": ISOLATED % self.found}


def check(english: str, text: str, code: str, *, name: str = "") -> list[Finding]:
    """What is to say of a text in that language. `name` is of the entry, whose words may stand in any text."""
    if not text.strip():
        return [Finding(Kind.EMPTY)] if english.strip() else []
    return [finding for look in CHECKS for finding in look(english, text, code, name)]


def _listed(kind: Kind, found) -> Iterator[Finding]:
    shown = [one if len(one) <= SHOWN else f"{one[:SHOWN]}…" for one in dict.fromkeys(found)]
    if shown:
        yield Finding(kind, " · ".join(shown[:MOST]))


# --- What must be equal -------------------------------------------------------------------------------------------


def _unseen(_english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    yield from _listed(Kind.CONTROL, translation_tokens.named(translation_tokens.unseen(text, code)))


def _numbers(english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    english, text = without_addresses(english), without_addresses(text)
    lacking, more = numerals.unmatched(english, text, code)
    if more or not all(number.small for number in lacking):
        kind = Kind.WRITTEN if numerals.is_idiom(english) else Kind.NUMBER
        yield from _listed(kind, [number.written for number in (*lacking, *more)])
    else:
        yield from _listed(Kind.WORDED, [number.written for number in lacking])
    yield from _listed(Kind.SIGN, numerals.changed_signs(english, text, code))


def _same_everywhere(kind: Kind, found_in: Callable[[str], list[str]]) -> Callable:
    def look(english: str, text: str, _code: str, _name: str) -> Iterator[Finding]:
        yield from _listed(kind, translation_tokens.differing(found_in(english), found_in(text)))

    return look


# --- Names --------------------------------------------------------------------------------------------------------

LATIN_NAME = re.compile(
    r"(?<![\w/.-])(?=\w*[A-Z0-9])(?=\w*[A-Z]\w*[A-Z]|\w*[a-z][A-Z]|\d+[A-Za-z]|[A-Za-z]+\d)[A-Za-z0-9]{2,}(?!\w)"
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s)")
KEPT = frozenset({"company", "open-source"})  # an authority has a name in each language
OFTEN = frozenset({"ngo", "academia", "consortium"})  # those of a single word
OFFICIAL = frozenset(  # languages have their own short forms of these
    "UN EU AI US UK USA UAE CSAM CSEM CSEA CSE CSA CSAI FBI INTERPOL NGO UNICEF UNESCO UNODC UNICRI OECD OSCE NATO ISP"
    " ESP ID GPS CCTV GPU CPU IT ML DNA PC HQ CEO LEA OSINT II III DOJ DHS HSI ICAC NCA NCB LLM FAQ TV MEP SME GDPR AFP"
    " CEOP NLP OCR VR SMS DVD CD SIM API USB PDF VPN RFC P2P BKA EUR USD GB TB MB KB QA SaaS URL".split()
)


@cache
def _providers() -> re.Pattern:
    """Companies and projects of the shipped catalogue: no language translates or transliterates their names."""
    given = [load_yaml(path) for path in sorted((files.FOLDER / "providers").glob("*.yaml"))]
    kept = (one["name"] for one in given if one["type"] in KEPT or (one["type"] in OFTEN and " " not in one["name"]))
    names = sorted(kept, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")


def _names(english: str, text: str, _code: str, name: str) -> Iterator[Finding]:
    names = [one for one in LATIN_NAME.findall(english) if not ORDINAL.fullmatch(one)]
    names = [one for one in names if one.removesuffix("s") not in OFFICIAL]
    if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", english):
        names.append(name)
    names += _providers().findall(english)
    yield from _listed(Kind.NAME, [one for one in names if one.removesuffix("s") not in text])


# --- Which language it is -----------------------------------------------------------------------------------------


def _language(_english: str, text: str, code: str, name: str) -> Iterator[Finding]:
    bare = without_addresses(text.replace(name, " ") if name else text)
    if translation_language.is_another(bare, code):
        yield Finding(Kind.LANGUAGE)
    elif translation_language.may_be_another(bare, code):
        yield Finding(Kind.DOUBT)
    if code == "zh-hans":
        yield from _listed(Kind.TRADITIONAL, translation_language.traditional(bare))


# --- What a translator should look at again -----------------------------------------------------------------------

BOUNDS = {"fr": (0.7, 1.9), "es": (0.7, 1.9), "ru": (0.65, 1.95), "ar": (0.5, 1.6), "zh-hans": (0.15, 0.7)}
LONG = 40  # characters; shorter texts may be of any length
STRETCHED = re.compile(r"[\u0640\u0660-\u0669\u06f0-\u06f9]")
UNLIKE = {  # punctuation and spaces of another language
    "ar": re.compile(r"[\u0600-\u06ff]\s?[,;?](?!\d)"),
    "zh-hans": re.compile(
        r"[\u4e00-\u9fff](?:[,;:?!](?!\d)|\.(?=\s|$))|[\u4e00-\u9fff] +[A-Za-z0-9]|[A-Za-z0-9] +[\u4e00-\u9fff]"
    ),
    "fr": re.compile(r"\w(?:[;?!»](?=\s|$)|:(?=\s))|\w [;:?!»]|«[^\W\d]"),
    "es": re.compile(r"^[^¿]*\?|^[^¡]*!"),
    "ru": re.compile(r"[\u0400-\u04ff]\"|\"[\u0400-\u04ff]|“[\u0400-\u04ff]"),
}


def _same(english: str, text: str, code: str, name: str) -> Iterator[Finding]:
    if translation_english.is_same(english, text, code, name):
        yield Finding(Kind.SAME)


def _left_over(english: str, text: str, code: str, name: str) -> Iterator[Finding]:
    yield from _listed(Kind.ENGLISH, translation_english.left_over(english, text, code, name))


def _length(english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    low, high = BOUNDS.get(code, (0, float("inf")))
    if len(english.strip()) > LONG and not low <= len(text.strip()) / len(english.strip()) <= high:
        yield Finding(Kind.LENGTH)


def _digits(_english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    if code == "ar":
        yield from _listed(Kind.DIGITS, STRETCHED.findall(text))


def _punctuation(_english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    if code in UNLIKE:
        yield from _listed(
            Kind.PUNCTUATION, [found[-12:].strip() for found in UNLIKE[code].findall(without_addresses(text))]
        )


def _terms(english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    """Terms of the glossary that the text does not use; a name that is kept in English is none."""
    missing = []
    for name, entry in dict.fromkeys((english[start:end], entry) for start, end, entry in glossary.found_in(english)):
        term = entry.terms.get(code)
        if term and name not in text and not glossary.used_in(term, text, code):
            missing.append(f"{name} = {term.text}")
    yield from _listed(Kind.TERM, missing)


CHECKS = (
    _unseen,
    _language,
    _numbers,
    _same_everywhere(Kind.ADDRESS, translation_tokens.addresses),
    _same_everywhere(Kind.PLACEHOLDER, translation_tokens.PLACEHOLDER.findall),
    _same_everywhere(Kind.MARKUP, translation_tokens.MARKUP.findall),
    _names,
    _same,
    _left_over,
    _length,
    _digits,
    _punctuation,
    _terms,
)
