"""How does a name of one script stand inside a line of another one?

What stands between two Latin names of an Arabic line is drawn with them, and a bracket at the end of one turns over. So
a text whose letters run against the page stands apart: in `<bdi>`, and where there is no markup (subjects of mails,
choices of a list) between the isolating characters. Other texts are left as they are, to the byte.

So does each Latin name in a sentence from right to left, with its own numbers, spaces and signs: else "404 Media" reads
"Media 404", and "HarmBlock+" begins with its plus.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from hub.languages import language

FROM_THE_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
FROM_THE_LEFT = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
WORD = rf"(?:(?<!\S)[.@#])?[{LATIN}0-9](?:[.,:'’/&+_@?=%~#-]*[{LATIN}0-9])*(?:\+{{1,2}}|#|(?<=\.[{LATIN}])\.)?"
SPACE = "[ \u00a0\u202f]"
ASIDE = rf"\({WORD}(?:{SPACE}{WORD})*\)"
NAME = re.compile(f"({WORD}(?:{SPACE}(?:(?:[&§/–-]{SPACE})?{WORD}|{ASIDE}))*)")
YEAR = re.compile(f"(?:(?:19|20)[0-9]{{2}}{SPACE})?")  # before a name it is the sentence's, unlike that of "404 Media"
LETTER = re.compile(f"[{LATIN}]")
TAG = re.compile(r"(<[^<>]*>)")
ISOLATED = "\u2068%s\u2069"  # as `<bdi>`: the first letter says in which direction it runs


def runs_against(text: str, code: str | None = None) -> bool:
    """Has the text a letter that runs against the lines of this language, or of the active one?"""
    against = FROM_THE_LEFT if language(code or get_language()).rtl else FROM_THE_RIGHT
    return bool(against.search(text))


def apart(text: object, code: str | None = None) -> SafeString:
    """Escaped, for a page: a text of unknown language."""
    return format_html("<bdi>{}</bdi>" if runs_against(str(text), code) else "{}", text)


def listed(texts: Iterable[object], between: str = " · ") -> SafeString:
    return format_html_join(between, "{}", ((apart(text),) for text in texts))


def isolated(text: object) -> str:
    """For a line without markup."""
    return ISOLATED % text if runs_against(str(text)) else str(text)


def cut(line: str, code: str | None = None) -> Iterator[tuple[str, bool]]:
    """The line in pieces, and whether each is a Latin name in a line from right to left."""
    if not language(code or get_language()).rtl or not LETTER.search(line):
        yield line, False
        return
    for number, piece in enumerate(NAME.split(line)):
        begins = YEAR.match(piece).end() if number % 2 and LETTER.search(piece) else len(piece)
        yield from ((part, name) for part, name in ((piece[:begins], False), (piece[begins:], True)) if part)


def names_isolated(line: str, code: str) -> str:
    """For a line without markup."""
    return "".join(ISOLATED % piece if name else piece for piece, name in cut(line, code))


def as_name(html: str) -> str:
    return f'<bdi dir="ltr">{html}</bdi>'


def names_apart(line: str, code: str | None = None) -> SafeString:
    """Escaped, for a page."""
    pieces = (as_name(escape(piece)) if name else escape(piece) for piece, name in cut(line, code))
    return mark_safe("".join(pieces))  # noqa: S308  (every piece is escaped)


def names_apart_in(html: SafeString, code: str) -> SafeString:
    """In the texts of what is HTML already, not in its tags."""
    if not language(code).rtl:
        return html
    parts = (names_apart(unescape(part), code) if n % 2 == 0 else part for n, part in enumerate(TAG.split(html)))
    return mark_safe("".join(parts))  # noqa: S308  (it was safe, and its texts are escaped again)
