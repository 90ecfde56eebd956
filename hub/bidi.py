"""How does a name of one script stand inside a line of another one?

What stands between two Latin names of an Arabic line is drawn with them, and a bracket at the end of one turns over. So
a text whose letters run against the page stands apart: in `<bdi>`, and where there is no markup (subjects of mails,
choices of a list) between the isolating characters. Other texts are left as they are, to the byte.
"""

import re
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from hub.languages import language

FROM_THE_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
FROM_THE_LEFT = re.compile(r"[^\W\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
WORD = r"[A-Za-z0-9&](?:[A-Za-z0-9&+.'’/-]*[A-Za-z0-9&+])?"
NAME = re.compile(rf"(?=[A-Za-z]){WORD}(?: {WORD}| \({WORD}(?: {WORD})*\))*")
ISOLATED = "\u2068%s\u2069"  # as `<bdi>`: the first letter says in which direction it runs


def runs_against(text: str, code: str | None = None) -> bool:
    """Has the text a letter that runs against the lines of this language, or of the active one?"""
    against = FROM_THE_LEFT if language(code or get_language()).rtl else FROM_THE_RIGHT
    return bool(against.search(text))


def apart(text: object, code: str | None = None) -> SafeString:
    """Escaped, for a page."""
    return format_html("<bdi>{}</bdi>" if runs_against(str(text), code) else "{}", text)


def listed(texts: Iterable[object], between: str = " · ") -> SafeString:
    return format_html_join(between, "{}", ((apart(text),) for text in texts))


def isolated(text: object) -> str:
    """For a line without markup."""
    return ISOLATED % text if runs_against(str(text)) else str(text)


def names_isolated(line: str, code: str) -> str:
    """A line of a language from right to left, each Latin name in it between the isolating characters."""
    return NAME.sub(lambda name: ISOLATED % name[0], line) if language(code).rtl else line
