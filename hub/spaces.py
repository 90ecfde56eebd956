"""How is a text kept that somebody typed or sent in a file?

The one rule of it. A no-break space before French punctuation or between a number and its unit is part of the text,
the wide one and the narrow one; the other spaces only part its words.
"""

import re

# The two no-break spaces are spaces to `\s` and to `str.split`; so are separators that nobody types or sees.
BETWEEN_WORDS = re.compile(r"[^\S\u00a0\u202f\u2028\u2029\x1c-\x1f\x85]+")


def paragraphs(text: str) -> str:
    """A line end is one character, whatever the browser or the program makes of it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def one_line(text: str) -> str:
    return BETWEEN_WORDS.sub(" ", text).strip()
