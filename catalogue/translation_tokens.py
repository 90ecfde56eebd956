"""What stands in a text that is the same in every language: addresses, placeholders, tags and links?

And what nobody sees, which stands in none.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from publicsuffixlist import PublicSuffixList

# --- Characters that cannot be seen -------------------------------------------------------------------------------

SEEN = frozenset("\t\n")
MARKS = frozenset("\u200e\u200f\u061c")  # of direction, beside Latin words in Arabic
OPENING, CLOSING = "\u2066\u2067\u2068", "\u2069"  # what is set apart from the direction of its sentence
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # as Unicode sorts characters
BLANK = frozenset("\ufffd\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(one)
    for first, last in ((0x180B, 0x180F), (0xFE00, 0xFE0D), (0xE0100, 0xE01EF))
    for one in range(first, last + 1)
}


def unseen(text: str, code: str) -> set[str]:
    """Spaces that do not break a line are no such characters: French needs them."""
    if text.isascii() and text.isprintable():
        return set()
    found = {one for one in set(text) if _is_unseen(one)}
    if code == "ar":
        found -= MARKS
    if all(_closed(line) for line in text.split("\n")):
        found -= {*OPENING, CLOSING}
    return found


@lru_cache(maxsize=20_000)
def _is_unseen(character: str) -> bool:
    return character not in SEEN and (unicodedata.category(character) in UNSEEN or character in BLANK)


def _closed(line: str) -> bool:
    """Whether everything that is set apart ends again; what does not would turn the rest of the page round."""
    depth = 0
    for character in line:
        depth += (character in OPENING) - (character == CLOSING)
        if depth < 0:
            return False
    return depth == 0


def named(characters: set[str]) -> list[str]:
    """For a reader, who sees nothing of them."""
    return [f"U+{ord(one):04X}" for one in sorted(characters)]


# --- Addresses ----------------------------------------------------------------------------------------------------

END = r"[^\s<>()，。；、）؛،«»“”\"]"  # Chinese and Arabic stand beside an address without a space
W, CYRILLIC = "A-Za-z0-9_", "а-яіїєґё"
PATH = rf"(?::\d{{1,5}})?(?:/[{W}./?&=%#+~:@-]*)?"
ADDRESS = re.compile(
    rf"(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{{1,20}}://|(?:mailto|javascript|vbscript|tel):){END}+"
    rf"|(?<![{W}.+%-])[{W}.+%-]+@[{W}-]+(?:\.[{W}-]+)+"
    rf"|(?P<host>(?<![{W}@.-])(?:[a-z0-9-]+\.)+[a-z]{{2,24}})(?![{W}-]){PATH}"
    rf"|(?P<other>(?<![{W}@.{CYRILLIC}-])(?:[a-z0-9{CYRILLIC}-]+\.)+[a-z{CYRILLIC}]{{2,24}})(?![{W}{CYRILLIC}-]){PATH}",
    re.IGNORECASE,
)
HIDDEN_SERVICES = frozenset({"onion", "i2p"})  # no registry gives these away


def addresses(text: str) -> list[str]:
    return [found[0].rstrip(".,;:!?") for found in _addresses(text)]


def without_addresses(text: str) -> str:
    parts, start = [], 0
    for found in _addresses(text):
        parts.append(text[start : found.start()])
        start = found.end()
    return " ".join([*parts, text[start:]])


def _addresses(text: str) -> Iterator[re.Match]:
    """U.S.C., Node.js and report.pdf are none: no registry gives away names under their ends."""
    for found in ADDRESS.finditer(text):
        host = found["host"] or found["other"]
        if host is None or _ends_a_host(host.rpartition(".")[2].lower()):
            yield found


@lru_cache(maxsize=20_000)
def _ends_a_host(ending: str) -> bool:
    """As com, ch and рф do."""
    return ending in HIDDEN_SERVICES or _suffixes().publicsuffix(f"name.{ending}") is not None


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False, only_icann=True)


# --- Placeholders, tags and links ---------------------------------------------------------------------------------

PLACEHOLDER = re.compile(
    r"%\(\w{1,60}\)[-+#0]{0,3}\d{0,3}(?:\.\d{1,3})?[a-zA-Z]"  # %(name)s
    r"|%(?:\d{1,2}\$)?[-+#0]{0,3}\d{0,3}(?:\.\d{1,3})?[sdiufFgGeExXcro](?![a-zA-Z])"  # %s, %5.2f, %1$s
    r"|\$?\{[^{}\n]{0,60}\}|\[\[[^\[\]\n]{1,60}\]\]|(?<![A-Za-z])\$[a-z_]\w*|[{}]",
    re.ASCII,
)
MARKUP = re.compile(
    r"</?[a-zA-Z][^<>]*>?|<\s{0,5}[/!?]?\s{0,5}[a-zA-Z][^<>]*>|<!--|-->"
    r"|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});"
    r"|\]\([^\s()]*|^ {0,3}\[[^\[\]\n]{1,80}\]:\s*\S*",  # [text](address), [text]: address
    re.MULTILINE,
)


def differing(wanted: list[str], held: list[str]) -> list[str]:
    """What stands in one of two texts more often than in the other."""
    there, here = Counter(wanted), Counter(held)
    return [*(there - here), *(here - there)]
