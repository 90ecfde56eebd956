"""What can be seen to be wrong in a translation without reading the language?

`check` compares a text with its English: what must be equal in every language (numbers, addresses, placeholders, tags),
what the language is written in, and what a translator should look at again. The first two block, the rest warns.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from catalogue import glossary, numerals

MOST, SHOWN = 5, 80  # of what is found, and characters of each
ISOLATED = "\u2068%s\u2069"  # what is quoted may run in another direction than the sentence


class Kind(TextChoices):
    """What is found, for filters and counts."""

    EMPTY = "empty", _("Empty")
    CONTROL = "control", _("Characters that cannot be seen")
    LANGUAGE = "language", _("Another language")
    NUMBER = "number", _("Numbers")
    ADDRESS = "address", _("Addresses")
    PLACEHOLDER = "placeholder", _("Placeholders")
    MARKUP = "markup", _("Tags")
    WORDED = "worded", _("Numbers as words")
    NAME = "name", _("Names")
    SAME = "same", _("Same as the English")
    ENGLISH = "english", _("English left over")
    LENGTH = "length", _("Length")
    DIGITS = "digits", _("Digits and letters")
    PUNCTUATION = "punctuation", _("Punctuation")
    TERM = "term", _("Glossary")


BLOCKING = frozenset(
    {Kind.EMPTY, Kind.CONTROL, Kind.LANGUAGE, Kind.NUMBER, Kind.ADDRESS, Kind.PLACEHOLDER, Kind.MARKUP}
)
TEXTS = {
    Kind.EMPTY: _("The text is empty."),
    Kind.CONTROL: _("The text holds characters that cannot be seen."),
    Kind.LANGUAGE: _("The text is not in the language that it is for."),
    Kind.NUMBER: _("Numbers differ from the English: %(found)s."),
    Kind.ADDRESS: _("Addresses differ from the English: %(found)s."),
    Kind.PLACEHOLDER: _("Placeholders differ from the English: %(found)s."),
    Kind.MARKUP: _("Tags differ from the English: %(found)s."),
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

INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ufffd\ud800-\udfff]")
ADDRESS = re.compile(
    r"https?://[^\s<>()，。；、）؛،«»“”\"]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|org|io|net|eu|gov|ai|int|uk|de|fr|nl)(?!\w)(?:/[\w./-]*)?",
    re.IGNORECASE | re.ASCII,  # Chinese and Arabic stand beside an address without a space
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]\b|\{\{?\s*\w*\s*\}?\}|\[\[\w+\]\]")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>?|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});|<!--|-->")


def _invisible(_english: str, text: str, _code: str, _name: str) -> Iterator[Finding]:
    if INVISIBLE.search(text):
        yield Finding(Kind.CONTROL)


def _numbers(english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    lacking, more = numerals.unmatched(_without(ADDRESS, english), _without(ADDRESS, text), code)
    if more or not all(number.small for number in lacking):
        yield from _listed(Kind.NUMBER, [number.written for number in (*lacking, *more)])
    else:
        yield from _listed(Kind.WORDED, [number.written for number in lacking])


def _without(pattern: re.Pattern, text: str) -> str:
    return pattern.sub(" ", text)


def _same_everywhere(kind: Kind, pattern: re.Pattern) -> Callable:
    def look(english: str, text: str, _code: str, _name: str) -> Iterator[Finding]:
        wanted, held = _counted(pattern, english), _counted(pattern, text)
        yield from _listed(kind, [*(wanted - held), *(held - wanted)])

    return look


def _counted(pattern: re.Pattern, text: str) -> Counter:
    return Counter(found.rstrip(".,;:!?") for found in pattern.findall(text))


# --- Names --------------------------------------------------------------------------------------------------------

LATIN_NAME = re.compile(
    r"(?<![\w/.-])(?=\w*[A-Z0-9])(?=\w*[A-Z]\w*[A-Z]|\w*[a-z][A-Z]|\d+[A-Za-z]|[A-Za-z]+\d)[A-Za-z0-9]{2,}(?!\w)"
)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|s)")
OFFICIAL = frozenset(  # languages have their own short forms of these
    "UN EU AI US UK USA UAE CSAM CSEM CSEA CSE CSA CSAI FBI INTERPOL NGO UNICEF UNESCO UNODC UNICRI OECD OSCE NATO ISP"
    " ESP ID GPS CCTV GPU CPU IT ML DNA PC HQ CEO LEA OSINT II III DOJ DHS HSI ICAC NCA NCB LLM FAQ TV MEP SME GDPR AFP"
    " CEOP NLP OCR VR SMS DVD CD SIM API USB PDF VPN RFC P2P BKA EUR USD GB TB MB KB QA SaaS URL".split()
)


def _names(english: str, text: str, _code: str, name: str) -> Iterator[Finding]:
    names = [one for one in LATIN_NAME.findall(english) if not ORDINAL.fullmatch(one)]
    names = [one for one in names if one.removesuffix("s") not in OFFICIAL]
    if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", english):
        names.append(name)
    yield from _listed(Kind.NAME, [one for one in names if one.removesuffix("s") not in text])


# --- Which language it is -----------------------------------------------------------------------------------------

SCRIPTS = {"ar": "ARABIC", "zh-hans": "CJK", "ru": "CYRILLIC"}  # as Unicode names their letters
FOREIGN = 0.2  # of the letters may be neither Latin nor the language's own
OWN = 0.12  # of the letters must be its own in a text that is longer than a list of names
FUNCTION_WORDS = {  # that the others do not have
    "en": "the of and with that which from is are was were by not its it has have their this in for as an be to no on",
    "fr": "le les des du et est sont dans pour par qui une aux sur avec au ce cette ou ne pas plus ont elle il leur",
    "es": "el los las del y son para una con se al lo su sus más o como esta este ha por sin entre cuando fue",
}
WORDS_OF = {code: frozenset(words.split()) for code, words in FUNCTION_WORDS.items()}
WORD = re.compile(r"[^\W\d_]+")
LOWER_LATIN = re.compile(r"(?<![\w.])[a-z]{3,}(?![\w.])", re.ASCII)
ENOUGH_WORDS = 5  # to tell a language by its small words


def _language(_english: str, text: str, code: str, name: str) -> Iterator[Finding]:
    bare = _without(ADDRESS, text.replace(name, " ") if name else text)
    wrong = _wrong_script(bare, SCRIPTS.get(code)) or (code in WORDS_OF and _wrong_words(bare, code))
    if wrong:
        yield Finding(Kind.LANGUAGE)


def _wrong_script(text: str, script: str | None) -> bool:
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    letters, own = counts.total(), counts[script]
    if letters - own - counts["LATIN"] > FOREIGN * letters:
        return True
    if script is None:
        return False
    return bool(not own and LOWER_LATIN.search(text)) or (letters > 60 and own < OWN * letters)


@lru_cache(maxsize=20_000)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]


def _wrong_words(text: str, code: str) -> bool:
    """Whether a text in Latin letters has far more small words of another language than of its own."""
    found = [word.lower() for word in WORD.findall(text)]
    counts = {other: sum(word in known for word in found) for other, known in WORDS_OF.items()}
    own = counts.pop(code)
    return len(found) >= ENOUGH_WORDS and max(counts.values()) >= max(2, 2 * own + 1)


# --- What a translator should look at again -----------------------------------------------------------------------

BOUNDS = {"fr": (0.7, 1.9), "es": (0.7, 1.9), "ru": (0.65, 1.95), "ar": (0.5, 1.6), "zh-hans": (0.15, 0.7)}
NEAR = 60  # characters beside a word
LONG = 40  # characters; shorter texts may be of any length, and the same in two languages
LEFT_OVER = re.compile(r"\b(?:the|and|of|with|that|which|from|is|are|was|were|by|not|its|has|have|their|this|to)\b")
ALSO_FRENCH = frozenset({"by", "to"})  # in names of products
LATIN_WORD = re.compile(r"(?<![\w./@:'-])[a-z][a-z'-]{2,}(?![\w./@-])", re.ASCII)
LATIN_WORDS = frozenset(
    "hash hashes pip iphone ipad app macos ios ebay imessage e-mail email web deepfake deepfakes luring precision"
    " recall accuracy axe cookie cookies sentence-transformers"
    " de du des les van von der den of and for the in to on".split()
)
QUOTED = re.compile(r"[“«\"(][^”»\")]{1,40}[”»\")]")  # a word of the English for those who must know it
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


def _same(english: str, text: str, _code: str, _name: str) -> Iterator[Finding]:
    if len(english) > LONG and _plain(english) == _plain(text):
        yield Finding(Kind.SAME)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _left_over(_english: str, text: str, code: str, name: str) -> Iterator[Finding]:
    bare, own = text, name.lower().split()
    for kept in (ADDRESS, PLACEHOLDER, QUOTED):
        bare = _without(kept, bare)
    if code in SCRIPTS:
        yield from _listed(
            Kind.ENGLISH, [word for word in LATIN_WORD.findall(bare) if word not in {*LATIN_WORDS, *own}]
        )
        return
    known = {*own, *(ALSO_FRENCH if code == "fr" else ())}
    found = (word for word in LEFT_OVER.finditer(bare) if word[0] not in known and not _in_a_name(bare, word))
    yield from _listed(Kind.ENGLISH, [word[0] for word in found])


def _in_a_name(text: str, found: re.Match) -> bool:
    """`of` in University of Malta: a capital within two words on either side, in a name that is kept."""
    before, after = text[max(0, found.start() - NEAR) : found.start()], text[found.end() : found.end() + NEAR]
    return any(word.lstrip("«('\"")[:1].isupper() for word in (*before.split()[-2:], *after.split()[:2]))


def _length(english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    low, high = BOUNDS.get(code, (0, float("inf")))
    if len(english) > LONG and not low <= len(text.strip()) / len(english.strip()) <= high:
        yield Finding(Kind.LENGTH)


def _digits(_english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    if code == "ar":
        yield from _listed(Kind.DIGITS, STRETCHED.findall(text))


def _punctuation(_english: str, text: str, code: str, _name: str) -> Iterator[Finding]:
    if code in UNLIKE:
        yield from _listed(
            Kind.PUNCTUATION, [found[-12:].strip() for found in UNLIKE[code].findall(_without(ADDRESS, text))]
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
    _invisible,
    _language,
    _numbers,
    _same_everywhere(Kind.ADDRESS, ADDRESS),
    _same_everywhere(Kind.PLACEHOLDER, PLACEHOLDER),
    _same_everywhere(Kind.MARKUP, TAG),
    _names,
    _same,
    _left_over,
    _length,
    _digits,
    _punctuation,
    _terms,
)
